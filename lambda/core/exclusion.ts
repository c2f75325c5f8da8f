import type { Address } from './address.ts';
import { type AddressRange, inRange, parseRange } from './address-range.ts';
import { type CloudTrailField, type DetectorEvent, type SignInField, type Source, textOf } from './event.ts';
import { isLike } from './glob.ts';
import { digest } from './identity.ts';
import type { Instant } from './time.ts';

/** What a team knows to be harmless: events that a rule leaves out, or takes less seriously. */
export interface Exclusion {
  readonly id: string;
  /** The ids of the rules that it is for. */
  readonly rules: 'all' | readonly string[];
  /** Every field that is named must match, by any one of its values. */
  readonly match: ExclusionMatch;
  readonly effect: ExclusionEffect;
  readonly reason: string;
  readonly owner: string;
  /** It does nothing to events from this time on: to the event's time, so that a replay and the cloud agree. */
  readonly expires?: Instant;
}

/** `drop`: the rule does not see the event. `lower`: the event's match is one severity step less. */
export type ExclusionEffect = 'drop' | 'lower';

/** By field: ranges of addresses in `sourceIp`, in the others texts in which `*` and `?` stand for others. */
export type ExclusionMatch = Readonly<Partial<Record<ExclusionField, readonly string[]>>>;
export type ExclusionField = keyof typeof exclusionFields;

/**
 * The fields of an event behind each field of `match`; one of them is enough. A source that has none is never touched by
 * an exclusion that names the field, and an empty field matches nothing, not even `*`.
 */
const exclusionFields = {
  sourceIp: { cloudtrail: ['SourceAddress'], entra: ['SourceAddress'] },
  user: { cloudtrail: ['User', 'FullAccountName'], entra: ['UserPrincipalName'] },
  account: { cloudtrail: ['RecipientAccountId'], entra: [] },
  role: { cloudtrail: ['SessionRole'], entra: [] },
  application: { cloudtrail: [], entra: ['AppDisplayName', 'AppId'] },
  operation: { cloudtrail: ['EventName'], entra: ['OperationName'] },
  resultCode: { cloudtrail: [], entra: ['ResultType'] },
  userAgent: { cloudtrail: ['UserAgent'], entra: ['UserAgent'] },
  samlProvider: { cloudtrail: ['SamlProviderArn'], entra: [] },
} as const satisfies Record<
  string,
  { readonly cloudtrail: readonly CloudTrailField[]; readonly entra: readonly SignInField[] }
>;

/** What exclusions do to one event under one rule. An event that is dropped cannot be lowered as well. */
export interface Treatment {
  readonly effect: ExclusionEffect;
  /** All that have this effect on it. */
  readonly by: readonly Exclusion[];
}

/** What these exclusions do to an event, and which; undefined where they leave it alone. */
export function treatmentOf(exclusions: readonly Exclusion[], event: DetectorEvent): Treatment | undefined {
  const touching = exclusions.filter((exclusion) => touches(exclusion, event));
  if (touching.length === 0) return undefined;
  const drops = touching.filter(({ effect }) => effect === 'drop');
  return drops.length > 0 ? { effect: 'drop', by: drops } : { effect: 'lower', by: touching };
}

/** Whether the event is one of those that the exclusion describes, and came before it expired. */
export function touches(exclusion: Exclusion, event: DetectorEvent): boolean {
  if (expiredAt(exclusion, event.time)) return false;
  return matcherOf(exclusion)(event);
}

export function expiredAt({ expires }: Exclusion, time: Instant): boolean {
  return expires !== undefined && expires <= time;
}

export function isFor(ruleId: string, { rules }: Pick<Exclusion, 'rules'>): boolean {
  return rules === 'all' || rules.includes(ruleId);
}

/** The sources whose events have all the fields that are named. */
export function sourcesOf(match: ExclusionMatch): readonly Source[] {
  const fields = Object.keys(match) as ExclusionField[];
  return (['cloudtrail', 'entra'] as const).filter((source) =>
    fields.every((field) => exclusionFields[field][source].length > 0),
  );
}

/**
 * A digest of what exclusions filter, whatever their names, reasons and order; the same for all that filter nothing.
 * A stream that was thinned behind one filter must not be read behind another.
 */
export function filterDigest(exclusions: readonly Exclusion[]): string {
  const filters = exclusions.map(({ match, expires }) => {
    const fields = Object.entries(match).map(([field, values]) => [field, values.toSorted()] as const);
    return digest([Object.fromEntries(fields), expires ?? null]);
  });
  return digest(filters.toSorted());
}

type Matcher = (event: DetectorEvent) => boolean;

/** Exclusions are data; what it takes to match them quickly is made once for each. */
const matchers = new WeakMap<Exclusion, Matcher>();

function matcherOf(exclusion: Exclusion): Matcher {
  const known = matchers.get(exclusion);
  if (known !== undefined) return known;
  const fields = Object.entries(exclusion.match) as [ExclusionField, readonly string[]][];
  const conditions = fields.map(([field, values]) => conditionOf(field, values));
  const matcher: Matcher = (event) => conditions.every((holds) => holds(event));
  matchers.set(exclusion, matcher);
  return matcher;
}

function conditionOf(field: ExclusionField, values: readonly string[]): Matcher {
  const fits = field === 'sourceIp' ? inAnyOf(values.map(rangeOf)) : likeAnyOf(values);
  return (event) =>
    exclusionFields[field][event.source].some((name) => {
      const text = textOf(event, name);
      return text !== '' && fits(text);
    });
}

/** The field holds canonical addresses and nothing else. */
function inAnyOf(ranges: readonly AddressRange[]): (address: string) => boolean {
  return (address) => ranges.some((range) => inRange(address as Address, range));
}

function likeAnyOf(patterns: readonly string[]): (text: string) => boolean {
  return (text) => patterns.some((pattern) => isLike(text, pattern));
}

function rangeOf(text: string): AddressRange {
  const range = parseRange(text);
  if (range === undefined) throw new RangeError(`expected an address or a range of addresses, found ${text}`);
  return range;
}
