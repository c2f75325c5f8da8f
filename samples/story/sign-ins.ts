import { hours, type Instant, minutes, parseInstant, plus, seconds } from '../../lambda/core/time.ts';
import type { SignInFacts } from '../../test/records.ts';
import { uuid } from './uuid.ts';

export const attacker = '203.0.113.7';
export const office = '192.0.2.10';

const interactive = 'SigninLogs';
const nonInteractive = 'AADNonInteractiveUserSignInLogs';

const people = [
  'alice',
  'bob',
  'carol',
  'dave',
  'erin',
  'frank',
  'grace',
  'heidi',
  'ivan',
  'judy',
  'niaj',
  'olivia',
] as const;

const midnight = parseInstant('2026-11-20T00:00:00Z') as Instant;

/** One guess for each account, interactively: no account is locked, and nobody's own log looks odd. */
export const sprayOverBrowser: readonly SignInFacts[] = people.map((name, index) =>
  signIn(`browser-${name}`, {
    time: at(2, 10, index * 97),
    address: attacker,
    code: name === 'ivan' || name === 'niaj' ? '50034' : '50126',
    user: `${name}@example.com`,
    table: interactive,
  }),
);

/** Then the same list against an old mail protocol, which Entra logs as non-interactive. */
export const sprayOverMail: readonly SignInFacts[] = people.slice(0, 7).map((name, index) =>
  signIn(`mail-${name}`, {
    time: at(2, 41, index * 71),
    address: attacker,
    code: index > 4 ? '50053' : '50126',
    user: `${name}@example.com`,
    table: nonInteractive,
  }),
);

/** Half an hour after the console login, the attacker still tries: failures that come second count as well. */
export const spraySecondRound: readonly SignInFacts[] = people.slice(8).map((name, index) =>
  signIn(`second-${name}`, {
    time: at(3, 44, index * 53),
    address: attacker,
    code: '50126',
    user: `${name}@example.com`,
    table: interactive,
  }),
);

/** A working day at the office: everybody signs in, some are interrupted, four mistype; seven failures in two tables. */
export const officeDay: readonly SignInFacts[] = people.flatMap((name, index) => {
  const user = `${name}@example.com`;
  const arrives = index * 411;
  const facts = { address: office, user, table: interactive } as const;
  return [
    ...(index % 3 === 0 ? [signIn(`typo-${name}`, { ...facts, time: at(8, 1, arrives), code: '50126' })] : []),
    ...(index % 4 === 1 ? [signIn(`kept-${name}`, { ...facts, time: at(8, 1, arrives + 20), code: '50140' })] : []),
    signIn(`in-${name}`, { ...facts, time: at(8, 1, arrives + 31), code: '0' }),
    ...[10, 13, 16].map((hour) =>
      signIn(`token-${name}-${hour}`, { ...facts, time: at(hour, 5, arrives), code: '0', table: nonInteractive }),
    ),
  ];
});

/** Phones with yesterday's password, behind the same address: three failures in the other table. */
export const oldPasswords: readonly SignInFacts[] = ['bob', 'heidi', 'judy'].map((name, index) =>
  signIn(`old-${name}`, {
    time: at(9, 12, index * 640),
    address: office,
    code: '50173',
    user: `${name}@example.com`,
    table: nonInteractive,
  }),
);

/** Erin mistypes three times at home; Frank twice, and Entra spells his IPv6 address differently from AWS. */
export const atHome: readonly SignInFacts[] = [
  ...[0, 14, 33].map((second) =>
    signIn(`erin-${second}`, {
      time: at(19, 20, second),
      address: '198.51.100.23',
      code: '50126',
      user: 'erin@example.com',
      table: interactive,
    }),
  ),
  ...[0, 21].map((second) =>
    signIn(`frank-${second}`, {
      time: at(20, 2, second),
      address: '2001:DB8:52:0:0:0:0:7',
      code: '50126',
      user: 'frank@example.com',
      table: interactive,
    }),
  ),
];

function signIn(name: string, facts: Omit<SignInFacts, 'id'>): SignInFacts {
  return { id: uuid('sign-in', name), ...facts };
}

/** With the seven fraction digits that Entra writes. */
function at(hour: number, minute: number, second: number): string {
  const time = plus(plus(plus(midnight, hours(hour)), minutes(minute)), seconds(second));
  return new Date(time).toISOString().replace(/\.\d+Z$/, '.1234567Z');
}
