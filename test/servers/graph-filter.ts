/** What a `$filter` of sign-ins may say. All conditions must hold: of the operators between them, only `and` is known. */
export type Condition =
  | { readonly field: 'createdDateTime'; readonly operator: 'ge' | 'le' | 'eq'; readonly time: ExactTime }
  | { readonly field: 'signInEventTypes'; readonly type: string };

/** A time to Graph's 100 nanoseconds, as text of fixed width: it sorts as text. */
export type ExactTime = string & { readonly unit: 'exact time' };

/** The filter is none that Graph would take; the message is Graph's. */
export class InvalidFilter extends Error {
  constructor(message = 'Invalid filter clause') {
    super(message);
    this.name = 'InvalidFilter';
  }
}

const token = /\s*(?:(\d{4}-\d\d-\d\dT[\d:.]+Z)|('(?:[^']|'')*')|([A-Za-z][A-Za-z/]*)|([():]))/y;
const eventTypes = ['interactiveUser', 'nonInteractiveUser', 'servicePrincipal', 'managedIdentity'];

/**
 * Reads a filter as Graph does: `createdDateTime` with `ge`, `le` or `eq` (https://learn.microsoft.com/graph/api/signin-list),
 * and in beta `signInEventTypes/any(t: t eq '…')`. Throws InvalidFilter for all else.
 */
export function parseFilter(text: string, version: 'v1.0' | 'beta'): readonly Condition[] {
  const tokens = tokensOf(text);
  const conditions = conjunction(tokens);
  if (tokens.length > 0) throw new InvalidFilter();
  if (version === 'v1.0' && conditions.some(({ field }) => field === 'signInEventTypes')) {
    throw new InvalidFilter("Could not find a property named 'signInEventTypes' on type 'microsoft.graph.signIn'.");
  }
  return conditions;
}

/** Throws where the text is no time as Graph writes it. */
export function exactTime(text: string): ExactTime {
  const [, second, fraction = ''] = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,7}))?Z$/.exec(text) ?? [];
  if (second === undefined || Number.isNaN(Date.parse(text))) throw new InvalidFilter();
  return `${second}.${fraction.padEnd(7, '0')}Z` as ExactTime;
}

/** In order; each step takes what it reads from the front. */
function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  token.lastIndex = 0;
  while (token.lastIndex < text.trimEnd().length) {
    const found = token.exec(text);
    if (found === null) throw new InvalidFilter();
    tokens.push(found[0].trim());
  }
  return tokens;
}

function conjunction(tokens: string[]): readonly Condition[] {
  const conditions = [...term(tokens)];
  while (tokens[0] === 'and') {
    tokens.shift();
    conditions.push(...term(tokens));
  }
  return conditions;
}

function term(tokens: string[]): readonly Condition[] {
  switch (tokens.shift()) {
    case '(': {
      const conditions = conjunction(tokens);
      expect(tokens, ')');
      return conditions;
    }
    case 'createdDateTime': {
      const operator = tokens.shift();
      if (operator !== 'ge' && operator !== 'le' && operator !== 'eq') throw new InvalidFilter();
      return [{ field: 'createdDateTime', operator, time: exactTime(tokens.shift() ?? '') }];
    }
    case 'signInEventTypes/any': {
      expect(tokens, '(');
      const variable = tokens.shift() ?? '';
      expect(tokens, ':');
      expect(tokens, variable);
      expect(tokens, 'eq');
      const type = (tokens.shift() ?? '').replaceAll(/^'|'$/g, '');
      expect(tokens, ')');
      if (!eventTypes.includes(type)) throw new InvalidFilter();
      return [{ field: 'signInEventTypes', type }];
    }
    default:
      throw new InvalidFilter();
  }
}

function expect(tokens: string[], expected: string): void {
  if (tokens.shift() !== expected) throw new InvalidFilter();
}
