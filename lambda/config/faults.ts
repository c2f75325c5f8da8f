import * as v from 'valibot';

/** One thing that is wrong in a configuration, and where. */
export interface Fault {
  /** The keys and indices that lead there; empty for the whole. */
  readonly path: readonly (string | number)[];
  /** What is wrong there, to be read after the place: `must be …, not …`. */
  readonly message: string;
}

const longestShown = 80;

/** One sentence: `subscribers.people[1].endpoint must be a mail address, not "alice".` */
export function sentenceOf({ path, message }: Fault): string {
  return `${placeOf(path)} ${message}.`;
}

export function faultOf(issue: v.BaseIssue<unknown>): Fault {
  const path = issue.path?.map(({ key }) => (typeof key === 'number' ? key : String(key)));
  return { path: path ?? [], message: issue.message };
}

/** Keys that valibot passes over in silence, as they could reach an object's prototype. None is known anywhere. */
export function unseenKeys(value: unknown, path: Fault['path'] = []): readonly Fault[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => {
    const place = [...path, Array.isArray(value) ? Number(key) : key];
    const here = /^(__proto__|prototype|constructor)$/.test(key) ? [{ path: place, message: 'is not known here' }] : [];
    return [...here, ...unseenKeys(item, place)];
  });
}

/** The message of a value that is not as it must be; with the value, or that it is missing. */
export function must(be: string) {
  return ({ input }: { readonly input: unknown }): string =>
    input === undefined ? `is missing: it must be ${be}` : `must be ${be}, not ${show(input)}`;
}

/** Text of one form. */
export function mustMatch(form: RegExp, be: string) {
  return v.pipe(v.string(must(be)), v.regex(form, must(be)));
}

/**
 * A mapping of these keys and no others. Unlike valibot's own `strictObject`, which stops at the first unknown key, it
 * names every one; to the types it is the same. For the options of a `variant`; elsewhere use `mapping`.
 */
export function option<const Entries extends v.ObjectEntries>(entries: Entries) {
  const unknownKey = v.never(`is not known here; known are ${Object.keys(entries).join(', ')}`);
  const message = 'is missing';
  return v.objectWithRest(entries, unknownKey, message) as unknown as v.StrictObjectSchema<Entries, typeof message>;
}

/** The same, and no list: to valibot that is an object too. */
export function mapping<const Entries extends v.ObjectEntries>(entries: Entries) {
  return v.pipe(v.custom<unknown>(isMapping, must(`a mapping of ${Object.keys(entries).join(', ')}`)), option(entries));
}

/** The message where no option fits, for a value that is no mapping and for one whose `key` is none of the values. */
export function mustBeOneOf(key: string, values: string) {
  return (issue: { readonly path?: unknown; readonly input: unknown }): string =>
    must(issue.path === undefined ? `a mapping whose ${key} is ${values}` : values)(issue);
}

export function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function placeOf(path: Fault['path']): string {
  if (path.length === 0) return 'the configuration';
  return path.map(stepOf).join('').replace(/^\./, '');
}

/** A name of the writer's own may be anything: over several lines, as YAML's complex keys are, or with control characters. */
function stepOf(key: string | number): string {
  if (typeof key === 'number') return `[${key}]`;
  return /^[^\p{C}\s]{1,80}$/u.test(key) ? `.${key}` : `[${show(key)}]`;
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length <= longestShown ? text : `${text.slice(0, longestShown)}…`;
}
