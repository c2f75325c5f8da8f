import type { Alert } from '../../core/alert.ts';
import type { Bulletin } from '../../core/bulletin.ts';
import { type AlertGroup, byRule } from '../by-rule.ts';
import { fittedSubject } from '../mail/fitted-subject.ts';
import type { Section } from '../mail/sections.ts';
import { wrapped } from '../mail/wrap.ts';
import { neutral } from '../neutral.ts';
import { counted } from '../quantity.ts';
import type { Composed } from './bulletin-mail.ts';
import { inTime } from './in-time.ts';
import { listedIn } from './listed.ts';
import { type RetrievalOptions, retrieval } from './retrieval.ts';
import { rows } from './rows.ts';

/** The less severe alerts of a day, to be read over coffee: how many of which rule, then each in a row. */
export function digestMail(bulletin: Bulletin, options: RetrievalOptions): Composed {
  const { revision, severity, alerts, alertCount } = bulletin;
  const { fresh } = listedIn(bulletin);
  const groups = byRule(alerts);
  const rest = alertCount - alerts.length;
  const sections = groups.map((group) => section(group, revision > 1 ? fresh : undefined));
  return {
    subject: fittedSubject(`[${severity}] `, digestInShort(bulletin)),
    opening: [
      ...wrapped(digestInWords(bulletin)),
      ...(alerts.length === 0 ? [] : ['', ...byRuleTable(groups)]),
      ...(rest > 0 ? ['', ...wrapped(notListed(alerts.length, rest))] : []),
    ],
    sections: [...sections, { heading: 'ALL OF THEM', lines: retrieval(bulletin, options) }],
  };
}

/** `12 alerts of 2026-11-20`, for subjects and titles. */
export function digestInShort({ revision, alertCount, freshCount, period }: Bulletin): string {
  const day = period.start.slice(0, 10);
  if (revision === 1) return `${counted(alertCount, 'alert')} of ${day}`;
  return `${counted(freshCount, 'late alert')} of ${day}, ${alertCount} in all`;
}

/** What it is, in a sentence or two. */
export function digestInWords({ revision, alertCount, freshCount, period, severity }: Bulletin): string {
  const day = period.start.slice(0, 10);
  const calm = alertCount === 1 ? `its severity is ${severity}` : `none is more severe than ${severity}`;
  if (revision === 1) return `${counted(alertCount, 'alert')} of ${day} that could wait: ${calm}.`;
  const came = `${counted(freshCount, 'alert')} of ${day} came, or grew, after the digest of that day was sent`;
  return `${came}: logs may be late. There are ${alertCount} in all, and ${calm}.`;
}

function byRuleTable(groups: readonly AlertGroup[]): readonly string[] {
  return [
    '  ALERTS  RULE',
    ...groups.flatMap((group) => wrapped(title(group), `  ${String(group.length).padStart(6)}  `, ' '.repeat(10))),
  ];
}

function notListed(listed: number, rest: number): string {
  return listed === 0
    ? 'None can be shown: their rules are not switched on any more, or they are no longer kept.'
    : `Listed and counted here are ${listed}; the other ${rest} are not.`;
}

function section(group: AlertGroup, fresh: readonly Alert[] | undefined): Section {
  const options = { columns: ['account', 'bucket', 'address'] as const, ...(fresh !== undefined && { fresh }) };
  return { heading: title(group), lines: rows(inTime(group), options) };
}

function title([{ rule, severity }]: AlertGroup): string {
  return `[${severity}] ${neutral(rule.title)}`;
}
