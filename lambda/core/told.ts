import type { AlertRecord, Match } from './alert.ts';
import { digest } from './identity.ts';
import { type NamedKind, namedKinds } from './named.ts';
import type { Severity } from './rule.ts';
import { highestOf } from './severity.ts';
import { hours, type Instant, minus, plus } from './time.ts';

/** What one audience was told of an alert, up to the last of its revisions. */
export interface Told {
  readonly revision: number;
  readonly eventCount: number;
  readonly severity: Severity;
  /** Digests of the accounts, users, Regions and addresses that were in it. */
  readonly named: readonly string[];
  /** When it was told as an update, of the last hour, earliest first. */
  readonly updates: readonly Instant[];
}

/** What an update tells that was not told before. */
export interface News {
  readonly severity?: { readonly from: Severity; readonly to: Severity };
  readonly eventCount?: { readonly from: number; readonly to: number };
  readonly account?: NewValues;
  readonly user?: NewValues;
  readonly region?: NewValues;
  readonly address?: NewValues;
}

export interface NewValues {
  readonly distinct: number;
  /** The first 20, by the time of their events. */
  readonly values: readonly string[];
}

/** What is to be done for one audience: tell it now, or at a later time, or nothing. */
export type Due =
  | { readonly when: 'now'; readonly news?: News }
  | { readonly when: 'later'; readonly at: Instant }
  | { readonly when: 'never' };

/** A count is news when it is this many times what was told. */
const growth = 10;

/** The most digests that are kept of each kind; beyond them no name of the kind is news, but a count still is. */
const mostNamed = 200;

const mostListed = 20;

/**
 * Whether an alert is due to an audience: at once where it was told nothing; where it grew in a way worth knowing (a new
 * account, user, Region or address, a higher severity, ten times the events), as soon as there were not too many updates;
 * that it became High, at once.
 */
export function dueTo(
  { matches }: Pick<AlertRecord, 'matches'>,
  told: Told | undefined,
  { now, updatesPerHour }: { readonly now: Instant; readonly updatesPerHour: number },
): Due {
  if (matches.length === 0) return { when: 'never' };
  if (told === undefined) return { when: 'now' };
  const news = newsOf(matches, told);
  if (news?.severity?.to === 'High') return { when: 'now', news }; // once at most, and it waits for nothing
  if (news === undefined || updatesPerHour === 0) return { when: 'never' };
  const at = nextUpdate(told, { now, updatesPerHour });
  return at > now ? { when: 'later', at } : { when: 'now', news };
}

/** When an audience may hear of an update: now, or an hour after the earliest of the last ones that it may have. */
export function nextUpdate(
  { updates }: Told,
  { now, updatesPerHour }: { readonly now: Instant; readonly updatesPerHour: number },
): Instant {
  const earliest = updates.at(-updatesPerHour);
  return earliest === undefined ? now : plus(earliest, hours(1));
}

/** The updates of the last hour, with one more now. */
export function recentUpdates({ updates }: Told, now: Instant): Told['updates'] {
  return [...updates.filter((at) => at > minus(now, hours(1))), now];
}

/** What an audience knows once it was told of the alert as it is. */
export function toldOf({ matches }: Pick<AlertRecord, 'matches'>, before: Told | undefined, now: Instant): Told {
  return {
    revision: (before?.revision ?? 0) + 1,
    eventCount: Math.max(before?.eventCount ?? 0, countOf(matches)),
    severity: highestOf([before?.severity ?? 'Informational', ...matches.map(({ severity }) => severity)]),
    named: namedKinds.flatMap((kind) => namesKept(kind, matches, before)),
    updates: before === undefined ? [] : recentUpdates(before, now),
  };
}

/** How many distinct events an alert has. */
function countOf(matches: readonly Match[]): number {
  return new Set(matches.map(({ id }) => id)).size;
}

function newsOf(matches: readonly Match[], told: Told): News | undefined {
  const severity = highestOf([told.severity, ...matches.map((match) => match.severity)]);
  const eventCount = countOf(matches);
  const news = {
    ...(severity !== told.severity && { severity: { from: told.severity, to: severity } }),
    ...(eventCount >= growth * told.eventCount && { eventCount: { from: told.eventCount, to: eventCount } }),
    ...newValues(matches, told.named),
  };
  return Object.keys(news).length === 0 ? undefined : news;
}

function newValues(matches: readonly Match[], named: Told['named']): Pick<News, NamedKind> {
  const known = new Set(named);
  const entries = namedKinds.flatMap((kind) => {
    if (namesOf(kind, named).length >= mostNamed) return [];
    const fresh = valuesOf(matches, kind).filter((value) => !known.has(nameOf(kind, value)));
    return fresh.length === 0 ? [] : [[kind, { distinct: fresh.length, values: fresh.slice(0, mostListed) }] as const];
  });
  return Object.fromEntries(entries);
}

/** The values of one kind, each once, by the time of its first event. */
function valuesOf(matches: readonly Match[], kind: NamedKind): readonly string[] {
  const naming = matches.filter(({ named }) => named?.[kind] !== undefined).sort((a, b) => a.time - b.time);
  return [...new Set(naming.flatMap(({ named }) => named?.[kind] ?? []))];
}

/** What an audience knows of one kind, and what it is told now. */
function namesKept(kind: NamedKind, matches: readonly Match[], before: Told | undefined): readonly string[] {
  const names = valuesOf(matches, kind).map((value) => nameOf(kind, value));
  return [...new Set([...namesOf(kind, before?.named ?? []), ...names])].slice(0, mostNamed);
}

function namesOf(kind: NamedKind, named: Told['named']): readonly string[] {
  return named.filter((name) => name.startsWith(prefixOf(kind)));
}

/** Names are an attacker's text, and the told ones are only ever compared. */
function nameOf(kind: NamedKind, value: string): string {
  return `${prefixOf(kind)}${digest([kind, value]).slice(0, 12)}`;
}

function prefixOf(kind: NamedKind): string {
  return `${kind}:`;
}
