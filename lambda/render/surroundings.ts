import type { Alert, SideContext, ValueCounts } from '../core/alert.ts';
import { hiddenName } from './hidden-name.ts';
import { neutral } from './neutral.ts';
import { ownValues, type Values } from './own-values.ts';
import { resultCodeInWords } from './result-codes.ts';
import { timeSpan } from './when.ts';

/** One thing that is known around an alert's events: a label, and texts that are safe to show. */
export interface Surrounding {
  readonly label: string;
  readonly items: readonly string[];
}

const mostCharacters = 48;

/** Fields of the alert's own events, in the order in which they are shown. */
const ownLabels: Readonly<Record<string, string>> = {
  User: 'users',
  SourceIpAddress: 'addresses',
  RecipientAccountId: 'accounts',
  AWSRegion: 'regions',
};

/**
 * What an analyst asks next about a correlated alert: what stands beside its events, or, where no other events belong to
 * it, what its own events name besides the columns. Empty where neither is known.
 */
export function surroundings(alert: Alert): readonly Surrounding[] {
  const { sides, first, last, values = {} } = alert.context;
  if (sides === undefined) return named(ownValues(alert));
  if (sides.length === 0) return [];
  const { UserPrincipalName: accounts, ResultType: results, User: users, ...others } = values;
  return [
    ...(results === undefined ? beside(sides, during(first, last)) : failures(sides, during(first, last))),
    ...(accounts === undefined ? [] : [{ label: 'accounts', items: tried(accounts) }]),
    ...(results === undefined
      ? []
      : [{ label: 'results', items: counted(results, (code) => neutral(resultCodeInWords(code))) }]),
    ...(users === undefined ? [] : [{ label: 'by', items: counted(users, (name) => neutral(name, mostCharacters)) }]),
    ...Object.entries(others).map(([field, counts]) => ({
      label: field,
      items: counted(counts, (value) => neutral(value, mostCharacters)),
    })),
  ];
}

function named(values: Values): readonly Surrounding[] {
  const fields = [...new Set([...Object.keys(ownLabels), ...Object.keys(values)])];
  return fields.flatMap((field) => {
    const counts = values[field];
    if (counts === undefined || counts.distinct === 0) return [];
    return [{ label: ownLabels[field] ?? field, items: counted(counts, shown) }];
  });
}

function shown(value: string): string {
  return value === hiddenName ? 'unknown user names' : neutral(value, mostCharacters);
}

function failures(sides: readonly SideContext[], when: readonly string[]): readonly Surrounding[] {
  return [
    { label: 'failures', items: [total(sides), ...when] },
    { label: 'by table', items: sides.map(inSide) },
  ];
}

function beside(sides: readonly SideContext[], when: readonly string[]): readonly Surrounding[] {
  const items = sides.map(({ name, count, atLeast: bound }) => `${name} ${bound ? `at least ${count}` : `×${count}`}`);
  return [{ label: 'with it', items: [...items, ...when] }];
}

function inSide(side: SideContext): string {
  return `${side.name} ${atLeast(side)}`;
}

function total(sides: readonly SideContext[]): string {
  const count = sides.reduce((sum, side) => sum + side.count, 0);
  return atLeast({ count, atLeast: sides.some((side) => side.atLeast) });
}

function atLeast({ count, atLeast: bound }: Pick<SideContext, 'count' | 'atLeast'>): string {
  return bound ? `at least ${count}` : String(count);
}

function during(first: string | undefined, last: string | undefined): readonly string[] {
  return first === undefined || last === undefined ? [] : [timeSpan(first, last)];
}

function tried(accounts: ValueCounts): readonly string[] {
  const [first, ...rest] = counted(accounts, (name) => neutral(name, mostCharacters));
  return first === undefined ? [] : [`${accounts.distinct} tried: ${first}`, ...rest];
}

function counted({ distinct, top }: ValueCounts, show: (value: string) => string): readonly string[] {
  const items = top.map(({ value, count }) => `${show(value)} ×${count}`);
  return distinct > top.length ? [...items, `and ${distinct - top.length} more`] : items;
}
