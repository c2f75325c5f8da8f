import { beforeEach, describe, expect, it } from 'vitest';
import { memorySeenSets } from '../../lambda/adapters/memory/seen-sets.ts';
import { memoryTimelines } from '../../lambda/adapters/memory/timelines.ts';
import { landingKey } from '../../lambda/adapters/object-key.ts';
import type { Observation } from '../../lambda/core/observation.ts';
import type { Timelines } from '../../lambda/core/ports.ts';
import { hashBy } from '../../lambda/core/seen.ts';
import { handleBatch } from '../../lambda/handlers/handle-batch.ts';
import { rules } from '../../lambda/rules/index.ts';
import { s3Notification } from '../adapters/envelopes.ts';
import { azureMonitorSignIn, consoleLogin, type Json } from '../records.ts';
import { bucket, type Left, logFile, logFileKey, memoryPorts, metric, newLeft, signInFile, sqsEvent } from './batch.ts';

const growing = 'resourceId=/tenantId=x/providers/Microsoft.aadiam/y=2026/m=11/d=20/h=09/m=00/PT1H.json';
const failures = (count: number, changes: Parameters<typeof azureMonitorSignIn>[0] = {}): readonly Json[] =>
  Array.from({ length: count }, (_, index) => azureMonitorSignIn({ ...changes, id: `sign-in-${index}` }));

/** A landing bucket of one file, and what the functions keep. */
interface Landing {
  readonly left: Left;
  readonly written: Observation[];
  /** The file as it stands now is announced, and taken; whether its message was acknowledged. */
  deliver(...records: readonly Json[]): Promise<boolean>;
  deliverAs(key: string, ...records: readonly Json[]): Promise<boolean>;
  login(): Promise<void>;
  failingStore: boolean;
}

let landing: Landing;
beforeEach(() => {
  landing = newLanding();
});

describe('a file that grows and is delivered again', () => {
  it('has only what is new in it remembered', async () => {
    await landing.deliver(...failures(3));
    const before = landing.written.length;

    await landing.deliver(...failures(5));

    expect([before, landing.written.length]).toEqual([3, 5]);
    expect(metric(landing.left, 'RecordsSkipped', 'read before')).toBe(3);
    expect(metric(landing.left, 'ReconciliationBroken')).toBe(0);
  });

  it('leads to the alert as soon as there are enough, and to no other', async () => {
    await landing.login();
    for (const count of [2, 4, 6, 8]) await landing.deliver(...failures(count));

    const told = landing.left.published.filter(({ alert }) => alert.rule.id.startsWith('entra'));
    expect(told.map(({ audience }) => audience).toSorted()).toEqual(['machines', 'people']);
  });

  it('has a record that changed remembered again', async () => {
    await landing.deliver(...failures(3));

    await landing.deliver(...failures(3, { code: '50053' }));

    expect(landing.written).toHaveLength(6);
  });

  it('is taken whole again where its message had failed', async () => {
    landing.failingStore = true;
    const first = await landing.deliver(...failures(3));
    landing.failingStore = false;

    const second = await landing.deliver(...failures(3));

    expect([first, second]).toEqual([false, true]);
    expect(landing.written).toHaveLength(3);
    expect(metric(landing.left, 'RecordsSkipped', 'read before')).toBe(0);
  });

  it('is told apart from another file of the same records', async () => {
    await landing.deliver(...failures(3));

    await landing.deliverAs('another.json', ...failures(3));

    expect(landing.written).toHaveLength(6);
  });
});

function newLanding(): Landing {
  const stored = new Map<string, Uint8Array>();
  const left = newLeft();
  const written: Observation[] = [];
  const store = memoryTimelines();
  const timelines: Timelines = {
    ...store,
    async put(observations) {
      if (landing.failingStore) throw new Error('no capacity');
      written.push(...observations.filter(({ event }) => event === undefined));
      await store.put(observations);
    },
  };
  const rereading = { seen: memorySeenSets(), hashOf: hashBy(rules) };
  const ports = memoryPorts(stored, left, { judgeKey: landingKey(''), rereading, timelines });
  const logKey = logFileKey('Mu0KsOhtH1ar15ZZ');
  const deliverAs = async (key: string, ...records: readonly Json[]) => {
    stored.set(`s3://${bucket}/${key}`, signInFile(...records));
    const { batchItemFailures } = await handleBatch(sqsEvent(s3Notification(bucket, key)), ports);
    return batchItemFailures.length === 0;
  };
  return {
    left,
    written,
    failingStore: false,
    deliver: (...records) => deliverAs(growing, ...records),
    deliverAs,
    async login() {
      stored.set(`s3://${bucket}/${logKey}`, logFile(consoleLogin()));
      await handleBatch(sqsEvent(s3Notification(bucket, logKey)), ports);
    },
  };
}
