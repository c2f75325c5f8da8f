import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { type FunctionSpec, type HostedFunction, hostFunction } from '../../../local/lambda/hosted-function.ts';

/** Functions whose assets lie in temporary folders. */
export interface Assets {
  /** Writes `source` as the index.mjs of an asset, and hosts it. */
  host(source: string, spec?: Partial<FunctionSpec>): HostedAsset;
  /** Stops all functions and removes their assets. */
  clear(): Promise<void>;
}

interface HostedAsset extends HostedFunction {
  readonly folder: string;
  readonly logs: readonly string[];
}

export function newAssets(): Assets {
  const hosted: HostedAsset[] = [];
  return {
    host(source, spec = {}) {
      const folder = mkdtempSync(join(tmpdir(), 'gatewarden-asset-'));
      writeFileSync(join(folder, 'index.mjs'), source);
      const logs: string[] = [];
      const onLog = (line: string) => void logs.push(line);
      const asset = { ...hostFunction({ ...exampleSpec, codeFolder: folder, ...spec }, { onLog }), folder, logs };
      hosted.push(asset);
      return asset;
    },
    async clear() {
      for (const { stop, folder } of hosted.splice(0)) {
        await stop();
        rmSync(folder, { recursive: true, force: true });
      }
    },
  };
}

const exampleSpec = {
  name: 'example',
  handler: 'index.handler',
  timeoutSeconds: 30,
  memoryMegabytes: 128,
  environment: {},
};

/** A handler that answers with its process, or does what the event says. */
export const obedient = `
  export const handler = async ({ exit, signal, hang, thrown, uncaught }) => {
    if (exit !== undefined) process.exit(exit);
    if (signal !== undefined) process.kill(process.pid, signal);
    if (thrown !== undefined) throw new RangeError(thrown);
    if (uncaught !== undefined) setTimeout(() => { throw new RangeError(uncaught); });
    if (hang || signal || uncaught) await new Promise((resolve) => setTimeout(resolve, 600_000));
    return process.pid;
  };`;

/** What an invocation answered; fails the test where it failed. */
export function answerOf(invocation: { readonly ok: boolean; readonly value?: unknown }): unknown {
  expect(invocation).toMatchObject({ ok: true });
  return invocation.value;
}

/** Whether there is a process of this id. */
export function runs(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
