import type { GraphClient } from '../../../lambda/adapters/graph/client.ts';
import type { Clock, PagedLog } from '../../../lambda/core/ports.ts';
import { type Duration, hours, plus } from '../../../lambda/core/time.ts';

/** Somebody waits for the end, so no run has one; but whoever says "in a day" is not waited for. */
const longestPage = hours(1);

/** Graph's log without a deadline; counts how often Graph wanted us to wait. */
export function patientLog(client: GraphClient, clock: Clock, counts: { throttles: number }): PagedLog {
  return {
    async page(target) {
      const log = client.log(plus(clock.now(), longestPage));
      try {
        return await log.page(target);
      } finally {
        counts.throttles += log.counts.throttles;
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
