import { paginateScan } from '@aws-sdk/client-dynamodb';
import { expect, it } from 'vitest';
import { canaryUsage } from '../../bin/commands/cost/canary-usage.ts';
import { measured } from '../../bin/commands/cost/measured.ts';
import { dynamoAlerts } from '../../lambda/adapters/dynamodb/alerts.ts';
import { dynamoFailedMessages } from '../../lambda/adapters/dynamodb/failed-messages.ts';
import { dynamoTimelines } from '../../lambda/adapters/dynamodb/timelines.ts';
import { cloudTrailKey, landingKey } from '../../lambda/adapters/object-key.ts';
import { canaryMarks } from '../../lambda/config/canary.ts';
import type { Message } from '../../lambda/core/ports.ts';
import { minutes } from '../../lambda/core/time.ts';
import { canaryLane } from '../../lambda/handlers/canary-lane.ts';
import { handleBatch } from '../../lambda/handlers/handle-batch.ts';
import { handleCanary } from '../../lambda/handlers/handle-canary.ts';
import { machineMessage } from '../../lambda/render/machine-message.ts';
import { s3Notification } from '../adapters/envelopes.ts';
import { memoryObjects } from '../adapters/memory-objects.ts';
import { runOf } from '../canary/flight.ts';
import { alertIn } from '../core/detecting.ts';
import { memoryPorts, newLeft, now, sqsEvent } from '../handlers/batch.ts';
import { expectFits } from './expect-fits.ts';
import { meteredLog, platformLines } from './metered-log.ts';
import { meteredTable } from './metered-table.ts';
import { quiet } from './organisations.ts';

it('a run of the canary takes what is assumed', async () => {
  await using store = await meteredTable();
  const clock = { now: () => now, pause: async () => undefined };
  const table = { ...store.table, now: clock.now };
  const logged = meteredLog();
  const stored = new Map<string, Uint8Array>();
  const told: string[] = [];
  const written: { readonly bucket: string; readonly key: string }[] = [];
  const publisher = {
    audience: canaryMarks.user,
    async publish(message: Message) {
      told.push(machineMessage(alertIn(message)).body);
    },
  };
  const canary = (event: unknown) =>
    handleCanary(event, {
      put: async ({ bucket, key, body }) => {
        written.push({ bucket, key });
        stored.set(`s3://${bucket}/${key}`, body);
      },
      buckets: { bucket: 'canary', landingBucket: 'landing' },
      landingPrefix: '',
      within: minutes(15),
      newId: () => runOf('a').id,
      clock,
      ...logged.of('Canary', clock),
    });
  const take = async ({ bucket, key }: { readonly bucket: string; readonly key: string }) => {
    const isLogin = bucket === 'canary';
    const ports = {
      ...memoryPorts(new Map(), newLeft()),
      alerts: dynamoAlerts(table),
      timelines: dynamoTimelines(table),
      failedMessages: dynamoFailedMessages(table),
      ...logged.of(isLogin ? 'CloudTrailDetector' : 'EntraDetector', clock),
    };
    const lane = canaryLane({
      ...ports,
      bucket,
      prefix: canaryMarks.folder,
      judgeKey: isLogin ? cloudTrailKey : landingKey(''),
      source: isLogin ? 'cloudtrail' : 'entra',
      objects: memoryObjects(stored),
      publisher,
      detection: ports,
    });
    await handleBatch(sqsEvent(s3Notification(bucket, key)), { ...ports, canary: lane });
  };

  await canary({});
  for (const file of written) await take(file);
  await canary({ Records: told.map((Message) => ({ Sns: { Message } })) });

  const { files, invocations, writes, reads, storedBytes, logBytes } = measured.canary;
  let bytes = 0;
  for await (const { Items: items = [] } of paginateScan({ client: table.client }, { TableName: table.tableName }))
    bytes += items.reduce((sum, item) => sum + Buffer.byteLength(JSON.stringify(item)), 0);
  const own = [...logged.metricNames].filter((name) => /Canary|Reason=canary/.test(name));
  expect(told).toHaveLength(1);
  expect(written).toHaveLength(files);
  expect(invocations).toBe(2 * files);
  expectFits(store.metered.writes, writes);
  expectFits(store.metered.reads, reads);
  expectFits(bytes, storedBytes);
  expectFits(logged.bytes + invocations * platformLines, logBytes);
  expect(own).toHaveLength(measured.metrics.canary);
});

it('costs nothing where there is none, and as often as it flies', () => {
  const runsOf = (canaryEveryMinutes: number | undefined): number | undefined =>
    canaryUsage({ ...quiet, canaryEveryMinutes }).find(({ price }) => price === 'scheduled')?.quantity;

  expect(canaryUsage(quiet)).toEqual([]);
  expect(runsOf(60)).toBe(4 * (runsOf(240) ?? 0));
});
