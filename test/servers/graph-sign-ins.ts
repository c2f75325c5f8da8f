import { days, type Instant, minus } from '../../lambda/core/time.ts';
import type { Json } from '../records.ts';
import { type Condition, type ExactTime, exactTime } from './graph-filter.ts';

/** A sign-in that Graph comes to know. Under an id that it lists already, it takes the place of what stood there. */
export interface Publication {
  /** As `graphSignIn` of test/records.ts writes it, of beta. */
  readonly record: Json;
  /** From when on Graph lists it; for a late one, long after its createdDateTime. */
  readonly from: Instant;
  /** How often it is listed. */
  readonly copies?: number;
}

type Version = 'v1.0' | 'beta';

const kept = days(30);
const onlyInBeta = new Set(['signInEventTypes', 'userAgent']);

/**
 * What the list of sign-ins holds at a time for a filter, newest first; records of the same time keep the order in
 * which they were published. Without a filter by type, both versions list interactive sign-ins only.
 * (https://learn.microsoft.com/graph/api/signin-list?view=graph-rest-beta)
 */
export function listSignIns(
  publications: readonly Publication[],
  { version, conditions, now }: { version: Version; conditions: readonly Condition[]; now: Instant },
): readonly Json[] {
  const types = conditions.flatMap((condition) => (condition.field === 'signInEventTypes' ? [condition.type] : []));
  const wanted = types.length === 0 ? ['interactiveUser'] : types;
  const earliest = exactTime(new Date(minus(now, kept)).toISOString());
  const listed = latestVersions(publications, now)
    .map((publication) => ({ ...publication, time: timeOf(publication.record) }))
    .filter(({ time }) => time >= earliest && holds(conditions, time))
    .filter(({ record }) => wanted.every((type) => typesOf(record).includes(type)));
  return listed
    .toSorted((a, b) => (a.time < b.time ? 1 : a.time > b.time ? -1 : 0))
    .flatMap(({ record, copies = 1 }) => Array.from({ length: copies }, () => asListed(record, version)));
}

/** Of each sign-in, the version that stands at that time. */
export function latestVersions(publications: readonly Publication[], now: Instant): readonly Publication[] {
  const byId = new Map<unknown, Publication>();
  for (const publication of publications) {
    if (publication.from > now) continue;
    const known = byId.get(publication.record['id']);
    if (known === undefined || known.from <= publication.from) byId.set(publication.record['id'], publication);
  }
  return [...byId.values()];
}

/** Read once, as a list may be asked for very often. */
function timeOf(record: Json): ExactTime {
  const time = times.get(record) ?? exactTime(String(record['createdDateTime']));
  times.set(record, time);
  return time;
}

const times = new WeakMap<Json, ExactTime>();

function typesOf(record: Json): readonly unknown[] {
  const types = record['signInEventTypes'];
  return Array.isArray(types) ? types : [];
}

function holds(conditions: readonly Condition[], time: ExactTime): boolean {
  return conditions.every((condition) => {
    if (condition.field !== 'createdDateTime') return true;
    switch (condition.operator) {
      case 'ge':
        return time >= condition.time;
      case 'le':
        return time <= condition.time;
      case 'eq':
        return time === condition.time;
      default:
        return condition.operator satisfies never;
    }
  });
}

/** With the fields that Graph has besides (https://learn.microsoft.com/graph/api/resources/signin), and without beta's. */
function asListed(record: Json, version: Version): Json {
  const full = {
    userDisplayName: 'Example User',
    userId: '44444444-0000-4000-8000-000000000004',
    correlationId: '55555555-0000-4000-8000-000000000005',
    conditionalAccessStatus: 'notApplied',
    riskDetail: 'none',
    riskState: 'none',
    resourceDisplayName: 'Windows Azure Service Management API',
    deviceDetail: { deviceId: '', displayName: '', operatingSystem: 'Linux', browser: 'Firefox 140.0' },
    location: { city: 'Example City', state: null, countryOrRegion: 'DE' },
    ...record,
  };
  return version === 'beta' ? full : Object.fromEntries(Object.entries(full).filter(([name]) => !onlyInBeta.has(name)));
}
