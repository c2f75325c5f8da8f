import { type CloudTrailField, type Fielded, textOf } from './event.ts';
import type { GroupColumn } from './rule.ts';

/** What of an alert's events is news to somebody who knows the alert. */
export const namedKinds = ['account', 'user', 'region', 'address'] as const;
export type NamedKind = (typeof namedKinds)[number];

/** What one event names, of what the alert's group columns leave open. */
export type Named = Readonly<Partial<Record<NamedKind, string>>>;

/** The fields that name each, the first of them where the group columns have none. */
const fieldsOf = {
  account: ['RecipientAccountId'],
  user: ['User', 'AccountName', 'UserIdentityUserName'],
  region: ['AWSRegion'],
  address: ['SourceIpAddress', 'SourceAddress'],
} as const satisfies Record<NamedKind, readonly CloudTrailField[]>;

/** The fields that a rule's events may differ in within one alert, by what they name. */
export function openFields(groupBy: readonly GroupColumn[]): Readonly<Partial<Record<NamedKind, CloudTrailField>>> {
  return Object.fromEntries(leftOpenBy(groupBy));
}

/** What an event names in the fields that the group columns leave open; undefined where it is nothing. */
export function namedIn(groupBy: readonly GroupColumn[], event: Fielded): Named | undefined {
  const named: Partial<Record<NamedKind, string>> = {};
  for (const [kind, field] of leftOpenBy(groupBy)) {
    const value = textOf(event, field);
    if (value !== '') named[kind] = value;
  }
  return Object.keys(named).length === 0 ? undefined : named;
}

type OpenFields = readonly (readonly [NamedKind, CloudTrailField])[];

/** Every match asks for it, and it follows from the rule alone: so it is made once for each. */
const leftOpen = new WeakMap<readonly GroupColumn[], OpenFields>();

function leftOpenBy(groupBy: readonly GroupColumn[]): OpenFields {
  const known = leftOpen.get(groupBy);
  if (known !== undefined) return known;
  const grouped = groupBy.flatMap((column) =>
    typeof column === 'string' ? column : 'field' in column ? column.field : [],
  );
  const kinds = namedKinds.filter((kind) => !fieldsOf[kind].some((field) => grouped.includes(field)));
  const open = kinds.map((kind) => [kind, fieldsOf[kind][0]] as const);
  leftOpen.set(groupBy, open);
  return open;
}
