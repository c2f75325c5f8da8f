import type { Alert } from '../../core/alert.ts';
import { atAGlance } from '../glance.ts';
import { defanged } from './defang.ts';
import { identityOf } from './identity.ts';

export interface SubjectOptions {
  /** Whether the subject names who it is about. SNS does not encrypt subjects, and mail programs show them locked. */
  readonly principalInSubject?: boolean;
}

/** SNS takes fewer than 100 characters, ASCII without control characters. */
const longest = 99;
const longestName = 32;

/** Whether it is an update, what happened, where, and to which kind of identity; to whom only where that is wanted. */
export function subject(alert: Alert, { principalInSubject = false }: SubjectOptions): string {
  const { kind, rule, severity } = alert;
  const { accountId, region, who } = atAGlance(alert);
  const root = who === 'root';
  const name =
    principalInSubject && !root && who !== undefined ? shortened(defanged(ascii(who)), longestName) : undefined;
  const parts = [
    matching(accountId, /^\d{12}$/),
    matching(region, /^[a-z0-9-]{1,25}$/),
    root ? 'root' : identityOf(alert)?.type,
    name,
  ];
  const where = parts.filter((part) => part !== undefined).join(' ');
  const start = `${kind === 'update' ? 'Update ' : ''}[${severity}] `;
  const end = where === '' ? '' : ` (${where})`;
  return start + shortened(ascii(rule.title), longest - start.length - end.length) + end;
}

function matching(value: string | undefined, shape: RegExp): string | undefined {
  return value !== undefined && shape.test(value) ? value : undefined;
}

function ascii(value: string): string {
  return value.replace(/[^\x20-\x7e]+/g, '?');
}

function shortened(value: string, room: number): string {
  return value.length <= room ? value : `${value.slice(0, room - 3).trimEnd()}...`;
}
