import { neutral } from '../neutral.ts';
import { type Activity, type AddressActivity, consoleFailures, failureCount, loginsOf } from './activity.ts';
import { type Bins, binOf, binsOf } from './bins.ts';
import type { ConcernedAddress } from './concern.ts';
import { spanOf } from './timeline.ts';

/** What failed from one address and who came in, over the time in which it was seen. */
export interface FailureChart {
  readonly address: string;
  readonly bins: Bins;
  /** One for each of the report's kinds of failures, in their order. */
  readonly kinds: readonly FailuresOfKind[];
  readonly logins: readonly ChartedLogin[];
  /** There were more logins than are listed. */
  readonly moreLogins: number;
  /** Counts are lower bounds. */
  readonly atLeast: boolean;
}

interface FailuresOfKind {
  readonly count: number;
  /** A bin, and how many failures in it; bins without are left out. */
  readonly cells: readonly (readonly [number, number])[];
}

interface ChartedLogin {
  /** In milliseconds since 1970. */
  readonly at: number;
  readonly who: string;
  readonly account: string;
  /** As AWS wrote it: `Yes`, `No`, or empty. */
  readonly mfa: string;
}

const mostBins = 48;
const mostLogins = 100;
const longestName = 64;

/** The kinds of failures that a report tells of, in the order of the rules' tables. */
export function kindsOf({ sides }: Activity): readonly string[] {
  return [...new Set([...sides.map(({ name }) => name), consoleFailures])];
}

/** Of the addresses, which the most concerned ones lead, the first `most` from which something failed. */
export function failureCharts(
  addresses: readonly ConcernedAddress[],
  { kinds, most }: { readonly kinds: readonly string[]; readonly most: number },
): readonly FailureChart[] {
  const failing = addresses.flatMap(({ address, activity }) =>
    activity !== undefined && failureCount(activity) > 0 ? [{ address, activity }] : [],
  );
  return failing.slice(0, most).map(({ address, activity }) => chartOf(address, activity, kinds));
}

function chartOf(address: string, activity: AddressActivity, kinds: readonly string[]): FailureChart {
  const logins = loginsOf(activity);
  const failed = [...activity.failures.values()].flatMap((ofKind) => [...ofKind.values()]);
  const [first, last] = spanOf([...failed, ...logins.map(({ time }) => time)]) as NonNullable<
    ReturnType<typeof spanOf>
  >;
  const bins = binsOf(first, last, mostBins);
  return {
    address,
    bins,
    kinds: kinds.map((kind) => ({
      count: failureCount(activity, kind),
      cells: countByBin(bins, activity.failures.get(kind)?.values() ?? []),
    })),
    logins: logins.slice(0, mostLogins).map(({ time, who, root, account, mfa }) => ({
      at: time,
      who: root ? 'root' : neutral(who, longestName),
      account: neutral(account, longestName),
      mfa: neutral(mfa, longestName),
    })),
    moreLogins: Math.max(0, logins.length - mostLogins),
    atLeast: activity.more,
  };
}

function countByBin(bins: Bins, instants: Iterable<Parameters<typeof binOf>[1]>): FailuresOfKind['cells'] {
  const counts = new Map<number, number>();
  for (const instant of instants) {
    const bin = binOf(bins, instant);
    counts.set(bin, (counts.get(bin) ?? 0) + 1);
  }
  return [...counts].toSorted(([a], [b]) => a - b);
}
