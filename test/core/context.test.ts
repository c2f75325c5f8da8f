import { expect, it } from 'vitest';
import { days, hours, minutes } from '../../lambda/core/time.ts';
import { rules } from '../../lambda/rules/index.ts';
import { alertsAfter } from './detecting.ts';
import { at, failure, login } from './events.ts';

const address = '203.0.113.7';
const contextOf = async (events: Parameters<typeof alertsAfter>[1], changes?: Parameters<typeof alertsAfter>[2]) => {
  const alerts = await alertsAfter(rules, events, changes);
  return alerts.find(({ rule }) => rule.id === 'entra-failures-with-console-login')?.context;
};

it('the alert tells the failures per table, when, the accounts tried and the result codes', async () => {
  const interactive = Array.from({ length: 7 }, (_, n) =>
    failure(`i${n}`, at(minutes(n)), address, { UserPrincipalName: `user${n % 6}@example.com` }),
  );
  const other = [
    failure('n1', at(minutes(9)), address, { Type: 'AADNonInteractiveUserSignInLogs', ResultType: '50053' }),
  ];

  const context = await contextOf([[[login('l', at(hours(1)), address), ...interactive, ...other]]]);

  expect(context).toEqual({
    sides: [
      { name: 'SigninLogs', count: 7, atLeast: false },
      { name: 'AADNonInteractiveUserSignInLogs', count: 1, atLeast: false },
    ],
    first: '2026-11-20T00:00:00Z',
    last: '2026-11-20T00:09:00Z',
    values: {
      UserPrincipalName: {
        distinct: 7,
        top: [
          { value: 'user0@example.com', count: 2 },
          { value: 'n1@example.com', count: 1 },
          { value: 'user1@example.com', count: 1 },
          { value: 'user2@example.com', count: 1 },
          { value: 'user3@example.com', count: 1 },
        ],
      },
      ResultType: {
        distinct: 2,
        top: [
          { value: '50126', count: 7 },
          { value: '50053', count: 1 },
        ],
      },
    },
  });
});

it('a failure that shares no window with the login is not told', async () => {
  const near = Array.from({ length: 6 }, (_, n) => failure(`f${n}`, at(minutes(n)), address));
  const far = failure('far', at(days(1) + minutes(1)), address);

  const context = await contextOf([[[login('l', at(minutes(1)), address), ...near, far]]]);

  expect(context?.sides?.[0]?.count).toBe(6);
});

it('failures that arrive after the alert are told too', async () => {
  const sixth = Array.from({ length: 6 }, (_, n) => failure(`f${n}`, at(minutes(n)), address));
  const more = Array.from({ length: 4 }, (_, n) => failure(`m${n}`, at(minutes(10 + n)), address));

  const context = await contextOf([[[login('l', at(hours(1)), address), ...sixth]], [more]]);

  expect(context?.sides?.[0]?.count).toBe(10);
});

it('a sign-in that was published again counts once, under its latest result', async () => {
  const failures = Array.from({ length: 6 }, (_, n) => failure(`f${n}`, at(minutes(n)), address));
  const again = failure('f0', at(minutes(30)), address, { ResultType: '50053' });

  const context = await contextOf([[[login('l', at(hours(1)), address), again, ...failures]]]);

  expect(context?.sides?.[0]?.count).toBe(6);
  expect(context?.values?.['ResultType']?.top).toEqual([
    { value: '50126', count: 5 },
    { value: '50053', count: 1 },
  ]);
});

it('a thinned timeline gives a lower bound that still knows the batch total', async () => {
  const flood = Array.from({ length: 1_000 }, (_, n) => failure(`f${n}`, at(hours(5) + n), address));

  const context = await contextOf([[flood], [[login('l', at(hours(6)), address)]]], { thinning: true });

  expect(context?.sides?.[0]).toEqual({ name: 'SigninLogs', count: 1_000, atLeast: true });
});

it('a bounded read gives a lower bound', async () => {
  const flood = Array.from({ length: 100 }, (_, n) => failure(`f${n}`, at(hours(5) + n), address));

  const context = await contextOf([[flood], [[login('l', at(hours(6)), address)]]], { contextLimit: 20 });

  expect(context?.sides?.[0]).toEqual({ name: 'SigninLogs', count: 20, atLeast: true });
});

it('a kept failure that a smaller batch wrote again still makes a lower bound', async () => {
  const flood = Array.from({ length: 1_000 }, (_, n) => failure(`f${n}`, at(hours(5) + n), address));
  const again = [...flood.slice(0, 6), ...flood.slice(-6)];

  const context = await contextOf([[flood], [again], [[login('l', at(hours(6)), address)]]], { thinning: true });

  expect(context?.sides?.[0]?.atLeast).toBe(true);
});
