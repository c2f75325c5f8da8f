import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Address } from '../../lambda/core/address.ts';
import type { DetectorEvent } from '../../lambda/core/event.ts';
import {
  type Activity,
  consoleFailures,
  failureCount,
  loginsOf,
  newActivity,
  note,
} from '../../lambda/render/report/activity.ts';
import { rules } from '../../lambda/rules/index.ts';
import { at, failure, login } from '../core/events.ts';

const address = '203.0.113.7' as Address;
const refused = { LoginResult: 'Failure' };

function activityOf(events: readonly DetectorEvent[], limits?: Activity['limits']): Activity {
  const activity = newActivity(rules, limits);
  for (const event of events) note(activity, event);
  return activity;
}

const events = [
  failure('a', at(10), address),
  failure('a', at(5), address), // the same sign-in under an earlier time
  failure('b', at(20), address),
  failure('c', at(30), address, { Type: 'AADNonInteractiveUserSignInLogs' }),
  login('d', at(40), address, refused),
  login('e', at(50), address, { FullAccountName: 'carol', MFAUsed: 'No' }),
  login('e', at(45), address, { FullAccountName: 'carol', MFAUsed: 'No' }),
  failure('f', at(60), '198.51.100.9'),
];

describe('the activity of addresses', () => {
  it('counts each failure once, by table, and knows the logins that succeeded', () => {
    const known = activityOf(events).byAddress.get(address);

    expect(known && failureCount(known, 'SigninLogs')).toBe(2);
    expect(known && failureCount(known, 'AADNonInteractiveUserSignInLogs')).toBe(1);
    expect(known && failureCount(known, consoleFailures)).toBe(1);
    expect(known && loginsOf(known)).toMatchObject([{ time: at(45), who: 'carol', mfa: 'No', root: false }]);
  });

  it('leaves out what is no failure to the rules, and what has no address', () => {
    const { byAddress } = activityOf([
      failure('a', at(0), address, { ResultType: '0' }),
      failure('b', at(0), address, { Type: 'ManagedIdentitySignInLogs' }),
      failure('c', at(0), 'AWS Internal'),
      login('d', at(0), ''),
      login('e', at(0), address, { EventName: 'CreateLoginProfile' }),
    ]);

    expect([...byAddress.keys()]).toEqual([]);
  });

  it('is the same for any order and repetition of the events', () => {
    const expected = contentOf(activityOf(events));

    fc.assert(
      fc.property(fc.shuffledSubarray(events, { minLength: events.length }), fc.subarray(events), (all, repeated) => {
        expect(contentOf(activityOf([...all, ...repeated]))).toEqual(expected);
      }),
    );
  });

  it('keeps no more of one kind from one address than its limit, and says that there was more', () => {
    const many = Array.from({ length: 30 }, (_, index) => failure(`id-${index}`, at(index), address));

    const { byAddress } = activityOf([...many, ...many], { events: 1_000, eventsOfKind: 10 });

    expect(byAddress.get(address)).toMatchObject({ more: true });
    expect(byAddress.get(address)?.failures.get('SigninLogs')?.size).toBe(10);
  });

  it('keeps no more in all than its limit, however many addresses there are, and says so', () => {
    const many = Array.from({ length: 300 }, (_, index) => failure('id', at(index), `198.51.100.${index % 250}`));
    const spread = many.map((event, index) => ({ ...event, id: String(index) }));

    const activity = activityOf(spread, { events: 100, eventsOfKind: 10 });

    expect(activity).toMatchObject({ kept: 100, full: true });
    expect(activity.byAddress.size).toBe(100);
  });
});

function contentOf({ byAddress }: Activity): unknown {
  const sorted = (map: ReadonlyMap<string, unknown>) =>
    Object.fromEntries([...map].toSorted(([a], [b]) => (a < b ? -1 : 1)));
  return [...byAddress]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { failures, logins }]) => [
      name,
      sorted(new Map([...failures].map(([kind, ofKind]) => [kind, sorted(ofKind)]))),
      sorted(logins),
    ]);
}
