import type { Alert } from '../../core/alert.ts';
import { isAccountId, isRegion } from '../aws-names.ts';
import { atAGlance } from '../glance.ts';
import { tag } from '../tag.ts';
import { defangedIn } from './defang.ts';
import { ascii, fittedSubject, shortened } from './fitted-subject.ts';
import { identityOf } from './identity.ts';

export interface SubjectOptions {
  /** Whether the subject names who it is about. SNS does not encrypt subjects, and mail programs show them locked. */
  readonly principalInSubject?: boolean;
}

const longestName = 32;

/** Whether it is an update, what happened, where, and to which kind of identity; to whom only where that is wanted. */
export function subject(alert: Alert, { principalInSubject = false }: SubjectOptions): string {
  const { accountId, region, who } = atAGlance(alert);
  const root = who === 'root';
  const name = principalInSubject && !root && who !== undefined ? shortName(who) : undefined;
  const parts = [
    isAccountId(accountId) ? accountId : undefined,
    isRegion(region) ? region : undefined,
    root ? 'root' : identityOf(alert)?.type,
    name,
  ];
  const where = parts.filter((part) => part !== undefined).join(' ');
  const end = where === '' ? '' : ` (${where})`;
  return fittedSubject(tag(alert), alert.rule.title, end);
}

function shortName(who: string): string {
  return defangedIn(longestName, (room) => shortened(ascii(who), room));
}
