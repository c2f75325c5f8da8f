import type { AlertRecord, Match } from '../../../lambda/core/alert.ts';
import { severities } from '../../../lambda/core/rule.ts';
import { hours } from '../../../lambda/core/time.ts';
import { dueTo } from '../../../lambda/core/told.ts';
import { findingOf, type History, mostSkew } from './history.ts';
import type { Outcome, Publication } from './play.ts';

/** As far as clocks agree on it. */
const hour = hours(1) - 2 * mostSkew;

const everyMatch = new Map(findingOf({ alert: 0, first: 0, count: 100 }).matches.map((match) => [match.id, match]));

/** What of the promises was broken, each in a sentence. */
export function faultsIn(history: History, outcome: Outcome): readonly string[] {
  const { records, publications } = outcome;
  return records.flatMap((record) =>
    history.audiences.flatMap((audience) => {
      const heard = publications.filter((one) => one.alertId === record.alertId && one.audience === audience);
      const faults = [
        ...untold(record, audience, heard),
        ...(outcome.unnoted.has(record.alertId) || history.updatesPerHour === 0
          ? []
          : [...leftDue(record, audience, outcome), ...withheld(record, heard)]),
        ...repeated(heard),
        ...wrongUpdates(heard),
        ...tooMany(heard, history.updatesPerHour),
      ];
      return faults.map((fault) => `${record.alertId}, ${audience}: ${fault}`);
    }),
  );
}

function untold({ told }: AlertRecord, audience: string, heard: readonly Publication[]): readonly string[] {
  if (heard.length === 0) return ['was never told'];
  const revisions = [...new Set(heard.map(({ alert }) => alert.revision))].sort((a, b) => a - b);
  if (revisions.some((revision, index) => revision !== index + 1)) return [`was told the revisions ${revisions}`];
  const last = told[audience]?.revision;
  return last === revisions.at(-1) ? [] : [`knows the revision ${last}, was told ${revisions.at(-1)}`];
}

/** By the detector's own judgement. */
function leftDue(record: AlertRecord, audience: string, { now }: Outcome): readonly string[] {
  const { when } = dueTo(record, record.told[audience], { now, updatesPerHour: Infinity });
  return when === 'never' && record.due === undefined ? [] : [`is due ${when} in the end`];
}

/** By what an audience could read in all that it got. */
function withheld({ matches }: AlertRecord, heard: readonly Publication[]): readonly string[] {
  const told = heard.flatMap(({ alert }) => alert.eventIds.map((id) => everyMatch.get(id) as Match));
  const mostTold = Math.max(...heard.map(({ alert }) => alert.eventCount));
  const names = new Set(told.flatMap(namesIn));
  const newNames = matches.flatMap(namesIn).filter((name) => !names.has(name));
  return [
    ...(rank(matches) > rank(told) ? ['a higher severity was withheld'] : []),
    ...(matches.length >= 10 * mostTold ? ['ten times the events were withheld'] : []),
    ...(newNames.length > 0 ? [`${newNames} were withheld`] : []),
  ];
}

/** The same revision again, although the outcome was known, and by who still held the claim. */
function repeated(heard: readonly Publication[]): readonly string[] {
  return heard.flatMap(({ outcome, alert: { revision } }, index) => {
    const again = heard.slice(index + 1).find(({ alert, held }) => alert.revision === revision && held);
    return outcome === 'told' && again !== undefined ? [`was told revision ${revision} again, known to be told`] : [];
  });
}

function wrongUpdates(heard: readonly Publication[]): readonly string[] {
  const wrong = heard.filter(({ alert: { kind, revision, news } }) => {
    const isUpdate = revision > 1;
    const tells = news !== undefined && Object.keys(news).length > 0;
    return (kind === 'update') !== isUpdate || tells !== isUpdate;
  });
  return wrong.map(({ alert: { kind, revision } }) => `revision ${revision} is ${kind}, and its news do not fit that`);
}

function tooMany(heard: readonly Publication[], updatesPerHour: number): readonly string[] {
  const times = heard
    .filter(({ outcome, alert }) => outcome === 'told' && alert.revision > 1)
    .flatMap(({ toldAt }) => toldAt ?? [])
    .sort((a, b) => a - b);
  const crowded = times.some((time, index) => time - (times[index - updatesPerHour] ?? -Infinity) < hour);
  return crowded ? [`was told more than ${updatesPerHour} updates in an hour`] : [];
}

function namesIn({ named = {} }: Match): readonly string[] {
  return Object.entries(named).map(([kind, value]) => `${kind} ${value}`);
}

function rank(matches: readonly Match[]): number {
  return Math.max(...matches.map(({ severity }) => severities.indexOf(severity)));
}
