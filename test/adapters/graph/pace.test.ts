import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { GraphUnavailable } from '../../../lambda/adapters/graph/errors.ts';
import { graphPace } from '../../../lambda/adapters/graph/pace.ts';
import { hours, type Instant, plus, seconds } from '../../../lambda/core/time.ts';
import { fakeClock, start } from './fake-clock.ts';

const farAway = plus(start, hours(1));

it('five requests start at once, and the sixth ten seconds after the first', async () => {
  const clock = fakeClock();
  const pace = graphPace(clock);
  const starts: number[] = [];

  for (let request = 0; request < 11; request++) {
    await pace(farAway);
    starts.push((clock.now() - start) / 1_000);
  }

  expect(starts).toEqual([0, 0, 0, 0, 0, 10, 10, 10, 10, 10, 20]);
});

it('the window slides: what started later makes others wait for longer', async () => {
  const clock = fakeClock();
  const pace = graphPace(clock);
  const starts: number[] = [];

  for (const idle of [0, 3, 3, 3, 0.5, 0, 0]) {
    clock.advance(seconds(idle));
    await pace(farAway);
    starts.push((clock.now() - start) / 1_000);
  }

  expect(starts).toEqual([0, 3, 6, 9, 9.5, 10, 13]);
});

it('no ten seconds hold more than five starts, however many ask at the same time', async () => {
  const idle = fc.integer({ min: 0, max: 12_000 });
  const atOnce = fc.integer({ min: 1, max: 4 });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(idle, atOnce), { maxLength: 12 }), async (groups) => {
      const clock = fakeClock();
      const pace = graphPace(clock);
      const starts: Instant[] = [];
      for (const [length, callers] of groups) {
        clock.advance(seconds(length / 1_000));
        const turns = Array.from({ length: callers }, async () => {
          await pace(farAway);
          starts.push(clock.now());
        });
        await Promise.all(turns);
      }

      const crowds = starts.map((from) => starts.filter((each) => each >= from && each < from + 10_000).length);

      expect(Math.max(0, ...crowds)).toBeLessThanOrEqual(5);
    }),
  );
});

it('a turn that would come at the deadline is refused at once, and takes no place', async () => {
  const clock = fakeClock();
  const pace = graphPace(clock);
  for (let request = 0; request < 5; request++) await pace(farAway);

  const refused = pace(plus(start, seconds(10)));

  await expect(refused).rejects.toThrow(GraphUnavailable);
  await expect(refused).rejects.toThrow(/the next may start at 2026-11-20T10:00:10Z/);
  expect(clock.pauses).toEqual([]);
  await pace(farAway);
  expect(clock.now()).toBe(plus(start, seconds(10)));
});
