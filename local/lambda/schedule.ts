import type { Invocation } from './invocation.ts';

/**
 * Invokes at once and then every so many minutes, as EventBridge Scheduler does with a rate that has no start date. A run
 * that takes longer keeps the next one from nothing.
 * (https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#rate-based)
 *
 * Simpler than there: runs are on time to the millisecond instead of to the minute, never come twice, and are not repeated
 * when they fail.
 *
 * @param onError hears what `invoke` rejected with; the schedule goes on.
 * @returns `stop` lets no more runs begin, and resolves when those that began are over.
 */
export function runEvery(
  minutes: number,
  invoke: () => Promise<Invocation>,
  onError?: (error: unknown) => void,
): { stop(): Promise<void> } {
  const running = new Set<Promise<unknown>>();
  const run = () => {
    const begun: Promise<unknown> = invoke()
      .catch((error: unknown) => onError?.(error))
      .finally(() => running.delete(begun));
    running.add(begun);
  };
  run();
  const timer = setInterval(run, minutes * 60_000);
  return {
    async stop() {
      clearInterval(timer);
      await Promise.all(running);
    },
  };
}
