import { Worker } from 'node:worker_threads';
import { targets } from './targets.ts';

/**
 * Fuzzes every decoder, guided by the code that runs: `npm run test:fuzz`.
 *
 * - `FUZZ_SECONDS`: for how long, all targets together. 60 by default.
 * - `FUZZ_TARGET`: one target only.
 * - `FUZZ_SEED`: where the choices begin; by the clock otherwise. It is printed.
 * - `FUZZ_INPUT`: an input in base64, to be tried alone with `FUZZ_TARGET`: what a finding prints.
 *
 * Ends with status 1 where something that is promised does not hold, an input takes longer than a minute, or more memory
 * than there is.
 */

export interface ToWorker {
  readonly name: string;
  readonly seed: number;
  readonly seconds: number;
  /** What the worker tries at the moment, how long it is, and how many it has tried. */
  readonly trying: Uint8Array;
  readonly length: Int32Array;
}

export interface FromWorker {
  readonly executions: number;
  readonly corpus: number;
  readonly blocks: number;
  readonly files: readonly (readonly [file: string, blocks: { readonly run: number; readonly of: number }])[];
  readonly finding?: { readonly input: Uint8Array; readonly error: string };
}

const longestTry = 60_000; // milliseconds
const mostMegabytes = 256;
const mostInput = 1024 * 1024;

if (import.meta.main) await main(process.env);

async function main(env: NodeJS.ProcessEnv): Promise<void> {
  const chosen = targets.filter(({ name }) => env['FUZZ_TARGET'] === undefined || name === env['FUZZ_TARGET']);
  if (chosen.length === 0) throw new Error(`FUZZ_TARGET must be one of ${targets.map(({ name }) => name).join(', ')}`);
  if (env['FUZZ_INPUT'] !== undefined) {
    for (const target of chosen) await target.check(Buffer.from(env['FUZZ_INPUT'], 'base64'));
    return print('Everything that is promised holds.');
  }
  const seed = Number(env['FUZZ_SEED'] ?? Date.now() % 2 ** 32);
  const seconds = Number(env['FUZZ_SECONDS'] ?? 60) / chosen.length;
  print(`FUZZ_SEED=${seed}`);
  for (const { name } of chosen) report(name, await fuzzed({ name, seed, seconds }));
}

function report(name: string, { executions, corpus, blocks, files, finding }: FromWorker): void {
  print(`${name}: ${executions} executions, ${corpus} inputs kept, ${blocks} blocks of code ran`);
  const partly = files.filter(([, { run }]) => run > 1).map(([file, { run, of }]) => `${file} ${run}/${of}`);
  if (process.env['FUZZ_COVERAGE'] === '1') print(partly.map((line) => `  ${line}`).join('\n'));
  if (finding === undefined) return;
  const input = Buffer.from(finding.input).toString('base64');
  print(`${finding.error}\n\nTo try it again:\nFUZZ_TARGET=${name} FUZZ_INPUT=${input} npm run test:fuzz`);
  process.exitCode = 1;
}

/** In a worker of its own; resolves when it is done, hangs or dies. */
function fuzzed(request: Pick<ToWorker, 'name' | 'seed' | 'seconds'>): Promise<FromWorker> {
  const trying = new Uint8Array(new SharedArrayBuffer(mostInput));
  const length = new Int32Array(new SharedArrayBuffer(8));
  const data: ToWorker = { ...request, trying, length };
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    workerData: data,
    resourceLimits: { maxOldGenerationSizeMb: mostMegabytes },
  });
  const tried = () => Atomics.load(length, 1);
  const failed = (error: string): FromWorker => ({
    ...{ executions: tried(), corpus: 0, blocks: 0, files: [] },
    finding: { input: trying.slice(0, Atomics.load(length, 0)), error },
  });
  return new Promise((resolve) => {
    let before = -1;
    const watch = setInterval(() => {
      if (tried() === before) resolve(failed(`an input takes longer than ${longestTry / 1_000} s`));
      before = tried();
    }, longestTry);
    worker.once('message', resolve);
    worker.once('error', (error) => resolve(failed(String(error))));
    worker.once('exit', () => clearInterval(watch));
  }).then(async (found) => {
    await worker.terminate();
    return found as FromWorker;
  });
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
