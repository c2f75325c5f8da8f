import { writeSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { again, inputOf, triedOf } from './trying.ts';
import type { Watched } from './watching.ts';

/** Runs beside a thread that may hang: prints the input that it hangs at, and ends the process. */
const { name, longestTry, trying } = workerData as Watched;
const standardError = 2; // what `process.stderr` would print here, passes through the thread that hangs

let before = -1;
setInterval(() => {
  const tried = triedOf(trying);
  if (tried === before) {
    const what = `${name}: an input takes longer than ${longestTry / 1_000} s. ${again(name, inputOf(trying))}`;
    writeSync(standardError, `${what}\n`);
    process.kill(process.pid, 'SIGKILL');
  }
  before = tried;
}, longestTry);
parentPort?.postMessage('watching');
