import type { Alert } from '../core/alert.ts';
import type { Tellable } from '../core/tellable.ts';
import { eventsCounted } from './events-counted.ts';
import { atAGlance, type Glance } from './glance.ts';
import { alertSections } from './mail/alert-sections.ts';
import { defanged } from './mail/defang.ts';
import { identityOf } from './mail/identity.ts';
import { labelledRows } from './mail/labelled.ts';
import { raising } from './mail/raising.ts';
import { stacked } from './mail/sections.ts';
import { type SubjectOptions, subject } from './mail/subject.ts';
import { wrapped } from './mail/wrap.ts';
import { neutral } from './neutral.ts';
import { newsInWords } from './news.ts';
import { timeSpan } from './when.ts';

/** A mail in plain text. The subject is printable ASCII, shorter than 100 characters. */
export interface Mail {
  readonly subject: string;
  readonly body: string;
}

export type MailOptions = SubjectOptions;

const longestAgent = 160;

/**
 * An alert for people, to be read in ten seconds: what happened, who, from where and when; then why it was sent, what
 * makes it better or worse, what to do, queries to paste, the evidence, and how to silence it. An update begins with what
 * is new in it. What came from outside is neutralised and bounded, holds nothing that a mail program makes a link of, and
 * never begins at the left edge.
 */
export function mail(alert: Alert, rule: Tellable, options: MailOptions = {}): Mail {
  const glance = atAGlance(alert);
  const news = newsInWords(alert, raising(alert, rule)).flatMap((text) => wrapped(defanged(text), '', '    '));
  const told = news.length === 0 ? [] : [...news, ''];
  const opening = [...told, headline(alert, glance), '', ...facts(alert, rule, glance)];
  return { subject: subject(alert, options), body: stacked(opening, alertSections(alert, rule)) };
}

/** The alert in one line, however long: lists of mails show it whole. */
function headline({ rule }: Alert, { who, address, accountId, bucket }: Glance): string {
  const parts = [
    who,
    address && (who === undefined ? address : `from ${address}`),
    accountId && `${bucket === undefined ? 'in' : 'of'} account ${accountId}`,
    bucket && `in bucket ${bucket}`,
  ].filter(Boolean);
  return parts.length === 0 ? rule.title : `${rule.title}: ${defanged(parts.join(' '))}`;
}

function facts(alert: Alert, rule: Tellable, glance: Glance): readonly string[] {
  return labelledRows([
    ['Who', who(alert, glance)],
    ['From', glance.address],
    ['With', userAgent(alert)],
    ['When', `${timeSpan(alert.startTime, alert.endTime)} UTC, ${eventsCounted(alert, rule)}`],
    ['Bucket', glance.bucket],
    ['Where', [glance.accountId && `account ${glance.accountId}`, glance.region].filter(Boolean).join(', ')],
    ['MFA', glance.mfa],
    ['Severity', alert.severity],
  ]);
}

function who(alert: Alert, glance: Glance): string | undefined {
  const identity = identityOf(alert)?.words;
  if (identity === undefined || glance.who === undefined || glance.who === 'root') return glance.who;
  return `${glance.who}, ${identity}`;
}

function userAgent({ columns }: Alert): string {
  return typeof columns['UserAgent'] === 'string' ? neutral(columns['UserAgent'], longestAgent) : '';
}
