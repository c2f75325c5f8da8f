import { expect, it } from 'vitest';
import { latestInstant } from '../../lambda/core/time.ts';
import { groundOf, usual } from './check.ts';
import { memoryReach, type Reach, type Reached } from './reach.ts';

/** So many schedules are played until one shows what is wrong. */
const most = 40;

const patience = 300_000; // milliseconds

/** What must not be, as something in the place of the ports of an invocation. */
const sabotages: Readonly<Record<string, (ports: Reached) => Partial<Reached>>> = {
  'forgets some of what it was to keep': ({ timelines }) => ({
    timelines: { ...timelines, put: (observations) => timelines.put(observations.slice(1)) },
  }),
  'loses a match of each finding': ({ alerts }) => ({
    alerts: {
      ...alerts,
      merge: (finding, more) => alerts.merge({ ...finding, matches: finding.matches.slice(0, -1) }, more),
    },
  }),
  'grants an alert to everybody who claims it': ({ alerts }) => ({
    alerts: { ...alerts, claim: (request) => alerts.claim({ ...request, now: latestInstant }) },
  }),
  'does not keep what was told': ({ alerts }) => ({ alerts: { ...alerts, markTold: async () => {} } }),
  'keeps no word of when to look at an alert': ({ alerts }) => ({
    alerts: { ...alerts, merge: (finding, { context } = {}) => alerts.merge(finding, { ...(context && { context }) }) },
  }),
  'says that everything was read before': ({ seen }) => ({
    seen: { ...seen, read: async () => ({ has: () => true }) as unknown as ReadonlySet<string> },
  }),
  'ends every object in its middle': ({ objects }) => ({
    objects: {
      async *read(object) {
        for await (const half of objects.read(object)) {
          yield half;
          return;
        }
      },
    },
  }),
};

it.each(Object.entries(sabotages))(
  'a system with a port that %s is found out',
  async (_, sabotage) => {
    const ground = groundOf('memory', usual, async (...given): Promise<Reach> => {
      const reach = await memoryReach(...(given.slice(0, 2) as Parameters<typeof memoryReach>));
      return { ...reach, by: (actor) => ({ ...reach.by(actor), ...sabotage(reach.by(actor)) }) };
    });

    let faults: readonly string[] = [];
    for (let seed = 1; seed <= most && faults.length === 0; seed++) faults = (await ground.check(seed)).faults;

    expect(faults).not.toEqual([]);
  },
  patience,
);
