import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { earliestInstant, type Instant, latestInstant } from '../../lambda/core/time.ts';
import { binOf, binStart, binsOf } from '../../lambda/render/report/bins.ts';
import { at } from '../core/events.ts';

const hour = 3_600_000;
const anInstant = fc.integer({ min: earliestInstant, max: latestInstant }) as fc.Arbitrary<Instant>;

describe('bins', () => {
  it('hold all from the first to the last, and are never too many, whatever the span', () => {
    fc.assert(
      fc.property(anInstant, anInstant, fc.integer({ min: 2, max: 100 }), (a, b, most) => {
        const [first, last] = [Math.min(a, b) as Instant, Math.max(a, b) as Instant];

        const bins = binsOf(first, last, most);

        expect(bins.count).toBeLessThanOrEqual(most);
        expect(binOf(bins, first)).toBeGreaterThanOrEqual(0);
        expect(binOf(bins, last)).toBeLessThan(bins.count);
        expect(binStart(bins, binOf(bins, first))).toBeLessThanOrEqual(first);
      }),
    );
  });

  it.each([
    ['an instant', 0, 1],
    ['a day', 24 * hour, 15],
    ['four days', 96 * hour, 60],
    ['a year', 365 * 24 * hour, 7 * 24 * 60],
  ])('are minutes or hours or days that a person can think in: %s', (_, length, minutes) => {
    expect(binsOf(at(0), at(length), 97).step).toBe(minutes * 60_000);
  });

  it('begin at round times', () => {
    const bins = binsOf(at(7 * hour + 1), at(31 * hour), 97);

    expect(bins.from).toBe(at(7 * hour));
  });
});
