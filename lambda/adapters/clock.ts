import type { Clock } from '../core/ports.ts';
import type { Instant } from '../core/time.ts';

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => Date.now() as Instant,
  pause: (length) => new Promise((resolve) => void setTimeout(resolve, length)),
};
