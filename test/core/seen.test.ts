import { describe, expect, it } from 'vitest';
import { hashBy, latestSeen, mostSeen, type Processed, unseen } from '../../lambda/core/seen.ts';
import { rules } from '../../lambda/rules/index.ts';
import { at, failure, login } from './events.ts';

const hashOf = hashBy(rules);
const someFailure = failure('one', at(0), '203.0.113.7');

describe('the hash of an event', () => {
  it('is 32 hexadecimal digits, the same each time', () => {
    expect(hashOf(someFailure)).toMatch(/^[0-9a-f]{32}$/);
    expect(hashOf(failure('one', at(0), '203.0.113.7'))).toBe(hashOf(someFailure));
  });

  it.each([
    { name: 'id', other: failure('two', at(0), '203.0.113.7', { UserPrincipalName: 'one@example.com' }) },
    { name: 'time', other: failure('one', at(1), '203.0.113.7') },
    { name: 'address', other: failure('one', at(0), '203.0.113.8') },
    { name: 'result', other: failure('one', at(0), '203.0.113.7', { ResultType: '50053' }) },
    { name: 'table', other: failure('one', at(0), '203.0.113.7', { Type: 'AADNonInteractiveUserSignInLogs' }) },
    { name: 'user', other: failure('one', at(0), '203.0.113.7', { UserPrincipalName: 'else@example.com' }) },
  ])('is another one for another $name', ({ other }) => {
    expect(hashOf(other)).not.toBe(hashOf(someFailure));
  });

  it.each([
    { name: 'successful sign-in', event: failure('one', at(0), '203.0.113.7', { ResultType: '0' }) },
    { name: 'sign-in without an address', event: failure('one', at(0), '203.0.113.XXX', { SourceAddress: '' }) },
    { name: 'console login', event: login('one', at(0), '203.0.113.7') },
  ])('is none for a $name, which costs no write or may always be judged again', ({ event }) => {
    expect(hashOf(event)).toBeUndefined();
  });

  it('is another one once the rules remember otherwise', () => {
    const wider = rules.map((rule) =>
      rule.correlate?.type === 'temporal'
        ? {
            ...rule,
            correlate: { ...rule.correlate, sides: rule.correlate.sides.map((side) => ({ ...side, moreThan: 9 })) },
          }
        : rule,
    );

    expect(hashBy(wider)(someFailure)).not.toBe(hashOf(someFailure));
  });

  it('stays through a change that concerns nothing remembered', () => {
    const renamed = rules.map((rule) => ({ ...rule, title: `${rule.title}!`, severity: 'High' as const }));

    expect(hashBy(renamed)(someFailure)).toBe(hashOf(someFailure));
  });
});

describe('what is unseen', () => {
  it('is everything but what is known, and what has no hash', () => {
    const [known, fresh] = [someFailure, failure('two', at(5), '203.0.113.7')];
    const success = failure('three', at(6), '203.0.113.7', { ResultType: '0' });
    const met: Processed = new Map();

    const found = unseen([known, fresh, success], { hashOf, known: new Set([hashOf(known) as string]), met });

    expect(found).toEqual({ events: [fresh, success], fresh: 1 });
    expect(met).toEqual(
      new Map([
        [hashOf(known), at(0)],
        [hashOf(fresh), at(5)],
      ]),
    );
  });

  it('leaves a bounded number of hashes, of the latest events', () => {
    const met: Processed = new Map();
    const batch = Array.from({ length: 2 * mostSeen + 1 }, (_, index) => ({ ...someFailure, time: at(index) }));

    unseen(batch, { hashOf: ({ time }) => `${time}`, known: new Set(), met });

    expect(met.size).toBe(mostSeen);
    expect(Math.min(...met.values())).toBe(at(mostSeen + 1));
  });
});

describe('what is kept for the next reading', () => {
  it('is of events that can be met again', () => {
    const met: Processed = new Map([
      ['before', at(0)],
      ['at', at(1)],
      ['after', at(2)],
    ]);

    expect(latestSeen(met, at(1))).toEqual(new Set(['after', 'at']));
  });

  it('is never more than an item holds, and of the latest events', () => {
    const met: Processed = new Map(Array.from({ length: mostSeen + 5 }, (_, index) => [`${index}`, at(index)]));

    const kept = latestSeen(met, at(0));

    expect(kept.size).toBe(mostSeen);
    expect(kept.has('4')).toBe(false);
    expect(kept.has('5')).toBe(true);
  });
});
