import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareObservations, type Observation } from '../../lambda/core/observation.ts';
import { bySlot, distinctIds, leading, thin } from '../../lambda/core/thin.ts';
import { type Duration, minutes } from '../../lambda/core/time.ts';
import { qualifyingWindows, someWindowHolds, union } from '../../lambda/core/window.ts';
import { at } from './events.ts';

const observation = (id: string, time: number): Observation => ({
  timeline: 't',
  time: at(time),
  id,
  version: 'v',
  eventId: id,
  object: 'o',
  fields: {},
  window: minutes(1),
});

const observations = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 20 })), { maxLength: 12 })
  .map((pairs) => pairs.map(([id, time]) => observation(`id${id}`, time)).toSorted(compareObservations));

describe('some window that holds an instant', () => {
  it('holds more than the threshold exactly when one of all windows, tried one by one, does', () => {
    const question = fc.record({
      when: fc.integer({ min: 0, max: 20 }),
      window: fc.integer({ min: 1, max: 9 }),
      moreThan: fc.integer({ min: 0, max: 4 }),
    });
    fc.assert(
      fc.property(observations, question, (sorted, { when, window, moreThan }) => {
        const starts = Array.from({ length: window }, (_, n) => at(when - n));
        const expected = starts.some(
          (start) => distinctIds(sorted.filter(({ time }) => time >= start && time < start + window)) > moreThan,
        );

        expect(someWindowHolds(sorted, { at: at(when), window: window as Duration, moreThan })).toBe(expected);
      }),
      { numRuns: 2_000 },
    );
  });

  it('is half-open: six failures and a login a whole day after the first do not share one, a millisecond less does', () => {
    const day = 86_400_000;
    const failures = [0, 1, 2, 3, 4, 5].map((n) => observation(`f${n}`, n));
    const question = { window: day as Duration, moreThan: 5 };

    expect(someWindowHolds(failures, { ...question, at: at(day) })).toBe(false);
    expect(someWindowHolds(failures, { ...question, at: at(day - 1) })).toBe(true);
  });

  it('counts an id once, however often it stands in it', () => {
    const twice = [observation('a', 1), observation('a', 2)];

    expect(someWindowHolds(twice, { at: at(2), window: 5 as Duration, moreThan: 1 })).toBe(false);
  });
});

it('a qualifying window ends with its latest observation and holds all that is closer than its length', () => {
  const sorted = [observation('a', 0), observation('b', 4), observation('c', 5), observation('d', 20)];

  const windows = [...qualifyingWindows(sorted, { window: 5 as Duration, moreThan: 1 })];

  expect(windows).toEqual([
    { latest: at(4), first: 0, end: 2 },
    { latest: at(5), first: 1, end: 3 },
  ]);
});

it('spans that touch become one', () => {
  const spans = [
    { from: at(5), to: at(7) },
    { from: at(0), to: at(2) },
    { from: at(2), to: at(3) },
    { from: at(6), to: at(6) },
  ];

  expect(union(spans)).toEqual([
    { from: at(0), to: at(3) },
    { from: at(5), to: at(7) },
  ]);
});

describe('thinning', () => {
  const thinning = { slot: 10 as Duration, keep: 2 };

  it('keeps a slot that is small enough as it is', () => {
    const few = ['a', 'b', 'c', 'd'].map((id, n) => observation(id, n));

    expect(thin(few, thinning)).toEqual(few);
  });

  it('of a larger slot keeps the earliest and the latest ids, with the total that the batch had', () => {
    const many = ['a', 'b', 'c', 'd', 'e', 'f'].map((id, n) => observation(id, n));

    const kept = thin(many.toReversed(), thinning);

    expect(kept.map(({ id, slotTotal }) => [id, slotTotal]).sort()).toEqual([
      ['a', 6],
      ['b', 6],
      ['e', 6],
      ['f', 6],
    ]);
  });

  it('writes at most twice the threshold of distinct ids for a slot, whatever the volume', () => {
    const flood = Array.from({ length: 5_000 }, (_, n) => observation(`id${n}`, n % 40));

    const kept = thin(flood, thinning);

    for (const slot of bySlot(kept, thinning).values()) expect(distinctIds(slot)).toBeLessThanOrEqual(4);
    expect(kept.length).toBeLessThanOrEqual(16);
  });
});

it('a limit counts distinct ids, not observations', () => {
  const sorted = [
    observation('a', 0),
    observation('a', 1),
    observation('b', 2),
    observation('a', 3),
    observation('c', 4),
  ];

  expect(leading(sorted, 2).map(({ time }) => time)).toEqual([0, 1, 2, 3].map(at));
});
