import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fullestWindow } from '../../lambda/core/fullest-window.ts';
import type { Duration } from '../../lambda/core/time.ts';
import { at } from '../core/events.ts';

const seen = (...events: readonly (readonly [id: string, time: number])[]) =>
  events.map(([id, time]) => ({ id, time: at(time) }));
const window = 10 as Duration;

describe('the fullest window', () => {
  it('is half-open: what comes a whole length later is out', () => {
    const fullest = fullestWindow(seen(['a', 0], ['b', 9], ['c', 10]), { window });

    expect(fullest).toEqual({ from: at(0), to: at(10), count: 2, first: at(0), last: at(9) });
  });

  it('counts what stands under several times once', () => {
    expect(fullestWindow(seen(['a', 0], ['a', 1], ['b', 2]), { window })?.count).toBe(2);
  });

  it('holds the time that it must hold, though another is fuller', () => {
    const fullest = fullestWindow(seen(['a', 0], ['b', 1], ['c', 2], ['d', 30]), { window, holding: at(35) });

    expect(fullest).toEqual({ from: at(30), to: at(40), count: 1, first: at(30), last: at(30) });
  });

  it('may hold a time and nothing else', () => {
    expect(fullestWindow([], { window, holding: at(5) })).toEqual({ from: at(5), to: at(15), count: 0 });
  });

  it('is none where there is nothing', () => {
    expect(fullestWindow([], { window })).toBeUndefined();
  });

  it('holds as much as any window that is tried one by one', () => {
    const events = fc.array(fc.tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 30 })), {
      maxLength: 20,
    });
    fc.assert(
      fc.property(events, fc.integer({ min: 1, max: 9 }), fc.integer({ min: 0, max: 30 }), (pairs, length, when) => {
        const sorted = seen(...pairs.toSorted(([, a], [, b]) => a - b).map(([id, time]) => [`id${id}`, time] as const));

        const fullest = fullestWindow(sorted, { window: length as Duration, holding: at(when) });

        const counts = Array.from({ length }, (_, n) => {
          const inside = sorted.filter(({ time }) => time >= at(when - n) && time < at(when - n + length));
          return new Set(inside.map(({ id }) => id)).size;
        });
        expect(fullest?.count).toBe(Math.max(...counts));
        expect((fullest?.from as number) <= at(when) && at(when) < (fullest?.to as number)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
