import { type Address, parseAddress } from '../../core/address.ts';
import { type DetectorEvent, textOf } from '../../core/event.ts';
import { compareText } from '../../core/identity.ts';
import { allHold, where } from '../../core/predicate.ts';
import type { EntraSide, Rule } from '../../core/rule.ts';
import type { Instant } from '../../core/time.ts';

/**
 * Who failed and who came in, by address. Grows while events are read, up to its limits: an attacker chooses how many
 * events and addresses there are. Within the limits it is exact, and neither order nor copies make a difference.
 */
export interface Activity {
  readonly limits: ActivityLimits;
  /** What the rules count as failed sign-ins, whether they are chosen or not; exclusions leave it alone. */
  readonly sides: readonly EntraSide[];
  readonly byAddress: Map<Address, AddressActivity>;
  /** Of failures and logins. */
  kept: number;
  /** Events of addresses that are not here were left out. */
  full: boolean;
}

interface ActivityLimits {
  /** Events of all addresses. */
  readonly events: number;
  /** Events of one kind from one address. */
  readonly eventsOfKind: number;
}

export interface AddressActivity {
  /** By kind: the name of a table of sign-ins, or `consoleFailures`. Each distinct event by its id. */
  readonly failures: Map<string, Map<string, Instant>>;
  /** Console logins that succeeded, by id. */
  readonly logins: Map<string, Login>;
  /** More than this came. */
  more: boolean;
}

export interface Login {
  readonly time: Instant;
  readonly version: string;
  readonly who: string;
  readonly root: boolean;
  readonly account: string;
  readonly mfa: string;
}

/** The kind of console logins that failed. */
export const consoleFailures = 'AWS console';

const usualLimits: ActivityLimits = { events: 500_000, eventsOfKind: 20_000 };

const login = [where('EventName').is('ConsoleLogin'), where('LoginResult').is('Success')];
const failedLogin = [where('EventName').is('ConsoleLogin'), where('LoginResult').is('Failure')];

/** `rules` say which sign-ins are failures. */
export function newActivity(rules: readonly Rule[], limits: ActivityLimits = usualLimits): Activity {
  const sides = rules.flatMap(({ correlate }) => (correlate?.type === 'temporal' ? correlate.sides : []));
  return {
    limits,
    sides: sides.filter((side): side is EntraSide => side.source === 'entra'),
    byAddress: new Map(),
    kept: 0,
    full: false,
  };
}

/** Takes an event down, if it is a failure or a login with an address. */
export function note(activity: Activity, event: DetectorEvent): void {
  const address = parseAddress(textOf(event, 'SourceAddress'));
  if (address === undefined) return;
  switch (event.source) {
    case 'entra': {
      const side = activity.sides.find((each) => allHold(each.where, event));
      if (side !== undefined) noteFailure(activity, address, side.name, event);
      return;
    }
    case 'cloudtrail':
      if (allHold(failedLogin, event)) noteFailure(activity, address, consoleFailures, event);
      else if (allHold(login, event)) noteLogin(activity, address, event);
      return;
    default:
      event satisfies never;
  }
}

function noteFailure(activity: Activity, address: Address, kind: string, { id, time }: DetectorEvent): void {
  const known = knownOf(activity, address);
  const failures = known?.failures.get(kind) ?? new Map<string, Instant>();
  const before = failures.get(id);
  if (known === undefined || !hasRoom(activity, known, { size: failures.size, isNew: before === undefined })) return;
  known.failures.set(kind, failures);
  if (before === undefined || time < before) failures.set(id, time); // of two versions the earlier one, in any order
}

function noteLogin(activity: Activity, address: Address, event: DetectorEvent): void {
  const known = knownOf(activity, address);
  const before = known?.logins.get(event.id);
  if (known === undefined || !hasRoom(activity, known, { size: known.logins.size, isNew: before === undefined }))
    return;
  const { time, version } = event;
  const comesFirst = before === undefined || time < before.time || (time === before.time && version < before.version);
  if (comesFirst) known.logins.set(event.id, loginOf(event));
}

function loginOf(event: DetectorEvent): Login {
  return {
    time: event.time,
    version: event.version,
    who: textOf(event, 'FullAccountName'),
    root: textOf(event, 'UserIdentityType') === 'Root',
    account: textOf(event, 'RecipientAccountId'),
    mfa: textOf(event, 'MFAUsed'),
  };
}

/** What is known of an address, which may be new; undefined once no further address is taken. */
function knownOf(activity: Activity, address: Address): AddressActivity | undefined {
  const known = activity.byAddress.get(address);
  if (known !== undefined) return known;
  if (activity.kept >= activity.limits.events) {
    activity.full = true;
    return undefined;
  }
  const begun: AddressActivity = { failures: new Map(), logins: new Map(), more: false };
  activity.byAddress.set(address, begun);
  return begun;
}

function hasRoom(
  activity: Activity,
  known: AddressActivity,
  { size, isNew }: { readonly size: number; readonly isNew: boolean },
): boolean {
  if (!isNew) return true;
  const { limits } = activity;
  if (size >= limits.eventsOfKind || activity.kept >= limits.events) {
    known.more = true;
    return false;
  }
  activity.kept += 1;
  return true;
}

/** In the order of time. */
export function loginsOf({ logins }: AddressActivity): readonly Login[] {
  return [...logins.values()].toSorted((a, b) => a.time - b.time || compareText(a.version, b.version));
}

/** Failures of all kinds, or of one. */
export function failureCount({ failures }: AddressActivity, kind?: string): number {
  if (kind !== undefined) return failures.get(kind)?.size ?? 0;
  return [...failures.values()].reduce((sum, ofKind) => sum + ofKind.size, 0);
}
