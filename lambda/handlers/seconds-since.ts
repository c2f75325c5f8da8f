import { type Instant, seconds } from '../core/time.ts';

/** As gauges have it: whole seconds; below zero where another clock is ahead of ours. */
export function secondsSince(instant: Instant, now: Instant): number {
  return Math.round((now - instant) / seconds(1));
}
