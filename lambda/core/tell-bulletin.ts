import { type Alert, type AlertRecord, assemble, headOf, type Match } from './alert.ts';
import { type Bulletin, bulletinIn, revisionOf } from './bulletin.ts';
import { digest } from './identity.ts';
import { inParallel } from './parallel.ts';
import type { Alerts } from './ports.ts';
import type { Subject } from './publish.ts';
import { severities } from './rule.ts';
import { highestOf } from './severity.ts';
import type { Tellable } from './tellable.ts';
import { days, formatInstant, type Instant, periodEnd } from './time.ts';
import { nextUpdate, recentUpdates, type Told } from './told.ts';

/** Where the alerts of a bulletin are. */
interface Source {
  readonly rules: readonly Tellable[];
  readonly alerts: Pick<Alerts, 'read'>;
}

const mostTold = 50;

/** Beyond them, which alerts are fresh is a guess; how many is not. */
const mostNamed = 2_000;

const atOnce = 8;

/**
 * How bulletins are told, from the alerts that they gather. A group is due at once, and again for each alert that is
 * added: at once where that is urgent, else as often as updates may be, or once an hour where none may, as what is added
 * is an alert that nobody heard of. A digest and a storm are due when their record says.
 */
export function bulletinSubject(source: Source): Subject {
  return {
    dueTo(record, told, { now, updatesPerHour }) {
      if (record.matches.length <= (told?.eventCount ?? 0)) return { when: 'never' };
      const isGroup = bulletinIn(record)?.about === 'group';
      if (isGroup && told !== undefined && hasUrgentNews(record, told)) return { when: 'now' };
      const at = isGroup ? told && nextUpdate(told, { now, updatesPerHour: Math.max(1, updatesPerHour) }) : record.due;
      return at === undefined || at <= now ? { when: 'now' } : { when: 'later', at };
    },
    compose: (record, before) => bulletinOf(record, before, source),
    toldOf: ({ matches }, before, now) => ({
      revision: (before?.revision ?? 0) + 1,
      eventCount: matches.length,
      severity: highestOf(matches.map(({ severity }) => severity)),
      named: matches.slice(-mostNamed).map(memberName),
      updates: before === undefined ? [] : recentUpdates(before, now),
    }),
  };
}

async function bulletinOf(record: AlertRecord, before: Told | undefined, source: Source): Promise<Bulletin> {
  const { about, ruleId } = bulletinIn(record) ?? { about: 'digest' as const };
  const rule = source.rules.find(({ id }) => id === ruleId);
  const known = new Set(before?.named ?? []);
  const members = latestOfEach(record.matches);
  const news = new Set(record.matches.filter((member) => !known.has(memberName(member))).map(({ id }) => id));
  const fresh = members.filter(({ id }) => news.has(id));
  const chosen = [...fresh.toSorted(severestFirst), ...members.filter(({ id }) => !news.has(id))];
  const revision = (before?.revision ?? 0) + 1;
  return {
    schema: 'gatewarden.bulletin/1',
    bulletinId: record.alertId,
    about,
    kind: about !== 'group' ? 'summary' : revision === 1 ? 'new' : 'update',
    revision,
    ...(rule !== undefined && { rule: headOf(rule) }),
    period: { start: formatInstant(record.periodStart), end: formatInstant(endOf(record, rule)) },
    severity: highestOf(record.matches.map(({ severity }) => severity)),
    alertCount: members.length,
    freshCount: Math.min(fresh.length, record.matches.length - (before?.eventCount ?? 0)),
    alerts: await assembled(chosen.slice(0, mostTold), source),
  };
}

/** The alerts as they stand now, in the order of the members; one whose rule is gone is left out. */
async function assembled(members: readonly Match[], { rules, alerts }: Source): Promise<readonly Alert[]> {
  const found = new Map<string, Alert>();
  await inParallel(members, atOnce, async (member) => {
    const { id } = member;
    const record = await alerts.read(id);
    const rule = rules.find((each) => each.id === record?.ruleId);
    if (record !== undefined && rule !== undefined)
      found.set(id, assemble(rule, record, { revision: revisionOf(member) }));
  });
  return members.flatMap(({ id }) => found.get(id) ?? []);
}

/** Of each alert the member of its last revision. */
function latestOfEach(members: readonly Match[]): readonly Match[] {
  const latest = new Map<string, Match>();
  for (const member of members.toSorted((a, b) => (a.version < b.version ? -1 : 1))) latest.set(member.id, member);
  return [...latest.values()];
}

function severestFirst(a: Match, b: Match): number {
  return severities.indexOf(b.severity) - severities.indexOf(a.severity) || b.time - a.time;
}

/** Whether some urgent alert is in it of which the audience was not told: such a one waits for nothing. */
function hasUrgentNews({ matches }: Pick<AlertRecord, 'matches'>, told: Told): boolean {
  const known = new Set(told.named);
  return matches.some((member) => member.urgent === true && !known.has(memberName(member)));
}

function memberName({ id, version }: Match): string {
  return digest([id, version]).slice(0, 12);
}

function endOf({ periodStart }: AlertRecord, rule: Tellable | undefined): Instant {
  return periodEnd(periodStart, rule?.period ?? days(1));
}
