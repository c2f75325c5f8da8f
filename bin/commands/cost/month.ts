import { canaryUsage } from './canary-usage.ts';
import { cloudTrailUsage } from './cloudtrail-usage.ts';
import { entraUsage } from './entra-usage.ts';
import { fastPathUsage } from './fast-path-usage.ts';
import type { Organisation } from './organisation.ts';
import { signInUsage } from './sign-in-usage.ts';
import { standingUsage } from './standing-usage.ts';
import type { Usage } from './usage.ts';

/** What a month takes: the formula, and no more. What is not used is left out. */
export function monthlyUsage(organisation: Organisation): readonly Usage[] {
  return [
    ...cloudTrailUsage(organisation),
    ...entraUsage(organisation),
    ...signInUsage(organisation),
    ...fastPathUsage(organisation),
    ...canaryUsage(organisation),
    ...standingUsage(organisation),
  ].filter(({ quantity }) => quantity > 0);
}
