import type { Alert, AlertRecord, Match } from '../../../lambda/core/alert.ts';
import { severities } from '../../../lambda/core/rule.ts';
import { hours } from '../../../lambda/core/time.ts';
import { dueTo } from '../../../lambda/core/told.ts';
import { alertIn } from '../../core/detecting.ts';
import { type History, mostSkew, type SomeFinding } from './history.ts';
import type { Outcome } from './play.ts';
import { type HandOver, type Publication, publicationsIn, type Telling } from './trace.ts';

/** As far as clocks agree on it. */
const hour = hours(1) - 2 * mostSkew;

/** What of the promises was broken, each in a sentence, where every alert is told by itself. */
export function faultsIn(history: History<SomeFinding>, outcome: Outcome): readonly string[] {
  const publications = publicationsIn(outcome);
  return outcome.records.flatMap((record) =>
    history.audiences.flatMap((audience) => {
      const told = publications.filter((one) => one.id === record.alertId && one.audience === audience);
      const heard = told.map(({ message }) => alertIn(message));
      const faults = [
        ...untold(record, audience, told),
        ...(outcome.unnoted.has(record.alertId) || history.updatesPerHour === 0
          ? []
          : [...leftDue(record, audience, outcome), ...withheld(record, heard)]),
        ...repeated(told),
        ...wrongUpdates(heard),
        ...tooMany(told, history.updatesPerHour, mayWait),
      ];
      return faults.map((fault) => `${record.alertId}, ${audience}: ${fault}`);
    }),
  );
}

/** Every revision, and the last of them is known to be. */
export function untold({ told }: AlertRecord, audience: string, tellings: readonly Telling[]): readonly string[] {
  if (tellings.length === 0) return ['was never told'];
  const revisions = [...new Set(tellings.map(({ revision }) => revision))].sort((a, b) => a - b);
  if (revisions.some((revision, index) => revision !== index + 1)) return [`was told the revisions ${revisions}`];
  const last = told[audience]?.revision;
  return last === revisions.at(-1) ? [] : [`knows the revision ${last}, was told ${revisions.at(-1)}`];
}

/** By the detector's own judgement. */
export function leftDue(record: AlertRecord, audience: string, { now }: Outcome): readonly string[] {
  const { when } = dueTo(record, record.told[audience], { now, updatesPerHour: Infinity });
  return when === 'never' && record.due === undefined ? [] : [`is due ${when} in the end`];
}

/** By what an audience could read in all that it got. */
export function withheld({ matches }: AlertRecord, heard: readonly Alert[]): readonly string[] {
  const read = new Set(heard.flatMap(({ eventIds }) => eventIds));
  // One that lists its earliest events alone may be of later ones, and then tells how severe these are, and names them.
  const mayBeIn = ({ truncated, endTime }: Alert, time: number): boolean =>
    truncated === true && time <= Date.parse(endTime);
  const told = matches.filter(({ eventId, time }) => read.has(eventId) || heard.some((each) => mayBeIn(each, time)));
  const mostTold = Math.max(...heard.map(({ eventCount }) => eventCount));
  const names = new Set(told.flatMap(namesIn));
  const newNames = matches.flatMap(namesIn).filter((name) => !names.has(name));
  return [
    ...(rank(matches) > rank(heard) ? ['a higher severity was withheld'] : []),
    ...(matches.length >= 10 * mostTold ? ['ten times the events were withheld'] : []),
    ...(newNames.length > 0 ? [`${newNames} were withheld`] : []),
  ];
}

/** The same revision again, although the outcome was known, by who still held the claim or never did. */
export function repeated(tellings: readonly Telling[]): readonly string[] {
  return tellings.flatMap(({ outcome, revision, claimed }, index) => {
    const again = tellings.slice(index + 1).some((later) => later.revision === revision && later.held);
    return [
      ...(outcome === 'told' && again ? [`was told revision ${revision} again, known to be told`] : []),
      ...(claimed ? [] : [`was told revision ${revision} without a claim`]),
    ];
  });
}

export function wrongUpdates(heard: readonly Alert[]): readonly string[] {
  const wrong = heard.filter(({ kind, revision, news }) => {
    const isUpdate = revision > 1;
    const tells = news !== undefined && Object.keys(news).length > 0;
    return (kind === 'update') !== isUpdate || tells !== isUpdate;
  });
  return wrong.map(({ kind, revision }) => `revision ${revision} is ${kind}, and its news do not fit that`);
}

/** An update that tells of a rise to High waits for nothing; one that is handed over does not say what it tells. */
export function mayWait(telling: Publication | HandOver): boolean {
  if (!('message' in telling)) return telling.severity !== 'High';
  const { message } = telling;
  return message.schema !== 'gatewarden.alert/1' || message.news?.severity?.to !== 'High';
}

/** `waits` says which of them have to wait for their time; the others count as well. */
export function tooMany<Any extends Telling>(
  tellings: readonly Any[],
  updatesPerHour: number,
  waits: (telling: Any) => boolean = () => true,
): readonly string[] {
  const updates = tellings
    .filter(({ outcome, revision }) => outcome === 'told' && revision > 1)
    .flatMap((telling) => (telling.toldAt === undefined ? [] : { time: telling.toldAt, telling }))
    .sort((a, b) => a.time - b.time);
  const crowded = updates.some(
    ({ time, telling }, index) => waits(telling) && time - (updates[index - updatesPerHour]?.time ?? -Infinity) < hour,
  );
  return crowded ? [`was told more than ${updatesPerHour} updates in an hour`] : [];
}

function namesIn({ named = {} }: Match): readonly string[] {
  return Object.entries(named).map(([kind, value]) => `${kind} ${value}`);
}

export function rank(matches: readonly Pick<Match, 'severity'>[]): number {
  return Math.max(...matches.map(({ severity }) => severities.indexOf(severity)));
}
