import { formatInstant, type Instant, seconds } from '../../../core/time.ts';

/** The kinds of sign-ins of users, as Graph names them in `signInEventTypes`. */
export type SignInEventType = 'interactiveUser' | 'nonInteractiveUser';

/** One of Graph's lists of sign-ins; each is read with a cursor of its own. */
export interface Feed {
  readonly id: SignInEventType;
  /** The version of Graph's interface that lists them. Non-interactive sign-ins are in beta only. */
  readonly version: 'v1.0' | 'beta';
}

/** The lists of these kinds of sign-ins. */
export function feedsOf({
  signIns,
  interactiveVersion,
}: {
  readonly signIns: readonly SignInEventType[];
  readonly interactiveVersion: Feed['version'];
}): readonly Feed[] {
  return signIns.map((id) => ({ id, version: id === 'interactiveUser' ? interactiveVersion : 'beta' }));
}

/** A span of creation times; without an end, up to the latest. */
export interface Asked {
  readonly from: Instant;
  readonly to?: Instant;
}

const pageSize = 1_000; // the most that Graph gives

/**
 * The path and query of a feed's first page, newest first; whole seconds, widened. Both ends are in, as Graph's filter
 * knows only `ge` and `le`. Without a filter by type, both versions list interactive sign-ins.
 * (https://learn.microsoft.com/graph/api/signin-list?view=graph-rest-beta)
 */
export function firstPage({ id, version }: Feed, { from, to }: Asked): string {
  const conditions = [
    `createdDateTime ge ${formatInstant(wholeSecond(from, Math.floor))}`,
    ...(to === undefined ? [] : [`createdDateTime le ${formatInstant(wholeSecond(to, Math.ceil))}`]),
    ...(id === 'interactiveUser' ? [] : [`signInEventTypes/any(t: t eq '${id}')`]),
  ];
  return `/${version}/auditLogs/signIns?$filter=${encodeURIComponent(conditions.join(' and '))}&$top=${pageSize}`;
}

function wholeSecond(instant: Instant, round: (n: number) => number): Instant {
  return (round(instant / seconds(1)) * seconds(1)) as Instant;
}
