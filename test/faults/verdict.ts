import type { AlertRecord } from '../../lambda/core/alert.ts';
import { bulletinIn } from '../../lambda/core/bulletin.ts';
import { systemAlerts } from '../../lambda/system-alerts/index.ts';
import { alertOf, bulletinOf, heldBack, misjudged, uncovered } from '../contracts/gathering/faults.ts';
import {
  leftDue,
  mayWait,
  rank,
  repeated,
  tooMany,
  untold,
  withheld,
  wrongUpdates,
} from '../contracts/telling/faults.ts';
import { type Publication, publicationsIn, type Telling } from '../contracts/telling/trace.ts';
import { leaksIn } from './canaries.ts';
import { unexplained } from './explained.ts';
import { uriOf } from './log-objects.ts';
import type { Queued } from './queue.ts';
import { unreconciled } from './reconciliation.ts';
import type { Reference } from './reference.ts';
import { repeatsIn } from './repeats.ts';
import { differences } from './same-alerts.ts';
import type { Schedule } from './schedule.ts';
import type { Quiet } from './system.ts';
import { unluckyIn } from './unlucky.ts';

/** What of the promises a system broke that is quiet now, each in a sentence. */
export function faultsOf(
  quiet: Quiet,
  reference: Reference,
  { schedule, mended }: { readonly schedule: Schedule; readonly mended: boolean },
): readonly string[] {
  return [
    ...differences(quiet.records, reference, schedule),
    ...schedule.audiences.flatMap((audience) => wronglyTold(quiet, audience, schedule)),
    ...unexplained(quiet, reference, schedule),
    ...unexcused(quiet),
    ...unreconciled(quiet, schedule),
    ...leaksIn(quiet.lines),
    ...wronglyDead(quiet, schedule, mended),
    ...wronglyMissing(quiet, schedule),
    ...quiet.faults,
  ];
}

/** What nobody can take is dead, and what is in trouble until it is mended; nothing else is, but by bad luck. */
function wronglyDead(quiet: Quiet, { objects, arrivals }: Schedule, mended: boolean): readonly string[] {
  const { dead, explained } = quiet;
  const inTrouble = objects.filter(({ trouble }) => trouble !== undefined && !mended).map(uriOf);
  const isToDie = ({ poison, names }: Pick<Queued, 'poison' | 'names'>) =>
    poison || names.some((name) => inTrouble.includes(name));
  const expected = arrivals.filter((arrival) => arrival.kind === 'sent' && isToDie(arrival)).length;
  const others = dead.filter((message) => !isToDie(message));
  const unlucky = new Set(unluckyIn(quiet));
  const wrong = others.filter(({ messageId }) => !unlucky.has(messageId));
  const silent = dead.filter(({ messageId }) => !explained.some((each) => each.messageId === messageId));
  return [
    ...wrong.map(({ messageId, names }) => `${messageId} of ${names} is dead`),
    ...silent.map(({ messageId }) => `nobody noted why ${messageId} is dead`),
    ...(dead.length - others.length === expected
      ? []
      : [`${dead.length - others.length} messages are dead, and ${expected} should be`]),
  ];
}

/** What was published again although its first outcome was known. */
function unexcused(quiet: Quiet): readonly string[] {
  return repeatsIn(quiet).flatMap(({ first: { id, audience, revision, failedMarks = 0 }, excuse }) =>
    excuse === undefined
      ? `${audience}: ${id} was published again as revision ${revision}, after ${failedMarks} attempts to mark it`
      : [],
  );
}

/** Each object that was gone is in an alert, and no other is. */
function wronglyMissing({ records }: Quiet, { objects }: Schedule): readonly string[] {
  const ids = new Set(systemAlerts.map(({ id }) => id));
  const told = new Set(
    records.filter(({ ruleId }) => ids.has(ruleId)).flatMap(({ matches }) => matches.map(({ object }) => object)),
  );
  const gone = new Set(objects.filter(({ trouble }) => trouble === 'missing').map(uriOf));
  return [...told.symmetricDifference(gone)].map(
    (uri) => `${uri} is missing, or in an alert of missing ones, but not both`,
  );
}

function wronglyTold(quiet: Quiet, audience: string, schedule: Schedule): readonly string[] {
  const tellings = quiet.tellings.filter((one) => one.audience === audience);
  const bulletins = publicationsIn({ tellings }).flatMap(({ message }) => bulletinOf(message) ?? []);
  return quiet.records.flatMap((record) => {
    const own = tellings.filter(({ id }) => id === record.alertId);
    const isBulletin = bulletinIn(record) !== undefined;
    if (isBulletin && record.columns['audience'] !== audience) return [];
    const faults = [
      ...(isBulletin
        ? ofBulletin(record, audience, own)
        : ofAlert(record, { audience, own, bulletins, quiet, schedule })),
      ...underAnEndedLease(own, schedule),
      ...otherContent(own),
    ];
    return faults.map((fault) => `${audience}: ${record.ruleId} ${record.alertId} ${fault}`);
  });
}

interface Told {
  readonly audience: string;
  readonly own: Quiet['tellings'];
  readonly bulletins: readonly NonNullable<ReturnType<typeof bulletinOf>>[];
  readonly quiet: Quiet;
  readonly schedule: Schedule;
}

function ofAlert(record: AlertRecord, { audience, own, bulletins, quiet, schedule }: Told): readonly string[] {
  const rule = schedule.tellables.find(({ id }) => id === record.ruleId);
  if (rule?.deliver === 'signal') return own.length === 0 ? [] : ['is a signal, and was told'];
  const alone = publicationsIn({ tellings: own }).flatMap(({ message }) => alertOf(message) ?? []);
  const inBulletins = bulletins.flatMap(({ alerts }) => alerts.filter(({ alertId }) => alertId === record.alertId));
  const heard = [...alone, ...inBulletins];
  return [
    ...untold(record, audience, own),
    ...(heard.length === 0 ? ['reached nobody'] : [...withheld(record, heard), ...heldBack(record, alone, bulletins)]),
    ...leftDue(record, audience, { ...quiet, unnoted: new Set() }),
    ...repeated(own),
    ...wrongUpdates(alone),
    ...tooMany(own, schedule.config.telling.updatesPerHour, mayWait),
  ];
}

function ofBulletin(record: AlertRecord, audience: string, tellings: Quiet['tellings']): readonly string[] {
  const own = publicationsIn({ tellings });
  return [
    ...untold(record, audience, own),
    ...uncovered(record, audience, own),
    ...tooMild(record, audience, own),
    ...repeated(own),
    ...misjudged(own.flatMap(({ message }) => bulletinOf(message) ?? [])),
  ];
}

/** What was told last is as severe as the most severe that it ever gathered. */
function tooMild({ matches, told }: AlertRecord, audience: string, own: readonly Publication[]): readonly string[] {
  const last = own.filter(({ revision }) => revision === told[audience]?.revision);
  const highest = rank(matches);
  return last.some(({ message }) => rank([message]) === highest) ? [] : ['is told as less severe than it is'];
}

/** While functions end when they have to, no lease ends before its holder does. */
function underAnEndedLease(own: readonly Telling[], { weather }: Schedule): readonly string[] {
  if (weather.outlives) return [];
  return own
    .filter(({ held }) => !held)
    .map(({ revision }) => `was told revision ${revision} under a claim that had ended`);
}

/**
 * What is told again under one revision is the same, or has more in it, as more was merged since: nothing that somebody may
 * have read is taken back. Who outlived its lease comes late with what it knew. Of a truncated one, which lists its earliest
 * events, earlier ones may have taken the places of those that were listed.
 */
function otherContent(own: Quiet['tellings']): readonly string[] {
  const tellings = publicationsIn({ tellings: own }).filter(({ held }) => held);
  const alone = tellings.flatMap(({ message }) => alertOf(message) ?? []);
  return alone.flatMap((alert, index) => {
    const again = alone.slice(index + 1).filter(({ revision }) => revision === alert.revision);
    const less = again.filter(
      ({ eventIds, eventCount, truncated }) =>
        eventCount < alert.eventCount || (!truncated && !new Set(alert.eventIds).isSubsetOf(new Set(eventIds))),
    );
    return less.map(({ revision }) => `was told revision ${revision} again, with less in it`);
  });
}
