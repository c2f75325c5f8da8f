import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { effort, isLong } from '../effort.ts';
import { type DynamoDbServer, startDynalite } from '../servers/dynamodb.ts';
import { faultsIn } from './gathering/faults.ts';
import { type Part, scene, someHistory } from './gathering/history.ts';
import { allSigns, type Sign, signsOf } from './gathering/seen.ts';
import type { History } from './telling/history.ts';
import { play } from './telling/play.ts';
import { inMemory, onServer, type SharedStores } from './telling/stores.ts';

describe('what is told together, by invocations and sweeps that die, fail, overlap and outlive their leases,', () => {
  let server: DynamoDbServer;
  beforeAll(async () => {
    server = await startDynalite();
  });
  afterAll(() => server.close());

  // Of a few histories any may be missing by chance.
  it.each([
    { name: 'in memory', numRuns: effort(300), signs: isLong ? allSigns : [], open: inMemory },
    {
      name: 'on dynalite, interrupted between any two requests',
      numRuns: effort(12),
      signs: [],
      open: () => onServer(server),
    },
  ])('reaches every audience, once, and as it should: $name', async ({ numRuns, signs, open }) => {
    const seen = await check(open, { numRuns, interruptAfterTimeLimit: 100_000, markInterruptAsFailure: true });

    expect(signs.filter((sign) => !seen.has(sign))).toEqual([]);
  });
});

async function check(
  open: () => Promise<SharedStores>,
  parameters: fc.Parameters<[History<Part>]>,
): Promise<ReadonlyMap<Sign, number>> {
  const seen = new Map<Sign, number>();
  await fc.assert(
    fc.asyncProperty(someHistory, async (history) => {
      const shared = await open();
      const outcome = await play(history, shared, scene);
      shared.close();

      expect(faultsIn(history, outcome)).toEqual([]);
      for (const sign of signsOf(history, outcome)) seen.set(sign, (seen.get(sign) ?? 0) + 1);
    }),
    parameters,
  );
  return seen;
}
