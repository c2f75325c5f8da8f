import type { Alert } from '../core/alert.ts';
import type { Rule } from '../core/rule.ts';
import { atAGlance, type Glance } from './glance.ts';
import { defanged } from './mail/defang.ts';
import { evidence } from './mail/evidence.ts';
import { identityOf } from './mail/identity.ts';
import { raising } from './mail/raising.ts';
import { type Section, stacked } from './mail/sections.ts';
import { silence } from './mail/silence.ts';
import { type SubjectOptions, subject } from './mail/subject.ts';
import { threshold } from './mail/threshold.ts';
import { weigh } from './mail/weigh.ts';
import { row, wrapped } from './mail/wrap.ts';
import { neutral } from './neutral.ts';
import { newsInWords } from './news.ts';
import { queriesFor } from './queries/queries.ts';
import { surroundings } from './surroundings.ts';
import { timeSpan } from './when.ts';

/** A mail in plain text. The subject is printable ASCII, shorter than 100 characters. */
export interface Mail {
  readonly subject: string;
  readonly body: string;
}

export type MailOptions = SubjectOptions;

/** SNS takes 262,144 bytes. */
const mostBytes = 256_000;
const longestAgent = 160;

/**
 * An alert for people, to be read in ten seconds: what happened, who, from where and when; then why it was sent, what
 * makes it better or worse, what to do, queries to paste, the evidence, and how to silence it. An update begins with what
 * is new in it. What came from outside is neutralised and bounded, holds nothing that a mail program makes a link of, and
 * never begins at the left edge.
 */
export function mail(alert: Alert, rule: Rule, options: MailOptions = {}): Mail {
  const glance = atAGlance(alert);
  const news = newsInWords(alert, raising(alert, rule)).flatMap((text) => wrapped(defanged(text), '', '    '));
  const told = news.length === 0 ? [] : [...news, ''];
  const opening = [...told, headline(alert, glance), '', ...facts(alert, glance)];
  const sections: readonly Section[] = [
    { heading: 'WHY', lines: why(alert, rule) },
    { heading: 'BETTER OR WORSE', lines: betterOrWorse(alert, rule) },
    { heading: 'WHAT TO DO', lines: steps(rule) },
    { heading: 'QUERIES TO PASTE', lines: queries(alert, rule) },
    { heading: 'EVIDENCE', lines: evidence(alert) },
    { heading: 'IF IT IS HARMLESS', lines: harmless(alert, rule) },
  ];
  return { subject: subject(alert, options), body: stacked(opening, sections, mostBytes) };
}

/** The alert in one line, however long: lists of mails show it whole. */
function headline({ rule }: Alert, { who, address, accountId }: Glance): string {
  const parts = [
    who,
    address && (who === undefined ? address : `from ${address}`),
    accountId && `in account ${accountId}`,
  ].filter(Boolean);
  return parts.length === 0 ? rule.title : `${rule.title}: ${defanged(parts.join(' '))}`;
}

function facts(alert: Alert, glance: Glance): readonly string[] {
  return rows([
    ['Who', who(alert, glance)],
    ['From', glance.address],
    ['With', userAgent(alert)],
    ['When', `${timeSpan(alert.startTime, alert.endTime)} UTC, ${counted(alert.eventCount, 'event')}`],
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

/** The numbers first: the reader knows the rule, or wants to know them before it. */
function why(alert: Alert, rule: Rule): readonly string[] {
  const needed = threshold(alert, rule);
  return [
    ...rows(
      surroundings(alert).map(({ label, items }) => [label, items.join(', ')]),
      '  ',
    ),
    ...(needed === undefined ? [] : wrapped(needed, '  ')),
    ...wrapped(rule.description, '  '),
  ];
}

function betterOrWorse(alert: Alert, rule: Rule): readonly string[] {
  const weights = weigh(alert, rule);
  if (weights.length === 0) return ['  Nothing that is known of it speaks for or against it.'];
  const labels = { worse: 'Worse:', better: 'Better:', note: 'Note:' } as const;
  return weights.flatMap(({ side, text }) => row(labels[side], text, '  '));
}

function steps({ triage }: Rule): readonly string[] {
  return triage.flatMap((step, index) => wrapped(step, `  ${index + 1}. `, '     '));
}

function queries(alert: Alert, rule: Rule): readonly string[] {
  const { queries: found, notes } = queriesFor(alert, rule);
  const blocks = found.map(({ title, lines }) => [
    ...wrapped(`${title}:`, '  '),
    '',
    ...lines.map((line) => `    ${line}`),
    '',
  ]);
  const none = found.length === 0 ? ['None: the alert names neither a user nor an address to look for.'] : [];
  const said = [...none, ...notes].flatMap((sentence) => wrapped(sentence, '  '));
  return said.length === 0 ? blocks.flat().slice(0, -1) : [...blocks.flat(), ...said];
}

function harmless(alert: Alert, { falsePositives }: Rule): readonly string[] {
  const found = silence(alert);
  const known = [
    ...wrapped('What else looks like this:', '  '),
    ...falsePositives.flatMap((each) => wrapped(each, '  - ', '    ')),
  ];
  if ('none' in found) return [...known, '', ...wrapped(found.none, '  ')];
  const lead =
    'If it is, say so in gatewarden.config.yaml, and deploy. Narrower or other ways: docs/false-positives.md.';
  return [...known, '', ...wrapped(lead, '  '), '', ...found.snippet];
}

/** Labels and values in two columns; rows without a value are left out. Values are defanged here, at the last moment. */
function rows(labelled: readonly (readonly [string, string | undefined])[], indent = ''): readonly string[] {
  return labelled.flatMap(([label, value]) => (value ? row(label, defanged(value), indent) : []));
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
