import type { GraphClient } from '../../../lambda/adapters/graph/client.ts';
import type { Clock, PagedLog } from '../../../lambda/core/ports.ts';
import { type Duration, latestInstant } from '../../../lambda/core/time.ts';

/** Graph's log for a run that has no end; counts how often Graph wanted us to wait. */
export function patientLog(client: GraphClient, counts: { throttles: number }): PagedLog {
  const log = client.log(latestInstant);
  return {
    async page(target, until) {
      try {
        return await log.page(target, until);
      } finally {
        counts.throttles = log.counts.throttles;
      }
    },
  };
}

/** A clock that tells of each pause before it is made. */
export function observedClock({ now, pause }: Clock, onPause: (length: Duration) => void): Clock {
  return {
    now,
    async pause(length) {
      onPause(length);
      await pause(length);
    },
  };
}
