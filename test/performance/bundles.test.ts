import { mkdtempSync, rmSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parsedAtStart } from '../../bench/cold-start.ts';
import { bundleHandler } from '../../lib/bundle-handler.ts';
import { type HandlerName, handlerNames } from '../../lib/handler-code.ts';

/** Bytes: a start takes as long as what it parses. All of it has what the first message takes as well. */
const most: Readonly<Record<HandlerName, { readonly start: number; readonly all: number }>> = {
  cloudtrail: { start: 460_000, all: 570_000 }, // more than entra: STS, for buckets that are read as a role
  entra: { start: 460_000, all: 545_000 },
  'entra-poll': { start: 385_000, all: 465_000 },
  sweep: { start: 285_000, all: 360_000 },
  canary: { start: 280_000, all: 280_000 },
};

interface Bundle {
  /** How many bytes each module has that a start parses, the largest first. */
  readonly startPieces: readonly number[];
  readonly start: number;
  readonly all: number;
  readonly startModules: readonly string[];
  readonly modules: readonly string[];
  readonly external: readonly string[];
}

const bundles = new Map<HandlerName, Bundle>();
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gatewarden-bundles-'));
  for (const handler of handlerNames) bundles.set(handler, bundleOf(handler));
});

afterAll(() => rmSync(folder, { recursive: true }));

function bundleOf(handler: HandlerName): Bundle {
  const { outputs } = bundleHandler(handler, join(folder, handler));
  const start = parsedAtStart(outputs);
  const bytes = (paths: readonly string[]): number => paths.reduce((sum, path) => sum + (outputs[path]?.bytes ?? 0), 0);
  const modules = (paths: readonly string[]) => paths.flatMap((path) => Object.keys(outputs[path]?.inputs ?? {}));
  return {
    startPieces: start.map((path) => bytes([path])).toSorted((a, b) => b - a),
    start: bytes(start),
    all: bytes(Object.keys(outputs)),
    startModules: modules(start),
    modules: modules(Object.keys(outputs)),
    external: start.flatMap((path) =>
      (outputs[path]?.imports ?? []).flatMap(({ path: name, kind, external }) =>
        external && kind === 'import-statement' ? name : [],
      ),
    ),
  };
}

describe.each(handlerNames)('the bundle of %s', (handler) => {
  const bundle = (): Bundle => bundles.get(handler) as Bundle;

  it('is no larger than it has to be', () => {
    expect(bundle().start).toBeLessThanOrEqual(most[handler].start);
    expect(bundle().all).toBeLessThanOrEqual(most[handler].all);
  });

  it('parses one module at its start, and perhaps a second one that names it', () => {
    const [, ...others] = bundle().startPieces;

    expect(others.length).toBeLessThanOrEqual(1);
    for (const bytes of others) expect(bytes).toBeLessThan(200);
  });

  it('loads what words and sends messages with the first one', () => {
    const late = /\/client-sns\/|^lambda\/render\/(bulletin|mail|queries|chat)|^lambda\/render\/(mail|chat|ocsf)\.ts/;

    expect(bundle().startModules.filter((path) => late.test(path))).toEqual([]);
    const loadedLater = bundle().modules.filter((path) => late.test(path)).length;
    expect(loadedLater > 20).toBe(handler !== 'canary'); // which tells nobody
  });

  it('has no part of the command line or of what validates a configuration, and reads Graph only where it is the poller', () => {
    const foreign = /^(bin|lib|local|test)\/|node_modules\/(yaml|commander|aws-cdk-lib|esbuild|valibot)\//;
    const graph = /^lambda\/adapters\/graph\/|node_modules\/jose\//;

    expect(bundle().modules.filter((path) => foreign.test(path))).toEqual([]);
    expect(bundle().modules.some((path) => graph.test(path))).toBe(handler === 'entra-poll');
  });

  it('has the WebAssembly module that skims, and nothing of what makes it', () => {
    const making = /^lambda\/sources\/skimmer\/(wasm|skim-code|skim-grammar|abridge-code|squeeze-code)\.ts$/;

    expect(bundle().modules.filter((path) => making.test(path))).toEqual([]);
    const reads = bundle().startModules.includes('lambda/sources/skimmer/module.ts');
    expect(reads).toBe(handler === 'cloudtrail' || handler === 'entra'); // the others read no files
  });

  it('needs nothing at its start that is not in it', () => {
    expect(bundle().external.filter((name) => !isBuiltin(name))).toEqual([]);
  });
});
