import type { Clock } from '../../core/ports.ts';
import { type Duration, formatInstant, type Instant, plus, seconds } from '../../core/time.ts';
import { GraphUnavailable } from './errors.ts';

/** When the next request may start. Keep it as long as the process: Graph counts across runs. */
export interface Pace {
  /** Resolves when it may; rejects with GraphUnavailable where that is not before `deadline`. */
  turn(deadline: Instant): Promise<void>;
  /** Graph wants no request before `instant`, of whatever list. */
  pauseUntil(instant: Instant): void;
}

/** What Graph lets one app ask of one tenant's sign-ins, https://learn.microsoft.com/graph/throttling-limits. */
const most = 5;
const window = seconds(10);

/**
 * At most five starts in any ten seconds, whoever asks, and none before Graph's own time is over; one caller has its turn
 * after the other.
 */
export function graphPace(clock: Clock): Pace {
  const starts: Instant[] = []; // the latest ones, earliest first
  let notBefore: Instant | undefined;
  let turn: Promise<void> = Promise.resolve();

  const start = async (deadline: Instant): Promise<void> => {
    for (;;) {
      const now = clock.now();
      const [oldest] = starts;
      const free = oldest === undefined || starts.length < most ? now : plus(oldest, window);
      const earliest = Math.max(now, free, notBefore ?? now) as Instant;
      if (earliest >= deadline) throw new GraphUnavailable(tooLate(earliest, { deadline, asked: earliest > free }));
      if (earliest === now) {
        starts.push(now);
        if (starts.length > most) starts.shift();
        return;
      }
      await clock.pause((earliest - now) as Duration);
    }
  };

  return {
    turn(deadline) {
      const own = turn.then(() => start(deadline));
      turn = own.catch(() => {});
      return own;
    },
    pauseUntil(instant) {
      notBefore = Math.max(instant, notBefore ?? instant) as Instant;
    },
  };
}

function tooLate(
  earliest: Instant,
  { deadline, asked }: { readonly deadline: Instant; readonly asked: boolean },
): string {
  const reason = asked
    ? `Graph wants no request before ${formatInstant(earliest)}`
    : `Graph takes ${most} requests in ${window / 1_000} s: the next may start at ${formatInstant(earliest)}`;
  return `${reason}, and the reading ends at ${formatInstant(deadline)}`;
}
