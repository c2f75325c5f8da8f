import type { Clock } from '../../core/ports.ts';
import { type Duration, formatInstant, type Instant, plus, seconds } from '../../core/time.ts';
import { GraphUnavailable } from './errors.ts';

/** Resolves when the next request may start; rejects with GraphUnavailable where that is not before `deadline`. */
export type Pace = (deadline: Instant) => Promise<void>;

/** What Graph lets one app ask of one tenant's sign-ins, https://learn.microsoft.com/graph/throttling-limits. */
const most = 5;
const window = seconds(10);

/** At most five starts in any ten seconds, whoever asks; one caller has its turn after the other. */
export function graphPace(clock: Clock): Pace {
  const starts: Instant[] = []; // the latest ones, earliest first
  let turn: Promise<void> = Promise.resolve();

  const start = async (deadline: Instant): Promise<void> => {
    for (;;) {
      const now = clock.now();
      const [oldest] = starts;
      const earliest = oldest === undefined || starts.length < most ? now : plus(oldest, window);
      if (Math.max(now, earliest) >= deadline) throw new GraphUnavailable(tooLate(earliest, deadline));
      if (earliest <= now) {
        starts.push(now);
        if (starts.length > most) starts.shift();
        return;
      }
      await clock.pause((earliest - now) as Duration);
    }
  };

  return (deadline) => {
    const own = turn.then(() => start(deadline));
    turn = own.catch(() => {});
    return own;
  };
}

function tooLate(earliest: Instant, deadline: Instant): string {
  const pace = `Graph takes ${most} requests in ${window / 1_000} s`;
  return `${pace}: the next may start at ${formatInstant(earliest)}, and the run ends at ${formatInstant(deadline)}`;
}
