import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GraphUnavailable } from '../../../lambda/adapters/graph/errors.ts';
import { graphPace } from '../../../lambda/adapters/graph/pace.ts';
import { hours, type Instant, minutes, plus, seconds } from '../../../lambda/core/time.ts';
import { fakeClock, start } from './fake-clock.ts';

const farAway = plus(start, hours(1));

it('five requests start at once, and the sixth ten seconds after the first', async () => {
  const clock = fakeClock();
  const pace = graphPace(clock);
  const starts: number[] = [];

  for (let request = 0; request < 11; request++) {
    await pace.turn(farAway);
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
    await pace.turn(farAway);
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
          await pace.turn(farAway);
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
  for (let request = 0; request < 5; request++) await pace.turn(farAway);

  const refused = pace.turn(plus(start, seconds(10)));

  await expect(refused).rejects.toThrow(GraphUnavailable);
  await expect(refused).rejects.toThrow(/the next may start at 2026-11-20T10:00:10Z/);
  expect(clock.pauses).toEqual([]);
  await pace.turn(farAway);
  expect(clock.now()).toBe(plus(start, seconds(10)));
});

describe('where Graph wants no request for a while', () => {
  it('none starts before, whoever asks', async () => {
    const clock = fakeClock();
    const pace = graphPace(clock);
    pace.pauseUntil(plus(start, seconds(40)));
    pace.pauseUntil(plus(start, seconds(20)));

    await Promise.all([pace.turn(farAway), pace.turn(farAway)]);

    expect(clock.pauses).toEqual([40]);
  });

  it('who cannot wait that long is told until when, at once', async () => {
    const clock = fakeClock();
    const pace = graphPace(clock);
    pace.pauseUntil(plus(start, hours(1)));

    const refused = pace.turn(plus(start, minutes(2)));

    await expect(refused).rejects.toThrow(GraphUnavailable);
    await expect(refused).rejects.toThrow(
      'Graph wants no request before 2026-11-20T11:00:00Z, and the reading ends at 2026-11-20T10:02:00Z',
    );
    expect(clock.pauses).toEqual([]);
  });

  it('the pace counts from when it is over', async () => {
    const clock = fakeClock();
    const pace = graphPace(clock);
    await pace.turn(farAway);
    pace.pauseUntil(plus(start, seconds(15)));

    for (let request = 0; request < 6; request++) await pace.turn(farAway);

    expect(clock.pauses).toEqual([15, 10]);
  });
});
