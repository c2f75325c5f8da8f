import { dynamoAlerts } from '../../lambda/adapters/dynamodb/alerts.ts';
import { dynamoTimelines } from '../../lambda/adapters/dynamodb/timelines.ts';
import { limits } from '../../lambda/config/limits.ts';
import { hours, type Instant, minus, seconds } from '../../lambda/core/time.ts';
import { handleBatch } from '../../lambda/handlers/handle-batch.ts';
import { s3Notification } from '../adapters/envelopes.ts';
import { bucket, logFile, memoryPorts, newLeft, sqsEvent } from '../handlers/batch.ts';
import type { Json } from '../records.ts';
import type { Deployed } from './deployed.ts';

/** Leaves in the table what an invocation leaves that found these records an hour ago, and died before it claimed an alert. */
export async function invocationDied({ clients, tableName }: Deployed, ...records: readonly Json[]): Promise<void> {
  const time = minus(Date.now() as Instant, hours(1));
  const table = { client: clients.dynamo, tableName, now: () => time };
  const died = new Error('the invocation died');
  const ports = memoryPorts(new Map([[`s3://${bucket}/0`, logFile(...records)]]), newLeft(), {
    timelines: dynamoTimelines(table),
    alerts: { ...dynamoAlerts(table), claim: () => Promise.reject(died) },
    judgeKey: () => 'ours',
    clock: { now: () => time, pause: async () => {} },
    lease: seconds(limits.leaseSeconds),
  });
  const { batchItemFailures } = await handleBatch(sqsEvent(s3Notification(bucket, '0')), ports);
  if (batchItemFailures.length !== 1) throw new Error('expected the invocation to find an alert');
}
