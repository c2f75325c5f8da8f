import type { Alert } from '../../core/alert.ts';
import type { Bulletin } from '../../core/bulletin.ts';
import type { Tellable } from '../../core/tellable.ts';
import { byRule } from '../by-rule.ts';
import { atAGlance } from '../glance.ts';
import { weigh } from '../mail/weigh.ts';
import { counted } from '../quantity.ts';
import { tag } from '../tag.ts';
import { timeSpan } from '../when.ts';
import { unlistedInWords } from './bulletin-mail.ts';
import { digestInShort, digestInWords } from './digest-mail.ts';
import { eventWords } from './events-of.ts';
import { groupInWords } from './group-words.ts';
import { listedIn } from './listed.ts';
import { mostSevere } from './most-severe.ts';
import { newsOfGroup } from './news-of-group.ts';
import { type RetrievalOptions, retrievalCommand } from './retrieval.ts';
import { neverHeldBack, stormFacts, stormInWords } from './storm-mail.ts';

/** What a chat message says of a bulletin: texts that are not yet safe to show. */
export interface ChatTexts {
  readonly title: string;
  readonly summary: string;
  readonly lines: readonly string[];
  readonly nextSteps: readonly string[];
}

const mostRows = 5;
const mostSteps = 3;

export function chatTexts(bulletin: Bulletin, rule: Tellable | undefined, options: RetrievalOptions): ChatTexts {
  const { about, alerts } = bulletin;
  switch (about) {
    case 'digest':
      return digest(bulletin, options);
    case 'group':
      return rule === undefined || alerts.length === 0 ? unlisted(bulletin, options) : group(bulletin, rule);
    case 'storm':
      return storm(bulletin, rule, options);
    default:
      return about satisfies never;
  }
}

function group(bulletin: Bulletin, rule: Tellable): ChatTexts {
  const { alerts, alertCount, revision } = bulletin;
  const { fresh } = listedIn(bulletin);
  const words = groupInWords(bulletin, rule);
  const title = tag(bulletin) + rule.title;
  const shown = alerts.slice(0, mostRows);
  const rest = alertCount - shown.length;
  const severest = mostSevere(alerts, rule) as Alert; // there is one at least
  const worse = weigh(severest, rule).filter(({ side }) => side === 'worse');
  return {
    title,
    summary: `${title}: ${words}`,
    lines: [
      words,
      ...newsOfGroup(bulletin, rule),
      ...shown.map((alert) => inLine(alert, rule) + (revision > 1 && fresh.includes(alert) ? markOf(alert) : '')),
      ...(rest > 0 ? [`and ${counted(rest, 'more row')}`] : []),
      ...worse.map(({ text }) => `Worse: ${text}`),
    ],
    nextSteps: rule.triage,
  };
}

function inLine(alert: Alert, rule: Tellable): string {
  const { who = 'unknown', accountId, region, mfa } = atAGlance(alert);
  const words = eventWords(rule);
  const parts = [
    accountId && `account ${accountId}`,
    region,
    mfa && `MFA ${mfa}`,
    counted(alert.eventCount, words.one, words.several),
  ];
  return `${timeSpan(alert.startTime, alert.endTime)} UTC: ${[who, ...parts].filter(Boolean).join(', ')}`;
}

function markOf({ kind }: Alert): string {
  return kind === 'update' ? ' (grown)' : ' (new)';
}

function digest(bulletin: Bulletin, options: RetrievalOptions): ChatTexts {
  const { alerts, alertCount, severity } = bulletin;
  const title = `[${severity}] ${digestInShort(bulletin)}`;
  const rest = alertCount - alerts.length;
  return {
    title,
    summary: title,
    lines: [
      digestInWords(bulletin),
      ...byRule(alerts).map(([first, ...more]) => `${1 + more.length} × [${first.severity}] ${first.rule.title}`),
      ...(rest > 0 ? [`and ${rest} more that are not counted by rule`] : []),
      `All of them: ${retrievalCommand(bulletin, options)}`,
    ],
    nextSteps: [],
  };
}

function storm(bulletin: Bulletin, rule: Tellable | undefined, options: RetrievalOptions): ChatTexts {
  const title = `${tag(bulletin)}${counted(bulletin.alertCount, 'alert')} of one rule`;
  const words = stormInWords(bulletin);
  return {
    title,
    summary: words,
    lines: [
      words,
      ...stormFacts(bulletin).map(([label, value]) => `${label}: ${value}`),
      neverHeldBack,
      `All of them: ${retrievalCommand(bulletin, options)}`,
    ],
    nextSteps: rule?.triage.slice(0, mostSteps) ?? [],
  };
}

function unlisted(bulletin: Bulletin, options: RetrievalOptions): ChatTexts {
  const words = unlistedInWords(bulletin);
  const title = `[${bulletin.severity}] ${words}`;
  return {
    title,
    summary: title,
    lines: [words, `All of them: ${retrievalCommand(bulletin, options)}`],
    nextSteps: [],
  };
}
