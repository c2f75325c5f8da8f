import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Metafile } from 'esbuild';
import { environment } from '../lambda/config/environment.ts';
import { defaultConfig } from '../lambda/config/schema.ts';
import { bundleHandler, bundleModule } from '../lib/bundle-handler.ts';
import { handlerNames } from '../lib/handler-code.ts';
import { writeConfig } from '../lib/write-config.ts';
import { median, ratio, type Took } from './measure.ts';

/**
 * How large each function's bundle is, and how long the function that reads CloudTrail's files takes to import, in fresh
 * processes, against an empty handler with the same clients in a bundle made the same way.
 */
export interface ColdStart {
  readonly bundles: readonly Bundle[];
  /** Medians in milliseconds. */
  readonly import: number;
  readonly empty: number;
  readonly ratio: number;
  /** The same in processor time. */
  readonly cpuRatio: number;
}

export interface Bundle {
  readonly handler: string;
  /** Of all its modules. */
  readonly bytes: number;
  /** Of those that a start parses. */
  readonly startBytes: number;
}

const anyEnvironment = {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  AWS_LAMBDA_FUNCTION_NAME: 'cold-start',
  [environment.tableName]: 'table',
  [environment.buckets]: JSON.stringify([{ bucket: 'bucket', owner: '111122223333' }]),
  [environment.topicArns.machines]: 'arn:aws:sns:us-east-1:111122223333:machines',
};

export function coldStart(rounds: number): ColdStart {
  const folder = mkdtempSync(join(tmpdir(), 'gatewarden-bench-'));
  try {
    const bundles = handlerNames.map((handler) => bundled(handler, join(folder, handler)));
    bundleModule(join(import.meta.dirname, 'empty-handler.ts'), join(folder, 'empty'));
    writeConfig(defaultConfig, join(folder, 'cloudtrail'));
    const took = { import: [] as Took[], empty: [] as Took[] };
    for (let round = -1; round < rounds; round++) {
      const both = [imported(join(folder, 'cloudtrail')), imported(join(folder, 'empty'))] as const;
      if (round < 0) continue; // until then the files are not in the machine's cache
      took.import.push(both[0]);
      took.empty.push(both[1]);
    }
    return {
      bundles,
      import: median(took.import.map(({ wall }) => wall)),
      empty: median(took.empty.map(({ wall }) => wall)),
      ratio: ratio(took.import, took.empty),
      cpuRatio: ratio(took.import, took.empty, 'cpu'),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function bundled(handler: string, folder: string): Bundle {
  const { outputs } = bundleHandler(handler, folder);
  const sizes = readdirSync(folder).map((name) => statSync(join(folder, name)).size);
  return {
    handler,
    bytes: sizes.reduce((sum, size) => sum + size, 0),
    startBytes: parsedAtStart(outputs).reduce((sum, path) => sum + (outputs[path]?.bytes ?? 0), 0),
  };
}

/** The modules of a bundle that a start parses: what `index.mjs` imports otherwise than by `import()`, and so on. */
export function parsedAtStart(outputs: Metafile['outputs']): readonly string[] {
  const atStart = new Set(Object.keys(outputs).filter((path) => path.endsWith('/index.mjs')));
  for (const path of atStart) {
    for (const { path: needed, kind, external } of outputs[path]?.imports ?? [])
      if (kind === 'import-statement' && !external) atStart.add(needed);
  }
  return [...atStart];
}

const importing = `
  const [cpu, start] = [process.cpuUsage(), performance.now()];
  await import(process.env.BUNDLE);
  const wall = performance.now() - start;
  const { user, system } = process.cpuUsage(cpu);
  process.stdout.write(JSON.stringify({ wall, cpu: (user + system) / 1000 }));
  process.exit();`;

function imported(folder: string): Took {
  const env = { ...anyEnvironment, LAMBDA_TASK_ROOT: folder, BUNDLE: pathToFileURL(join(folder, 'index.mjs')).href };
  const args = ['--input-type=module', '--eval', importing];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`expected ${folder} to be imported: ${stderr}`);
  return JSON.parse(stdout) as Took;
}
