import type { Clock } from '../../lambda/core/ports.ts';
import { type Duration, type Instant, plus } from '../../lambda/core/time.ts';

/** A clock that stands still until someone waits: the wait is over at once, and the time of all who share it is later. */
export interface SteppedClock extends Clock {
  advance(length: Duration): void;
  /** The same time, as a clock shows it that is wrong by `error`. */
  wrongBy(error: Duration): Clock;
}

export function steppedClock(start: Instant): SteppedClock {
  let now = start;
  const advance = (length: Duration): void => {
    now = plus(now, Math.max(0, length) as Duration);
  };
  const pause = async (length: Duration): Promise<void> => advance(length);
  return { now: () => now, pause, advance, wrongBy: (error) => ({ now: () => plus(now, error), pause }) };
}
