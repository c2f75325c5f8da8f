import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A new folder with these files in it, by relative path; gone once it is disposed of. */
export function tempFolder(files: Readonly<Record<string, string | Uint8Array>> = {}): Disposable & { path: string } {
  const path = mkdtempSync(join(tmpdir(), 'gatewarden-'));
  for (const [name, content] of Object.entries(files)) {
    const file = join(path, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}
