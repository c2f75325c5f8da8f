import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rule } from '../../lambda/rules/console-login-without-mfa/rule.ts';
import { effort } from '../effort.ts';
import { type DynamoDbServer, startDynalite } from '../servers/dynamodb.ts';
import { faultsIn } from './telling/faults.ts';
import { findingOf, type History, type SomeFinding, someHistory } from './telling/history.ts';
import { type Outcome, play } from './telling/play.ts';
import { inMemory, onServer, type SharedStores } from './telling/stores.ts';
import { publicationsIn, type Telling } from './telling/trace.ts';

/** How many histories had something without which they would prove little. */
type Seen = Record<
  'updates' | 'answers lost' | 'never marked' | 'overtaken' | 'told again' | 'never came back',
  number
>;

describe('what invocations and sweeps that die, fail, overlap and outlive their leases tell', () => {
  let server: DynamoDbServer;
  beforeAll(async () => {
    server = await startDynalite();
  });
  afterAll(() => server.close());

  it.each([
    { name: 'in memory', numRuns: effort(1_500), open: inMemory },
    { name: 'on dynalite, interrupted between any two requests', numRuns: effort(60), open: () => onServer(server) },
  ])('is everything, once, and no more often than allowed: $name', async ({ numRuns, open }) => {
    const seen = await check(open, { numRuns, interruptAfterTimeLimit: 100_000, markInterruptAsFailure: true });

    // A few histories may lack something by chance; these many do not.
    if (numRuns >= 1_000) expect(Object.entries(seen).filter(([, histories]) => histories === 0)).toEqual([]);
  });
});

async function check(
  open: () => Promise<SharedStores>,
  parameters: fc.Parameters<[History<SomeFinding>]>,
): Promise<Seen> {
  const seen: Seen = {
    updates: 0,
    'answers lost': 0,
    'never marked': 0,
    overtaken: 0,
    'told again': 0,
    'never came back': 0,
  };
  await fc.assert(
    fc.asyncProperty(someHistory, async (history) => {
      const shared = await open();
      const outcome = await play(history, shared, { findingOf, rules: [rule] });
      shared.close();

      expect(faultsIn(history, outcome)).toEqual([]);
      count(seen, history, outcome);
    }),
    parameters,
  );
  return seen;
}

function count(seen: Seen, { messages }: History<SomeFinding>, outcome: Outcome): void {
  const publications = publicationsIn(outcome);
  const names = publications.map(({ id, audience, revision }) => `${id} ${audience} ${revision}`);
  const some = (what: Telling['outcome']) => publications.some((one) => one.outcome === what);
  if (publications.some(({ message }) => message.kind === 'update')) seen.updates++;
  if (some('answer lost')) seen['answers lost']++;
  if (some('never marked')) seen['never marked']++;
  if (some('overtaken')) seen.overtaken++;
  if (new Set(names).size < names.length) seen['told again']++;
  if (messages.some(({ comesBack }) => !comesBack)) seen['never came back']++;
}
