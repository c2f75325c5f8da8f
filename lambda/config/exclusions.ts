import * as v from 'valibot';
import { parseRange } from '../core/address-range.ts';
import { type Exclusion, type ExclusionField, expiredAt, sourcesOf } from '../core/exclusion.ts';
import { formatInstant, type Instant, parseInstant } from '../core/time.ts';
import { mapping, must, mustMatch } from './faults.ts';
import { resultCode } from './rule-settings.ts';

/** An exclusion as it is written: `expires` is a date or a time, as text. */
export interface ExclusionSettings extends Omit<Exclusion, 'expires'> {
  readonly expires?: string;
}

export function exclusionsSchema(ruleId: v.GenericSchema<unknown, string>) {
  const effects = must('"drop" or "lower"');
  const exclusion = v.pipe(
    mapping({
      id: mustMatch(/^[a-z0-9][a-z0-9-]{0,63}$/, 'a name of small letters, digits and -'),
      rules: v.nullish(rulesSchema(ruleId), 'all'),
      match: matchSchema(),
      effect: v.picklist(['drop', 'lower'], effects),
      reason: sentence('the reason, for who reads it in a year'),
      owner: sentence('who answers for it'),
      expires: v.exactOptional(
        v.pipe(
          v.string(must(dateForm)),
          v.check((text) => parseExpiry(text) !== undefined, must(dateForm)),
        ),
      ),
    }),
    v.forward(
      v.check(
        ({ match, effect }) => effect === 'drop' || sourcesOf(match).includes('cloudtrail'),
        'must be "drop": only console events have a severity, and none has all the fields that it matches',
      ),
      ['effect'],
    ),
  );
  return v.nullish(v.pipe(v.array(exclusion, must('a list')), eachOnce()), []);
}

/** The exclusions as the engine takes them. */
export function toExclusions(settings: readonly ExclusionSettings[]): readonly Exclusion[] {
  return settings.map(({ expires, ...exclusion }) => {
    const end = expires === undefined ? undefined : parseExpiry(expires);
    return { ...exclusion, ...(end !== undefined && { expires: end }) };
  });
}

/** A sentence for each exclusion that does nothing to events of `at` and later, as it has expired. */
export function expiryWarnings(exclusions: readonly Exclusion[], at: Instant): readonly string[] {
  return exclusions
    .filter((exclusion) => expiredAt(exclusion, at))
    .map(
      ({ id, owner, expires = at }) =>
        `The exclusion ${id} has expired and does nothing to events since ${formatInstant(expires)}; its owner is ${owner}.`,
    );
}

const dateForm = 'a date such as 2027-06-30, or a time such as 2027-06-30T18:00:00Z';

/** A date means its beginning, in UTC: on that day the exclusion has no effect any more. */
function parseExpiry(text: string): Instant | undefined {
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return parseInstant(`${text}T00:00:00Z`);
  return /^\d{4}-\d{2}-\d{2}T/.test(text) ? parseInstant(text) : undefined;
}

function rulesSchema(ruleId: v.GenericSchema<unknown, string>) {
  const all = (value: unknown): boolean => value === 'all';
  return v.lazy((value): v.GenericSchema<unknown, 'all' | string[]> => {
    if (all(value)) return v.custom<'all'>(all);
    return oneOrSome(ruleId, '"all", or the ids of one rule or more');
  });
}

function matchSchema() {
  const text = sentence('a text, in which * and ? stand for others');
  const range = v.pipe(
    v.string(must(rangeForm)),
    v.check((value) => parseRange(value) !== undefined, must(rangeForm)),
  );
  const account = mustMatch(/^(?:\d{12}|[\d*?]*[*?][\d*?]*)$/, 'an account id of 12 digits, in quotes');
  const code = resultCode(/^[\d*?]{1,7}$/, 'a result code, such as 50126');
  return v.pipe(
    mapping({
      sourceIp: field(range),
      user: field(text),
      account: field(account),
      role: field(text),
      application: field(text),
      operation: field(text),
      resultCode: field(code),
      userAgent: field(text),
      samlProvider: field(text),
    } satisfies Record<ExclusionField, unknown>),
    v.check(
      (match) => Object.keys(match).length > 0,
      'must name at least one field: to switch a rule off, say enabled: false there',
    ),
    v.check(
      (match) => sourcesOf(match).length > 0,
      ({ input }) =>
        `can never match: no event has all of ${Object.keys(input).join(', ')}, as some are only in console events and others only in Entra sign-ins`,
    ),
  );
}

const rangeForm =
  'an address, or a range such as 203.0.113.0/24 with a prefix of 1 or more and no bits set behind it, IPv4 written as such';

function field(value: v.GenericSchema<unknown, string>) {
  return v.exactOptional(oneOrSome(value, 'one value or a list of them'));
}

/** One value, or a list of one or more; a list either way. */
function oneOrSome(value: v.GenericSchema<unknown, string>, be: string): v.GenericSchema<unknown, string[]> {
  const list = v.pipe(v.array(value, must(be)), v.minLength(1, must(be)));
  const one = v.pipe(
    value,
    v.transform((only) => [only]),
  );
  return v.lazy((input): v.GenericSchema<unknown, string[]> => (typeof input === 'object' ? list : one));
}

function sentence(be: string) {
  return v.pipe(
    v.string(must(be)),
    v.check((text) => text.trim() !== '', must(be)),
  );
}

/** No two of one id: it is what reports and digests name. */
function eachOnce<Settings extends { readonly id: string }>() {
  return v.rawCheck<Settings[]>(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    const ids = dataset.value.map(({ id }) => id);
    for (const [index, id] of ids.entries()) {
      if (ids.indexOf(id) === index) continue;
      const path = { type: 'array', origin: 'value', input: dataset.value, key: index, value: id } as const;
      addIssue({ message: 'has the same id as one above', input: id, path: [path] });
    }
  });
}
