import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { cloudTrailFile } from './corpus.ts';
import { median } from './measure.ts';

/**
 * How long `gatewarden replay` takes for a folder of CloudTrail files, start included, against a loop in one thread that
 * only decompresses the same files. `node bench/replaying.ts [megabytes] [rounds]`
 */
export interface Replaying {
  readonly bytes: number;
  readonly files: number;
  /** Medians in seconds. */
  readonly gunzip: number;
  readonly replay: number;
  /** The median over the rounds. */
  readonly ratio: number;
  /** The most memory that a replay took, in bytes. */
  readonly peak: number;
}

const fileSize = 20_000_000;
const command = join(import.meta.dirname, '../bin/gatewarden.js');

const bareLoop = `
  import { readdirSync, readFileSync } from 'node:fs';
  import { gunzipSync } from 'node:zlib';
  for (const name of readdirSync('.')) gunzipSync(readFileSync(name), { chunkSize: 1024 * 1024 });`;

export function replaying(bytes: number, rounds: number): Replaying {
  const folder = mkdtempSync(join(tmpdir(), 'gatewarden-bench-'));
  try {
    const files = Math.max(1, Math.round(bytes / fileSize));
    for (let n = 0; n < files; n++) {
      const file = cloudTrailFile(fileSize, { seed: n + 1, signIns: n % 50 === 25 ? 1_000 : 0 });
      writeFileSync(join(folder, `${n}.json.gz`), gzipSync(file));
    }
    const took = Array.from({ length: rounds }, () => ({
      gunzip: seconds(['--input-type=module', '--eval', bareLoop], folder),
      replay: seconds([command, 'replay', '--format', 'json', '.'], folder),
    }));
    return {
      bytes: files * fileSize,
      files,
      gunzip: median(took.map(({ gunzip }) => gunzip.wall)),
      replay: median(took.map(({ replay }) => replay.wall)),
      ratio: median(took.map(({ gunzip, replay }) => replay.wall / gunzip.wall)),
      peak: Math.max(...took.map(({ replay }) => replay.peak)),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const reportPeak = new URL('./report-peak.ts', import.meta.url).href;

function seconds(args: readonly string[], cwd: string): { readonly wall: number; readonly peak: number } {
  const start = performance.now();
  const { status, output } = spawnSync(process.execPath, ['--import', reportPeak, ...args], {
    cwd,
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  if (status !== 0) throw new Error(`node ${args[0]} ended with ${status}`);
  return { wall: (performance.now() - start) / 1_000, peak: Number(output[3]) };
}

if (import.meta.main) {
  const { bytes, files, gunzip, replay, ratio, peak } = replaying(
    Number(process.argv[2] ?? 1_000) * 1_000_000,
    Number(process.argv[3] ?? 5),
  );
  console.log(
    `replay of ${files} files, ${bytes / 1e6} MB: ${replay.toFixed(2)} s, gunzip alone ${gunzip.toFixed(2)} s`,
  );
  console.log(`    ${ratio.toFixed(2)} times as long; at most ${Math.round(peak / 1e6)} MB of memory`);
}
