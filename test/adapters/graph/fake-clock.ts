import type { Clock } from '../../../lambda/core/ports.ts';
import { type Duration, type Instant, parseInstant, plus } from '../../../lambda/core/time.ts';

/** A clock that stands still but for its pauses, which take no time. */
export interface FakeClock extends Clock {
  /** The pauses so far, in seconds. */
  readonly pauses: readonly number[];
  advance(length: Duration): void;
}

export const start = parseInstant('2026-11-20T10:00:00Z') as Instant;

export function fakeClock(): FakeClock {
  const pauses: number[] = [];
  let time = start;
  const advance = (length: Duration): void => {
    time = plus(time, length);
  };
  return {
    pauses,
    advance,
    now: () => time,
    async pause(length) {
      pauses.push(length / 1_000);
      advance(length);
    },
  };
}
