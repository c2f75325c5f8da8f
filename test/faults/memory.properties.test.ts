import { describe, expect, it } from 'vitest';
import { effort, isLong } from '../effort.ts';
import { type Ground, groundOf, levels, nameOf, parseName } from './check.ts';
import { playMany } from './many.ts';
import { signsWanted } from './signs.ts';

/** Long enough for a machine that is busy with other things: nothing here is about time. */
const patience = 900_000;

/** Messages of all the schedules: as many as the long run may have of so few. */
const mostUnlucky = 1;

describe('schedules in which ports of any function fail, lose answers and crash', () => {
  it(
    'lose no alert, tell nothing wrong, and nothing twice that was known to be told',
    async () => {
      const { failures, signs, unlucky } = await playMany({ level: 'memory', from: 1, count: effort(300) });

      expect(failures).toEqual([]);
      expect(unlucky.slice(mostUnlucky)).toEqual([]);
      const missing = signsWanted('memory').filter((sign) => !signs.get(sign));
      if (isLong) expect(missing).toEqual([]); // else they would prove little; a few lack some
    },
    patience,
  );

  it.each([1_795_330_026, 1_795_334_570])('may tell of more events than an alert lists: memory-%s', async (seed) => {
    const { faults, quiet } = await groundOf('memory').check(seed);

    expect(faults).toEqual([]);
    expect(quiet?.composed.some(({ alert }) => alert.truncated)).toBe(true); // else the seed shows nothing any more
  });

  it.each(levels)('are the same each time for the same seed: %s', async (level) => {
    const ground = groundOf(level);

    const [first, second] = [await ground.check(17), await ground.check(17)];

    expect(first.quiet?.tellings.length).toBeGreaterThan(0);
    expect(withoutOwners(second)).toEqual(withoutOwners(first));
  });

  it.each(levels)('have names that say how to play them again: %s', (level) => {
    const without = new Set(['trouble', 'strikes']);

    expect(parseName(nameOf(level, 17))).toEqual({ level, seed: 17, without: new Set() });
    expect(parseName(nameOf(level, 17, without))).toEqual({ level, seed: 17, without });
    expect(parseName(`${level}-17-everything`)).toBeUndefined();
  });
});

/** All but the names of invocations, which differ with what was played before. */
function withoutOwners({ quiet, steps }: Awaited<ReturnType<Ground['check']>>) {
  const told = quiet?.tellings.map(({ id, audience, revision, outcome }) => ({ id, audience, revision, outcome }));
  return { steps, told, lines: quiet?.lines.map((line) => line.replaceAll(/owner-\d+/g, 'owner')) };
}
