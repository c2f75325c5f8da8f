import * as fc from 'fast-check';
import type { Finding, Match } from '../../../lambda/core/alert.ts';
import { type Duration, minutes, seconds } from '../../../lambda/core/time.ts';
import { finding, match } from '../findings.ts';
import { at } from '../observations.ts';
import type { Mishap } from './actor.ts';

/** Messages and sweeps that meet, in an order of their steps. */
export interface History<Part> extends Act<Part> {
  readonly audiences: readonly string[];
  readonly updatesPerHour: number;
  /** What comes when all this is over, and some time has passed. */
  readonly later?: readonly (Act<Part> & { readonly after: Duration })[];
  /** Whose turn it is, as far as they reach, and how much time passes before it. */
  readonly turns: readonly { readonly pick: number; readonly pass: Duration }[];
}

export interface Act<Part> {
  readonly messages: readonly Message<Part>[];
  readonly sweeps: readonly Life[];
}

/** A queue's message: delivered until it is acknowledged, or so often as it has lives where it never comes back. */
export interface Message<Part> {
  readonly findings: readonly Part[];
  readonly lives: readonly Life[];
  readonly comesBack: boolean;
}

/** One invocation that takes it. */
export interface Life {
  readonly mishap: Mishap | null;
  readonly skew: Duration;
}

export interface SomeFinding {
  readonly alert: number;
  readonly first: number;
  readonly count: number;
}

export const lease = minutes(5);
export const mostSkew = seconds(30);

/** A life that has a mishap in one of its first `calls`, as most have. */
export function someLife(calls: number): fc.Arbitrary<Life> {
  const someMishap: fc.Arbitrary<Mishap> = fc.record({
    call: fc.integer({ min: 1, max: calls }),
    effect: fc.constantFrom('lost', 'taken'),
    run: fc.constantFrom('dies', 'dies', 'goes on'),
  });
  return fc.record({
    mishap: fc.option(someMishap, { freq: 3 }),
    skew: fc.constantFrom(seconds(0), seconds(0), mostSkew, -mostSkew as Duration),
  });
}

/** Up to `most` turns, before each of which one of these many seconds pass. */
export function someTurns(
  most: number,
  ...passes: readonly (readonly number[])[]
): fc.Arbitrary<History<never>['turns']> {
  return fc.constantFrom(...passes).chain((each) => {
    const pass = fc.constantFrom(...each.map(seconds));
    return fc.array(fc.record({ pick: fc.nat(1_000), pass }), { maxLength: most, size: 'max' });
  });
}

const someAlert = fc.constantFrom(0, 0, 0, 1, 2);
const someFinding = fc.oneof(
  fc.record({ alert: someAlert, first: fc.nat(12), count: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ alert: someAlert, first: fc.nat(40), count: fc.integer({ min: 1, max: 12 }) }),
);

const someMessage: fc.Arbitrary<Message<SomeFinding>> = fc.record({
  findings: fc.uniqueArray(someFinding, { minLength: 1, maxLength: 3, selector: ({ alert }) => alert }),
  lives: fc.array(someLife(18), { minLength: 1, maxLength: 3 }),
  comesBack: fc.constantFrom(true, true, true, false),
});

/** Leases that nobody outlives, some that somebody does, or hardly one that nobody does. */
const turns = someTurns(
  150,
  [0, 0, 0, 1],
  [...Array(40).fill(0), 1, 60, 400],
  [0, 0, 0, 0, 0, 0, 1, 1, 60, 400, 1_800],
);

export const someHistory: fc.Arbitrary<History<SomeFinding>> = fc.record({
  audiences: fc.constantFrom(['machines', 'people'], ['machines', 'people', 'chat']),
  updatesPerHour: fc.constantFrom(0, 1, 1, 2, 4),
  messages: fc.array(someMessage, { minLength: 1, maxLength: 6 }),
  sweeps: fc.array(someLife(18), { maxLength: 3 }),
  turns,
});

/** What a message brings. The same event is the same match, whoever brings it. */
export function findingOf({ alert, first, count }: SomeFinding): Finding {
  const matches = Array.from({ length: count }, (_, index) => matchNumber(first + index));
  return finding(`alert-${alert}`, matches);
}

/** Every event names its user; the sixth is another one, a few later ones are more severe, and one has an address. */
function matchNumber(n: number): Match {
  const named = { user: n % 6 === 5 ? `user-${n}` : 'alice', ...(n === 20 && { address: '203.0.113.7' }) };
  const severity = n === 30 ? 'High' : n % 10 === 8 ? 'Medium' : 'Low';
  return match({ id: `event-${n}`, eventId: `event-${n}`, time: at(n), severity, named });
}
