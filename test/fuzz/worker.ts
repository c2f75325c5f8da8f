import { parentPort, workerData } from 'node:worker_threads';
import { startCoverage } from './coverage.ts';
import { fuzz } from './fuzz.ts';
import type { FromWorker, ToWorker } from './main.ts';
import { targets } from './targets.ts';
import { noteTrying } from './trying.ts';

/** Fuzzes one target in a thread of its own, whose memory is bounded, and which can be ended when it hangs. */
const { name, seed, seconds, trying } = workerData as ToWorker;
const target = targets.find((each) => each.name === name);
if (target === undefined) throw new Error(`no target ${name}`);

const coverage = await startCoverage();
const end = performance.now() + seconds * 1_000;
const report = await fuzz(target, {
  seed,
  coverage,
  goOn: () => performance.now() < end,
  trying: (input) => noteTrying(trying, input),
});
const done: FromWorker = {
  executions: report.executions,
  corpus: report.corpus,
  blocks: report.blocks,
  files: [...coverage.files()],
  ...(report.finding !== undefined && {
    finding: { input: report.finding.input, error: inWords(report.finding.error) },
  }),
};
parentPort?.postMessage(done);

function inWords(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
