import { Annotations } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { type ExclusionSettings, expiryWarnings, toExclusions } from '../lambda/config/exclusions.ts';

/** Warns at synth of exclusions that have expired by now: they do nothing, and somebody may rely on them. */
export function warnOfExpired(scope: Construct, exclusions: readonly ExclusionSettings[]): void {
  const now = Date.now() as Parameters<typeof expiryWarnings>[1];
  for (const [index, warning] of expiryWarnings(toExclusions(exclusions), now).entries())
    Annotations.of(scope).addWarningV2(`gatewarden:expiredExclusion${index}`, warning);
}
