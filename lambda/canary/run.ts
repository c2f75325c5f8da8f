import { canaryMarks } from '../config/canary.ts';
import type { DetectorEvent } from '../core/event.ts';
import type { Instant } from '../core/time.ts';

/** One made-up attack. */
export interface CanaryRun {
  /** 32 hexadecimal digits, by chance: no two runs share one. */
  readonly id: string;
  /** When its login is. */
  readonly at: Instant;
}

/** Who fails to sign in to Entra ID. */
export const canaryPrincipal = `${canaryMarks.user}@example.com`;

/** A part of 2001:db8::/32, which is for documentation (https://www.rfc-editor.org/rfc/rfc3849): nobody comes from there. */
const network = '2001:db8:ca4a:';

/**
 * The address that a run comes from. Each has one of its own: with that of the run before, its login would find the
 * failures of that one, and hide for a day that those of its own do not arrive.
 */
export function addressOf({ id }: CanaryRun): string {
  const groups = ['1', id.slice(0, 4), id.slice(4, 8), id.slice(8, 12), id.slice(12, 16)];
  return `${network}${groups.join(':')}`;
}

/** It names the run, and is one of the columns that an alert of it is told apart by. */
export function userAgentOf({ id }: CanaryRun): string {
  return `${canaryMarks.user}/${id}`;
}

/** Whether an event is of some run, by all that marks it. */
export function isOfCanary({ source, fields }: DetectorEvent): boolean {
  if (!String(fields.SourceAddress).startsWith(network)) return false;
  switch (source) {
    case 'cloudtrail':
      return fields.RecipientAccountId === canaryMarks.account;
    case 'entra':
      return fields.UserPrincipalName === canaryPrincipal;
    default:
      return source satisfies never;
  }
}

/** Whether an event claims to be a login to the account that only the canary signs in to. */
export function namesCanarysAccount(event: DetectorEvent): boolean {
  return event.source === 'cloudtrail' && event.fields.RecipientAccountId === canaryMarks.account;
}
