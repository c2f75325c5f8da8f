import type { Alert } from '../../core/alert.ts';
import type { Bulletin } from '../../core/bulletin.ts';
import type { Tellable } from '../../core/tellable.ts';
import { atAGlance } from '../glance.ts';
import { alertSections } from '../mail/alert-sections.ts';
import { defanged } from '../mail/defang.ts';
import { fittedSubject } from '../mail/fitted-subject.ts';
import { labelledRows } from '../mail/labelled.ts';
import type { Section } from '../mail/sections.ts';
import { wrapped } from '../mail/wrap.ts';
import { counted } from '../quantity.ts';
import { tag } from '../tag.ts';
import { timeSpan } from '../when.ts';
import type { Composed } from './bulletin-mail.ts';
import { eventWords } from './events-of.ts';
import { groupInShort, groupInWords } from './group-words.ts';
import { inTime } from './in-time.ts';
import { listedIn } from './listed.ts';
import { mostSevere } from './most-severe.ts';
import { newsOfGroup } from './news-of-group.ts';
import { type RetrievalOptions, retrieval } from './retrieval.ts';
import { rows } from './rows.ts';
import { sharedBy } from './shared.ts';

/** Several alerts that belong together, as one mail: their events as rows; then, once, all that a mail tells of the most severe. */
export function groupMail(bulletin: Bulletin, rule: Tellable, options: RetrievalOptions): Composed {
  const { revision, alerts, alertCount } = bulletin;
  const severest = mostSevere(alerts, rule) as Alert; // there is one at least
  const root = alerts.some((alert) => atAGlance(alert).who === 'root') ? ', root' : '';
  const rest = alertCount - alerts.length;
  const sections = alertSections(severest, rule);
  const all: Section = { heading: 'ALL OF THEM', lines: retrieval(bulletin, options) };
  return {
    subject: fittedSubject(tag(bulletin), rule.title, ` (${groupInShort(bulletin, rule)}${root})`),
    opening: [
      defanged(groupInWords(bulletin, rule)),
      ...newsOfGroup(bulletin, rule).flatMap((text) => wrapped(defanged(text), '', '    ')),
      '',
      ...facts(bulletin, rule),
      '',
      ...rows(inTime(alerts), {
        columns: ['account', 'region', 'mfa', 'events'],
        events: eventWords(rule).several.toUpperCase(),
        ...(revision > 1 && { fresh: listedIn(bulletin).fresh }),
      }),
      ...(rest > 0 ? [`  and ${counted(rest, 'more row')}`] : []),
      '',
      ...wrapped(aboutWhich(severest)),
    ],
    sections: rest > 0 ? [...sections, all] : sections,
  };
}

function facts({ alerts, severity }: Bulletin, rule: Tellable): readonly string[] {
  const { who, accountId, address } = sharedBy(alerts[0] as Alert, rule);
  const times = alerts.flatMap(({ startTime, endTime }) => [startTime, endTime]);
  times.sort((a, b) => Date.parse(a) - Date.parse(b));
  return labelledRows([
    ['What', rule.title],
    ['Who', who],
    ['From', address],
    ['Where', accountId && `account ${accountId}`],
    ['When', `${timeSpan(times[0] ?? '', times.at(-1) ?? '')} UTC`],
    ['Severity', severity],
  ]);
}

function aboutWhich(alert: Alert): string {
  const { who, accountId } = atAGlance(alert);
  const name = [who, accountId && `in account ${accountId}`].filter(Boolean).join(' ');
  const time = alert.startTime.slice(11, 19);
  return `What follows, queries and exclusion too, is about the most severe of the rows: ${defanged(name === '' ? time : `${time}, ${name}`)}.`;
}
