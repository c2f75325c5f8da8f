import type { Alert } from '../core/alert.ts';
import type { Rule } from '../core/rule.ts';
import { atAGlance, type Glance } from './glance.ts';
import { neutral } from './neutral.ts';
import { surroundings } from './surroundings.ts';
import { timeSpan } from './when.ts';

/** A mail in plain text. The subject is printable ASCII, shorter than 100 characters, and names no person. */
export interface Mail {
  readonly subject: string;
  readonly body: string;
}

/** An alert for people, to be read in ten seconds: what, who, from where, when; then why, what to do, and the evidence. */
export function mail(alert: Alert, rule: Rule): Mail {
  const glance = atAGlance(alert);
  return { subject: subject(alert, glance), body: body(alert, rule, glance) };
}

const longestSubject = 99;
const longestAgent = 160;
const longestObject = 300;
const mostEvidence = 5;

/** Mail subjects and SNS attributes are not encrypted: what happened and where, never to whom. */
function subject({ columns, kind, rule, severity }: Alert, { accountId, region, who }: Glance): string {
  const identity = who === 'root' ? who : matching(columns['UserIdentityType'], /^[A-Za-z]{1,20}$/);
  const place = [matching(accountId, /^\d{12}$/), matching(region, /^[a-z0-9-]{1,25}$/), identity];
  const where = place.filter((part) => part !== undefined).join(' ');
  const start = `[${severity}${kind === 'update' ? ', update' : ''}] `;
  const end = where === '' ? '' : ` (${where})`;
  return start + shortened(ascii(rule.title), longestSubject - start.length - end.length) + end;
}

function body(alert: Alert, rule: Rule, glance: Glance): string {
  return [
    headline(alert, glance),
    '',
    ...rows([
      ['Who', glance.who],
      ['From', glance.address],
      ['With', text(alert.columns['UserAgent'])],
      ['When', `${timeSpan(alert.startTime, alert.endTime)} UTC, ${counted(alert.eventCount, 'event')}`],
      ['Where', where(glance)],
      ['MFA', glance.mfa],
      ['Severity', `${alert.severity}${alert.kind === 'update' ? ' (update: the alert grew)' : ''}`],
    ]),
    '',
    'WHY',
    `  ${rule.description}`,
    ...rows(surroundings(alert).map(({ label, items }) => [label, items.join(', ')])).map(indented),
    '',
    'WHAT TO DO',
    ...rule.triage.map((step, index) => indented(`${index + 1}. ${step}`)),
    '',
    'EVIDENCE',
    ...evidence(alert).map(indented),
    indented(`alert ${alert.alertId}`),
    indented(`rule ${rule.id}, from ${rule.original.platform} ${rule.original.id}`),
    '',
  ].join('\n');
}

function headline({ rule }: Alert, { who, address, accountId }: Glance): string {
  const parts = [who, address && `from ${address}`, accountId && `in account ${accountId}`].filter(Boolean);
  return parts.length === 0 ? rule.title : `${rule.title}: ${defanged(parts.join(' '))}`;
}

function where({ accountId, region }: Glance): string {
  return [accountId && `account ${accountId}`, region].filter(Boolean).join(', ');
}

function evidence({ evidence: found, eventCount }: Alert): readonly string[] {
  const listed = found.slice(0, mostEvidence);
  const rest = eventCount - listed.length;
  const lines = listed.map(
    ({ object, eventId }) => `${neutral(object, longestObject)} event ${defanged(neutral(eventId))}`,
  );
  return rest > 0 ? [...lines, `and ${rest} more`] : lines;
}

/** Labels and values in two columns; rows without a value are left out. Values are defanged here, at the last moment. */
function rows(labelled: readonly (readonly [string, string | undefined])[]): readonly string[] {
  return labelled.flatMap(([label, value]) => (value ? [`${label.padEnd(10)}${defanged(value)}`] : []));
}

/** Anything that a mail program would make a link of: with a scheme, with `www.`, or a host name and a path. */
const link = /\b[a-z][a-z0-9+.-]*:\/\/\S*|\bwww\.\S+|\b(?:[a-z0-9-]+\.)+[a-z]{2,}(?=[/:?#])\S*/gi;

/** `https://example.com/a` as `hxxps[:]//example[.]com/a`: readable, and nothing to click on. */
function defanged(value: string): string {
  return value.replace(link, (found) => found.replace(/^http/i, 'hxxp').replace('://', '[:]//').replaceAll('.', '[.]'));
}

function text(value: unknown): string {
  return typeof value === 'string' ? neutral(value, longestAgent) : '';
}

function matching(value: unknown, shape: RegExp): string | undefined {
  return typeof value === 'string' && shape.test(value) ? value : undefined;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

function indented(line: string): string {
  return `  ${line}`;
}

function ascii(value: string): string {
  return value.replace(/[^\x20-\x7e]+/g, '?');
}

function shortened(value: string, room: number): string {
  return value.length <= room ? value : `${value.slice(0, room - 3).trimEnd()}...`;
}
