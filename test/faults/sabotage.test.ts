import { expect, it } from 'vitest';
import { groundWith, usual } from './check.ts';
import { memoryReach, type Reach } from './reach.ts';
import { misreadings, type Sabotage, sabotages } from './sabotages.ts';

/** So many schedules are played until one shows what is wrong. */
const most = 60;

const patience = 300_000; // milliseconds

/** The faults of the first schedule that has some, in a system that is not as it should be. */
async function faultsUnder(sabotage: Sabotage, hangsAfter?: number): Promise<string> {
  const open = async (...given: Parameters<typeof memoryReach>): Promise<Reach> =>
    sabotage(await memoryReach(...given));
  const ground = groundWith('memory', usual, open, hangsAfter);
  for (let seed = 1; seed <= most; seed++) {
    const { faults } = await ground.check(seed);
    if (faults.length > 0) return faults.join('\n');
  }
  return '';
}

it.each(Object.entries(sabotages))(
  'a system with a port that %s is found out',
  async (_, sabotage) => {
    expect(await faultsUnder(sabotage)).not.toBe('');
  },
  patience,
);

it.each(misreadings)(
  'a system that tells $what is found out by what it tells',
  async ({ sabotage, says }) => {
    expect(await faultsUnder(sabotage)).toMatch(says);
  },
  patience,
);

it.each<[string, Sabotage, RegExp]>([
  [
    'between its calls',
    (reach) => ({
      ...reach,
      by: (actor) => ({ ...reach.by(actor), seen: { ...reach.by(actor).seen, read: forever } }),
    }),
    /^broke off: .*these hang: entra entra-\d/,
  ],
  [
    'in a call',
    (reach) => ({ ...reach, topic: (audience, topic) => ({ audience, publish: () => topic.actor.call(forever) }) }),
    /^broke off: .*some call hangs/,
  ],
])('a system that hangs %s is given up, and its seed is known', async (_, sabotage, says) => {
  expect(await faultsUnder(sabotage, 50)).toMatch(says);
});

it('an invocation that rejects is a fault of its schedule, and ends no other', async () => {
  let isFirst = true;
  const sabotage: Sabotage = (reach) => ({
    ...reach,
    by(actor) {
      if (!isFirst) return reach.by(actor);
      isFirst = false;
      throw new Error('no table');
    },
  });

  const faults = await faultsUnder(sabotage);

  expect(faults).toMatch(/^an invocation of (cloudtrail|entra) was rejected: Error: no table$/);
});

function forever(): Promise<never> {
  return new Promise(() => {});
}
