import type { Address } from '../../core/address.ts';
import type { Alert } from '../../core/alert.ts';
import { compareText } from '../../core/identity.ts';
import { severities } from '../../core/rule.ts';
import { atAGlance } from '../glance.ts';
import { type Activity, type AddressActivity, failureCount } from './activity.ts';

/** How many alerts name somebody, by the places of the severities, and how many signals do. */
interface Named {
  readonly alerts: readonly number[];
  readonly signals: number;
}

export interface ConcernedAccount extends Named {
  /** The person or role; absent where the alerts know only the AWS account. */
  readonly who?: string;
  readonly account?: string;
  /** Distinct addresses in these alerts. */
  readonly addresses: number;
}

export interface ConcernedAddress extends Named {
  readonly address: string;
  /** Absent where nothing was seen of it but its alerts. */
  readonly activity?: AddressActivity;
}

interface Naming {
  readonly alerts: number[];
  signals: number;
  readonly addresses: Set<string>;
}

/** The accounts that alerts and signals name, the most concerned first: by alerts from High downwards, then by signals. */
export function concernedAccounts(alerts: readonly Alert[]): readonly ConcernedAccount[] {
  const named = naming(alerts, ({ who, accountId }) =>
    who === undefined && accountId === undefined ? undefined : JSON.stringify([who ?? null, accountId ?? null]),
  );
  const accounts = [...named].map(([key, { addresses, ...counts }]) => {
    const [who, account]: (string | null)[] = JSON.parse(key);
    return { key, ...counts, addresses: addresses.size, ...(who && { who }), ...(account && { account }) };
  });
  return accounts
    .toSorted((a, b) => moreConcerned(a, b) || compareText(a.key, b.key))
    .map(({ key: _, ...account }) => account);
}

/** Likewise the addresses; between equals that with more failures, which also come without any alert. */
export function concernedAddresses(alerts: readonly Alert[], { byAddress }: Activity): readonly ConcernedAddress[] {
  const named = naming(alerts, ({ address }) => address);
  const failing = [...byAddress].filter(([, activity]) => failureCount(activity) > 0).map(([address]) => address);
  const all = new Set<string>([...named.keys(), ...failing]);
  const addresses = [...all].map((address) => {
    const { alerts: counts, signals } = named.get(address) ?? nobody();
    const activity = byAddress.get(address as Address); // no address where the map has none of that name
    return { address, alerts: counts, signals, ...(activity !== undefined && { activity }) };
  });
  const failures = ({ activity }: ConcernedAddress) => (activity === undefined ? 0 : failureCount(activity));
  return addresses.toSorted(
    (a, b) => byAlerts(a, b) || failures(b) - failures(a) || b.signals - a.signals || compareText(a.address, b.address),
  );
}

function naming(
  alerts: readonly Alert[],
  keyOf: (glance: ReturnType<typeof atAGlance>) => string | undefined,
): Map<string, Naming> {
  const named = new Map<string, Naming>();
  for (const alert of alerts) {
    const glance = atAGlance(alert);
    const key = keyOf(glance);
    if (key === undefined) continue;
    const counts = named.get(key) ?? nobody();
    named.set(key, counts);
    const place = severities.indexOf(alert.severity);
    if (alert.signal) counts.signals += 1;
    else counts.alerts[place] = (counts.alerts[place] ?? 0) + 1;
    if (glance.address !== undefined) counts.addresses.add(glance.address);
  }
  return named;
}

function nobody(): Naming {
  return { alerts: severities.map(() => 0), signals: 0, addresses: new Set() };
}

function moreConcerned(a: Named, b: Named): number {
  return byAlerts(a, b) || b.signals - a.signals;
}

function byAlerts(a: Named, b: Named): number {
  const [place] = severities
    .keys()
    .filter((each) => a.alerts[each] !== b.alerts[each])
    .toArray()
    .slice(-1);
  return place === undefined ? 0 : (b.alerts[place] ?? 0) - (a.alerts[place] ?? 0);
}
