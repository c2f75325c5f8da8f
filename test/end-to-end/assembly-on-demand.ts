import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Who asks there, on loopback, gets where the assembly lies, once it is made. */
    readonly assemblyServer: string;
  }
}

/**
 * Vitest's global setup. All tests of the deployed system deploy the same assembly: it is made when the first of them
 * asks for it, whichever process that runs in, and is gone at the end of the run. Other tests do not wait for it.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'gatewarden-end-to-end-'));
  let made: Promise<unknown> | undefined;
  const server = createServer(async (_, response) => {
    try {
      made ??= import('./make-assembly.ts').then(({ makeAssembly }) => makeAssembly(folder));
      response.end(JSON.stringify(await made));
    } catch (error) {
      response.writeHead(500).end(String(error));
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  project.provide('assemblyServer', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  return async () => {
    server.close();
    await made?.catch(() => undefined);
    rmSync(folder, { recursive: true, force: true });
  };
}
