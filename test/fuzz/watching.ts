import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { newTrying, type Trying } from './trying.ts';

export interface Watched {
  /** The target's. */
  readonly name: string;
  /** In milliseconds. */
  readonly longestTry: number;
  readonly trying: Trying;
}

/**
 * Does something that notes in `trying` what it is about to try. Where one input takes longer than `longestTry`, another
 * thread prints it and ends the process: who hangs can do neither.
 */
export async function watching<Result>(
  { name, longestTry }: Omit<Watched, 'trying'>,
  work: (trying: Trying) => Promise<Result>,
): Promise<Result> {
  const workerData: Watched = { name, longestTry, trying: newTrying() };
  const watchdog = new Worker(new URL('./watchdog.ts', import.meta.url), { workerData, execArgv: [] });
  try {
    await once(watchdog, 'message'); // it watches
    return await work(workerData.trying);
  } finally {
    await watchdog.terminate();
  }
}
