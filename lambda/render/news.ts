import type { Alert } from '../core/alert.ts';
import type { Circumstance } from '../core/rule.ts';
import type { News, NewValues } from '../core/told.ts';
import { hiddenName } from './hidden-name.ts';
import { neutral } from './neutral.ts';

const mostShown = 3;
const mostCharacters = 48;

/** How values of each kind are told, one and several. */
const words = {
  user: ['of the user', 'of the users'],
  account: ['in the account', 'in the accounts'],
  address: ['from the address', 'from the addresses'],
  region: ['in the Region', 'in the Regions'],
} as const satisfies Partial<Record<keyof News, readonly [string, string]>>;
const kinds = ['user', 'account', 'address', 'region'] as const;

/**
 * What an update tells that was not told before: sentences without a full stop, what weighs most first, safe to show.
 * `raising` are the circumstances that can have raised its severity. None for an alert that is no update.
 */
export function newsInWords({ kind, news }: Alert, raising: readonly Circumstance[] = []): readonly string[] {
  if (kind !== 'update') return [];
  if (news === undefined) return ['It was told before, and has grown since'];
  return [
    ...(news.severity === undefined ? [] : [severity(news.severity, raising)]),
    ...kinds.flatMap((each) => named(each, news[each])),
    ...(news.eventCount === undefined ? [] : [eventCount(news.eventCount)]),
  ];
}

function severity({ from, to }: NonNullable<News['severity']>, raising: readonly Circumstance[]): string {
  const why = raising.map(({ because }) => because).join('; or ');
  return `Now ${to}, it was told as ${from}${why === '' ? '' : `: ${why}`}`;
}

/** AWS writes one name for all users that do not exist: it is none to list. Root is never among those left out. */
function named(kind: (typeof kinds)[number], found: NewValues | undefined): readonly string[] {
  if (found === undefined) return [];
  const known = found.values.filter((value) => value !== hiddenName);
  const names = known.toSorted((a, b) => Number(b === 'root') - Number(a === 'root'));
  const hidden = found.values.length - names.length;
  const count = found.distinct - hidden;
  const shown = names.slice(0, mostShown).map((value) => neutral(value, mostCharacters));
  const [one, several] = words[kind];
  return [
    ...(count === 0 ? [] : [`Now also ${count === 1 ? one : several} ${listed(shown, count - shown.length)}`]),
    ...(hidden === 0 ? [] : ['Now also of users that do not exist, whose names AWS hides']),
  ];
}

/** `a`, `a and b`, `a, b and c`, `a, b, c and 4 more`. */
function listed(shown: readonly string[], more: number): string {
  const items = more > 0 ? [...shown, `${more} more`] : shown;
  return items.length === 1 ? String(items[0]) : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}

function eventCount({ from, to }: NonNullable<News['eventCount']>): string {
  return `Now ${to} events, ${from} ${from === 1 ? 'was' : 'were'} told`;
}
