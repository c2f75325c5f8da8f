import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { median } from './measure.ts';

/** What a Lambda in Python takes that decompresses and parses everything, in milliseconds; undefined without python3. */
export function usualLambda(
  files: readonly Buffer[],
  rounds: number,
): { readonly python: string; readonly took: number } | undefined {
  const { error, stdout: version } = spawnSync('python3', ['--version'], { encoding: 'utf8' });
  if (error !== undefined) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'gatewarden-bench-'));
  try {
    const paths = files.map((file, n) => {
      const path = join(folder, `${n}.json.gz`);
      writeFileSync(path, gzipSync(file));
      return path;
    });
    const args = [join(import.meta.dirname, 'usual-lambda.py'), String(rounds), ...paths];
    const { status, stdout, stderr } = spawnSync('python3', args, { encoding: 'utf8' });
    if (status !== 0) throw new Error(`expected python3 to read the files: ${stderr}`);
    return { python: version.replace('Python', '').trim(), took: median(JSON.parse(stdout) as readonly number[]) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
