import { type Address, parseAddress } from '../../core/address.ts';
import type { Alert } from '../../core/alert.ts';
import type { Rule } from '../../core/rule.ts';
import { days, earliestInstant, hours, type Instant, latestInstant, parseInstant } from '../../core/time.ts';
import { atAGlance } from '../glance.ts';
import { isHidden, nameOf } from '../mail/name.ts';
import { piecesOf } from './pieces.ts';

/** What an analyst looks up about an alert: values of its own, each of a shape that a query can take. */
export interface Sought {
  /** The name as the log has it, which an attacker may have chosen; `root` for root. */
  readonly user?: string;
  readonly root: boolean;
  /** AWS hides the names of users that do not exist: `user` is what it writes instead. */
  readonly hidden: boolean;
  /** Whose deeds the rule found beside the login, where they are others than `user`. */
  readonly others: readonly string[];
  readonly address?: Address;
  readonly accountId?: string;
  readonly region?: string;
  /** The alert's events, and an hour before and after. */
  readonly around: Span;
  /** The 30 days before the first event. */
  readonly before: Span;
  /** The alert's events, and a day before and after: what the address did elsewhere. */
  readonly day: Span;
  /** The tables of Entra ID that the rule counts in; none where it looks at the console alone. */
  readonly signInTables: readonly string[];
  /** What the queries cannot find, in sentences. */
  readonly notes: readonly string[];
}

export interface Span {
  readonly from: Instant;
  readonly to: Instant;
}

/** https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-aws-console-sign-in-events.html */
const regionUnknown =
  'The alert names no Region: a login may also be recorded in us-east-2, eu-north-1 or ap-southeast-2, or where its sign-in page is.';

const mostOthers = 2;

export function soughtIn(alert: Alert, rule: Rule): Sought {
  const { accountId, region, address, who } = atAGlance(alert);
  const root = who === 'root';
  const name = root ? 'root' : nameOf(alert);
  const ip = parseAddress(address ?? '');
  const first = parseInstant(alert.startTime) ?? earliestInstant;
  const last = parseInstant(alert.endTime) ?? first;
  const quotable = name !== undefined && piecesOf(name) !== undefined;
  return {
    root,
    hidden: isHidden(alert),
    ...(quotable && { user: name }),
    others: othersIn(alert, name),
    ...(ip !== undefined && { address: ip }),
    ...(accountId !== undefined && /^\d{12}$/.test(accountId) && { accountId }),
    ...(region !== undefined && /^[a-z]{2}[a-z0-9-]{1,23}$/.test(region) && { region }),
    around: span(first - hours(1), last + hours(1)),
    before: span(first - days(30), first),
    day: span(first - days(1), last + days(1)),
    signInTables: tablesOf(rule),
    notes: [
      ...(name !== undefined && !quotable ? ['The user is in no query: the name cannot be quoted safely.'] : []),
      ...(address !== undefined && ip === undefined ? ['The source is in no query: it is no IP address.'] : []),
      ...(region === undefined && (quotable || ip !== undefined) ? [regionUnknown] : []),
      ...(ip?.includes(':') ? ['Logs may spell an IPv6 address in other ways than the queries do.'] : []),
    ],
  };
}

/** `the user or the address`, as far as they are known. */
export function whom({ user, address }: Sought): string {
  if (user === undefined) return 'the address';
  return address === undefined ? 'the user' : 'the user or the address';
}

function othersIn({ context }: Alert, user: string | undefined): readonly string[] {
  const names = context.values?.['User']?.top.map(({ value }) => value) ?? [];
  return names.filter((name) => name !== user && piecesOf(name) !== undefined).slice(0, mostOthers);
}

function span(from: number, to: number): Span {
  return { from: Math.max(from, earliestInstant) as Instant, to: Math.min(to, latestInstant) as Instant };
}

/** A rule's sides bear the names of the tables that they count in. */
function tablesOf({ correlate }: Rule): readonly string[] {
  if (correlate?.type !== 'temporal') return [];
  const named = correlate.sides.filter(({ source, name }) => source === 'entra' && /^[A-Za-z]\w*$/.test(name));
  return named.map(({ name }) => name);
}
