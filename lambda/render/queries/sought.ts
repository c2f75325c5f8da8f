import { type Address, parseAddress } from '../../core/address.ts';
import type { Alert } from '../../core/alert.ts';
import type { Tellable } from '../../core/tellable.ts';
import { days, earliestInstant, hours, type Instant, latestInstant, parseInstant } from '../../core/time.ts';
import { isAccountId, isRegion } from '../aws-names.ts';
import { atAGlance } from '../glance.ts';
import { hiddenName } from '../hidden-name.ts';
import { isHidden, nameOf } from '../mail/name.ts';
import { ownValues } from '../own-values.ts';
import { piecesOf } from './pieces.ts';

/** What an analyst looks up about an alert: values of its own, each of a shape that a query can take. */
export interface Sought {
  /** The name as the log has it, which an attacker may have chosen; `root` for root. */
  readonly user?: string;
  readonly root: boolean;
  /** AWS hides the names of users that do not exist: `user` is what it writes instead. */
  readonly hidden: boolean;
  /** Whose deeds the rule found beside the login, or who is most in the alert, where they are others than `user`. */
  readonly others: readonly string[];
  /** The one that the alert is about, or those that are most in it. */
  readonly addresses: readonly Address[];
  readonly accountId?: string;
  /** The one that the alert is about, or the one that is most in it. */
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
const mostAddresses = 3;

export function soughtIn(alert: Alert, rule: Tellable): Sought {
  const { address, who } = atAGlance(alert);
  const accountId = accountIn(alert);
  const { distinct: accounts = 1 } = ownValues(alert)['RecipientAccountId'] ?? {};
  const [region, ...otherRegions] = regionsIn(alert);
  const root = who === 'root';
  const name = root ? 'root' : nameOf(alert);
  const { addresses, leftOut } = addressesIn(alert);
  const first = parseInstant(alert.startTime) ?? earliestInstant;
  const last = parseInstant(alert.endTime) ?? first;
  const quotable = name !== undefined && piecesOf(name) !== undefined;
  return {
    root,
    hidden: isHidden(alert),
    ...(quotable && { user: name }),
    others: othersIn(alert, name),
    addresses,
    ...(accountId !== undefined && { accountId }),
    ...(region !== undefined && { region }),
    around: span(first - hours(1), last + hours(1)),
    before: span(first - days(30), first),
    day: span(first - days(1), last + days(1)),
    signInTables: tablesOf(rule),
    notes: [
      ...(name !== undefined && !quotable ? ['The user is in no query: the name cannot be quoted safely.'] : []),
      ...(address !== undefined && addresses.length === 0 ? ['The source is in no query: it is no IP address.'] : []),
      ...(leftOut > 0
        ? [`Of its addresses the queries have the ${addresses.length} most frequent; ${leftOut} more are left out.`]
        : []),
      ...(region === undefined && (quotable || addresses.length > 0) ? [regionUnknown] : []),
      ...(accounts > 1
        ? [`Its events are in ${accounts} accounts; the AWS CLI answers for that of its credentials.`]
        : []),
      ...(otherRegions.length > 0 ? [`Its events are in other Regions, too: ${otherRegions.join(', ')}.`] : []),
      ...(addresses.some((ip) => ip.includes(':'))
        ? ['Logs may spell an IPv6 address in other ways than the queries do.']
        : []),
    ],
  };
}

/** `the user or the address`, as far as they are known. */
export function whom({ user, hidden, addresses }: Pick<Sought, 'addresses'> & Partial<Sought>): string {
  const whence = addresses.length > 1 ? 'the addresses' : 'the address';
  if (user === undefined) return whence;
  const who = hidden === true ? 'unknown names' : 'the user';
  return addresses.length === 0 ? who : `${who} or ${whence}`;
}

/** Beside the alert's events or in them: whoever is named there is worth a look. */
function othersIn({ context }: Alert, user: string | undefined): readonly string[] {
  const names = context.values?.['User']?.top.map(({ value }) => value) ?? [];
  const others = names.filter((name) => name !== user && name !== hiddenName && piecesOf(name) !== undefined);
  return others.slice(0, mostOthers);
}

function addressesIn(alert: Alert): { readonly addresses: readonly Address[]; readonly leftOut: number } {
  const { address } = atAGlance(alert);
  const { distinct, top } = ownValues(alert)['SourceIpAddress'] ?? { distinct: 0, top: [] };
  const texts = address === undefined ? top.map(({ value }) => value) : [address];
  const addresses = texts.flatMap((text) => parseAddress(text) ?? []).slice(0, mostAddresses);
  return { addresses, leftOut: addresses.length === 0 ? 0 : Math.max(0, distinct - addresses.length) };
}

/** The one of all events: queries that leave out the others would show half of it. */
function accountIn(alert: Alert): string | undefined {
  const { distinct, top } = ownValues(alert)['RecipientAccountId'] ?? { distinct: 0, top: [] };
  const only = distinct === 1 ? top[0]?.value : undefined;
  const accountId = atAGlance(alert).accountId ?? only;
  return isAccountId(accountId) ? accountId : undefined;
}

function regionsIn(alert: Alert): readonly string[] {
  const { region } = atAGlance(alert);
  const regions = region === undefined ? ownValues(alert)['AWSRegion']?.top.map(({ value }) => value) : [region];
  return (regions ?? []).filter(isRegion);
}

function span(from: number, to: number): Span {
  return { from: Math.max(from, earliestInstant) as Instant, to: Math.min(to, latestInstant) as Instant };
}

/** A rule's sides bear the names of the tables that they count in. */
function tablesOf({ correlate }: Tellable): readonly string[] {
  if (correlate?.type !== 'temporal') return [];
  const named = correlate.sides.filter(({ source, name }) => source === 'entra' && /^[A-Za-z]\w*$/.test(name));
  return named.map(({ name }) => name);
}
