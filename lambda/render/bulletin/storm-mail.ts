import type { Bulletin } from '../../core/bulletin.ts';
import type { Tellable } from '../../core/tellable.ts';
import { steps } from '../mail/alert-sections.ts';
import { fittedSubject } from '../mail/fitted-subject.ts';
import { labelledRows } from '../mail/labelled.ts';
import type { Section } from '../mail/sections.ts';
import { wrapped } from '../mail/wrap.ts';
import { neutral } from '../neutral.ts';
import { counted } from '../quantity.ts';
import { tag } from '../tag.ts';
import { timeSpan } from '../when.ts';
import type { Composed } from './bulletin-mail.ts';
import { mostConcerned } from './concerned.ts';
import { type RetrievalOptions, retrieval } from './retrieval.ts';
import { rows } from './rows.ts';

const mostRows = 10;
const mostSteps = 3;

/** What is never held back, whatever comes. */
export const neverHeldBack = "Root's logins and alerts of High severity are always sent at once, also now.";

/** The alerts of one rule that were too many to be told one by one: how many, who and what is concerned most, what to do. */
export function stormMail(bulletin: Bulletin, rule: Tellable | undefined, options: RetrievalOptions): Composed {
  const { revision, freshCount, alertCount } = bulletin;
  const title = titleOf(bulletin);
  const fresh = revision === 1 ? '' : `${freshCount} more, `;
  const sections: readonly Section[] = [
    ...someOf(bulletin),
    ...(rule === undefined ? [] : [{ heading: 'WHAT TO DO', lines: steps(rule.triage.slice(0, mostSteps)) }]),
    { heading: 'WHAT IS NOT HERE', lines: notHere() },
    { heading: 'ALL OF THEM', lines: retrieval(bulletin, options) },
  ];
  return {
    subject: fittedSubject(`${tag(bulletin)}${fresh}${counted(alertCount, 'alert')} of one rule: `, title),
    opening: [stormInWords(bulletin), '', ...labelledRows(stormFacts(bulletin))],
    sections,
  };
}

/** What happens, in one line that is safe to show. */
export function stormInWords(bulletin: Bulletin): string {
  const { revision, freshCount, alertCount, period } = bulletin;
  const since = `since ${timeSpan(period.start, period.start)} UTC`;
  const more = 'and more may come';
  const title = titleOf(bulletin);
  if (revision === 1) return `${counted(alertCount, 'alert')} of one rule ${since}, ${more}: ${title}`;
  return `${counted(freshCount, 'more alert')} of one rule since the last summary, ${alertCount} ${since}, ${more}: ${title}`;
}

/** Labels, and values that are not yet safe to show. Who is concerned is known of the listed alerts alone. */
export function stormFacts(bulletin: Bulletin): readonly (readonly [string, string])[] {
  const { revision, alerts, alertCount, freshCount, period, severity } = bulletin;
  const fresh = revision === 1 ? '' : `, ${freshCount} of them since the last summary`;
  const names = [
    ['Accounts', mostConcerned(alerts, 'accountId')],
    ['Buckets', mostConcerned(alerts, 'bucket')],
    ['From', mostConcerned(alerts, 'address')],
    ['Who', mostConcerned(alerts, 'who')],
  ] as const;
  const known = names.filter(([, value]) => value !== '');
  const partly = known.length > 0 && alerts.length < alertCount;
  return [
    ['How many', `${counted(alertCount, 'alert')}${fresh}`],
    ['Period', `${timeSpan(period.start, period.end)} UTC`],
    ['Severity', `${severity} at most`],
    ...known,
    ...(partly ? [['Counted', `the names above, in ${alerts.length} of the ${alertCount} alerts`] as const] : []),
  ];
}

function someOf({ alerts, alertCount }: Bulletin): readonly Section[] {
  if (alerts.length === 0) return [];
  const shown = alerts.slice(0, mostRows);
  const rest = alertCount - shown.length;
  const lines = rows(shown, { columns: ['account', 'bucket', 'address', 'events'] });
  const heading = rest > 0 ? 'SOME OF THEM' : 'THEY ARE';
  return [{ heading, lines: rest > 0 ? [...lines, `  and ${counted(rest, 'more alert')}`] : lines }];
}

function notHere(): readonly string[] {
  const first = 'What came earlier in the period, before these were too many, was sent as usual.';
  return [first, neverHeldBack].flatMap((sentence) => wrapped(sentence, '  '));
}

function titleOf({ rule }: Bulletin): string {
  return rule === undefined ? 'a rule that is not switched on any more' : neutral(rule.title);
}
