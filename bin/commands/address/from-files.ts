import { type Address, parseAddress } from '../../../lambda/core/address.ts';
import { type Alert, type AlertRecord, assemble } from '../../../lambda/core/alert.ts';
import {
  countFailures,
  type Dossier,
  type FailedSignIn,
  latestOfEach,
  signInsOfTable,
} from '../../../lambda/core/dossier.ts';
import { type CloudTrailEvent, type DetectorEvent, type SignIn, textOf } from '../../../lambda/core/event.ts';
import { compareText } from '../../../lambda/core/identity.ts';
import { allHold } from '../../../lambda/core/predicate.ts';
import type { EntraSide, Rule } from '../../../lambda/core/rule.ts';
import { touchingExclusions } from './touching-exclusions.ts';

interface FileKnowledge {
  readonly rules: readonly Rule[];
  /** The rules that are disabled: what a failed sign-in is, they say none the less. */
  readonly disabled?: readonly Rule[];
  readonly alerts: readonly AlertRecord[];
}

/** What is known of an address from the events that came from it and the alerts of all events. */
export function dossierFromFiles(
  address: Address,
  events: readonly DetectorEvent[],
  { rules, disabled = [], alerts }: FileKnowledge,
): Dossier {
  const signIns = events.filter((event): event is SignIn => event.source === 'entra');
  const consoleEvents = events.filter((event): event is CloudTrailEvent => event.source === 'cloudtrail');
  const sides = entraSides([...rules, ...disabled]);
  const failed = failuresIn(signIns, sides);
  const failedVersions = new Set(failed.map(({ signIn }) => signIn));
  const names = new Set([...sides.map(({ name }) => name), ...signIns.map((event) => textOf(event, 'Type'))]);
  const tables = [...names].map((table) =>
    signInsOfTable(
      table,
      failed.filter((failure) => failure.table === table),
      { others: signIns.filter((event) => textOf(event, 'Type') === table && !failedVersions.has(event)) },
    ),
  );
  return {
    address,
    source: 'files',
    signIns: tables,
    accounts: countFailures(failed, 'account', tables),
    results: countFailures(failed, 'code', tables),
    consoleEvents: latestOfEach(consoleEvents),
    counted: [],
    alerts: alertsWith(consoleEvents, alerts, rules),
    exclusions: touchingExclusions(address, events, rules),
    notes: disabled.filter((rule) => entraSides([rule]).length > 0).map(countedByDisabled),
    unknown: [],
  };
}

/** Whether an event came from the address. Decoders write addresses in canonical form. */
export function isFrom(address: Address): (event: DetectorEvent) => boolean {
  return (event) => parseAddress(textOf(event, event.source === 'entra' ? 'IPAddress' : 'SourceIpAddress')) === address;
}

type FoundFailure = FailedSignIn & { readonly signIn: SignIn };

/** A failure is what some rule counts as one, before any exclusion and also if it is disabled: its own predicates say so. */
function failuresIn(signIns: readonly SignIn[], sides: readonly EntraSide[]): readonly FoundFailure[] {
  return signIns.flatMap((signIn) => {
    const side = sides.find(({ where }) => allHold(where, signIn));
    if (side === undefined) return [];
    const { id, time } = signIn;
    const account = textOf(signIn, 'UserPrincipalName');
    return [{ signIn, table: side.name, id, time, account, code: textOf(signIn, 'ResultType') }];
  });
}

function entraSides(rules: readonly Rule[]): readonly EntraSide[] {
  return rules.flatMap(({ correlate }) =>
    correlate?.type === 'temporal' ? correlate.sides.filter((side): side is EntraSide => side.source === 'entra') : [],
  );
}

function countedByDisabled({ id }: Rule): string {
  return `The configuration disables the rule ${id}: its failures are counted here, but alert nobody.`;
}

/** Also those that count over users: an alert is the address's if one of its events is. */
function alertsWith(
  events: readonly CloudTrailEvent[],
  alerts: readonly AlertRecord[],
  rules: readonly Rule[],
): readonly Alert[] {
  const ids = new Set(events.map(({ id }) => id));
  const ruleOf = new Map(rules.map((rule) => [rule.id, rule]));
  const told = alerts.flatMap((record) => {
    const rule = ruleOf.get(record.ruleId);
    const concerned = rule !== undefined && record.matches.some(({ id }) => ids.has(id));
    return concerned ? [assemble(rule, record, { revision: 1 })] : [];
  });
  return told.toSorted((a, b) => compareText(a.startTime, b.startTime) || compareText(a.alertId, b.alertId));
}
