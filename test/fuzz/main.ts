import { Worker } from 'node:worker_threads';
import { withoutArguments } from '../without-arguments.ts';
import { fuzzSettings, WrongSetting } from './settings.ts';
import { targets } from './targets.ts';
import { again, inputOf, newTrying, type Trying, triedOf } from './trying.ts';

const help = `Fuzzes every decoder, guided by the code that runs: npm run test:fuzz. In the environment, what to do:

  FUZZ_SECONDS   for how long, all targets together (60)
  FUZZ_TARGET    one target only
  FUZZ_SEED      where the choices begin (by the clock; it is printed)
  FUZZ_INPUT     an input in base64, to be tried alone with FUZZ_TARGET: what a finding prints
  FUZZ_COVERAGE  1 prints how much of each file ran

Ends with status 1 where something that is promised does not hold, or an input takes longer than a minute or more memory
than it may; with 2 where one of these says nothing that it could do.`;

export interface ToWorker {
  readonly name: string;
  readonly seed: number;
  readonly seconds: number;
  readonly trying: Trying;
}

export interface FromWorker {
  readonly executions: number;
  readonly corpus: number;
  readonly blocks: number;
  readonly files: readonly (readonly [file: string, blocks: { readonly run: number; readonly of: number }])[];
  readonly finding?: { readonly input: Uint8Array; readonly error: string };
}

const longestTry = 60_000; // milliseconds
const look = 250; // milliseconds
const mebibyte = 1024 * 1024;
const mostHeap = 256; // mebibytes
/** Of the whole process, while an input is tried: Buffers that are given back at once are seen here alone. */
const mostResident = 1_536 * mebibyte;

if (import.meta.main)
  process.exitCode = await withoutArguments(process.argv.slice(2), help, () =>
    main(process.env, (text) => process.stderr.write(text)),
  );

/** Resolves to the exit status. */
export async function main(env: NodeJS.ProcessEnv, complain: (text: string) => void): Promise<number> {
  try {
    return await run(env);
  } catch (error) {
    if (!(error instanceof WrongSetting)) throw error;
    complain(`${error.message}\n`);
    return 2;
  }
}

async function run(env: NodeJS.ProcessEnv): Promise<number> {
  const { targets: chosen, seed, seconds, input, coverage } = fuzzSettings(env, targets, Date.now());
  if (input !== undefined) {
    for (const target of chosen) await target.check(input);
    print('Everything that is promised holds.');
    return 0;
  }
  print(`FUZZ_SEED=${seed}`);
  let findings = 0;
  for (const { name } of chosen) {
    const found = await fuzzed({ name, seed, seconds: seconds / chosen.length });
    report(name, found, coverage);
    if (found.finding !== undefined) findings++;
  }
  return findings === 0 ? 0 : 1;
}

function report(name: string, { executions, corpus, blocks, files, finding }: FromWorker, coverage: boolean): void {
  print(`${name}: ${executions} executions, ${corpus} inputs kept, ${blocks} blocks of code ran`);
  const partly = files.filter(([, { run: ran }]) => ran > 1).map(([file, { run: ran, of }]) => `${file} ${ran}/${of}`);
  if (coverage) print(partly.map((line) => `  ${line}`).join('\n'));
  if (finding !== undefined) print(`${finding.error}\n\n${again(name, finding.input)}`);
}

/** In a worker of its own; resolves when it is done, hangs, dies or takes too much. */
async function fuzzed(request: Omit<ToWorker, 'trying'>): Promise<FromWorker> {
  const data: ToWorker = { ...request, trying: newTrying() };
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    workerData: data,
    resourceLimits: { maxOldGenerationSizeMb: mostHeap },
  });
  const found = await new Promise<FromWorker>((resolve) => {
    const fail = (error: string): void => resolve(failed(data.trying, error));
    const stopWatching = watch(data.trying, fail);
    worker.once('message', resolve);
    worker.once('error', (error) => fail(String(error)));
    worker.once('exit', stopWatching);
  });
  await worker.terminate();
  return found;
}

/** Calls `fail` once an input takes too long, or too much memory. */
function watch(trying: Trying, fail: (error: string) => void): () => void {
  let [before, since] = [-1, performance.now()];
  const looking = setInterval(() => {
    const [tried, now] = [triedOf(trying), performance.now()];
    if (tried !== before) [before, since] = [tried, now];
    if (now - since > longestTry) fail(`an input takes longer than ${longestTry / 1_000} s`);
    if (process.memoryUsage.rss() > mostResident) fail(`the process takes more than ${mostResident / mebibyte} MiB`);
  }, look);
  return () => clearInterval(looking);
}

function failed(trying: Trying, error: string): FromWorker {
  return { executions: triedOf(trying), corpus: 0, blocks: 0, files: [], finding: { input: inputOf(trying), error } };
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
