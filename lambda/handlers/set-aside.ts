import { namesCanarysAccount } from '../canary/run.ts';
import type { DetectorEvent } from '../core/event.ts';
import type { Tally } from '../sources/tally.ts';

/** Why a record is skipped that names the canary's account, anywhere but where the canary writes. */
export const skippedAsCanarys = "the canary's account";

/**
 * The events that are real. A login to the account that nobody has is none: what the canary wrote came the wrong way, and
 * would be told to people; or somebody made it up. They are counted as skipped.
 */
export function realEvents(batch: readonly DetectorEvent[], tally: Tally): readonly DetectorEvent[] {
  const real = batch.filter((event) => !namesCanarysAccount(event));
  const aside = batch.length - real.length;
  if (aside === 0) return batch;
  tally.events -= aside;
  tally.skipped.set(skippedAsCanarys, (tally.skipped.get(skippedAsCanarys) ?? 0) + aside);
  return real;
}
