import { gzipSync } from 'node:zlib';
import type { SQSEvent, SQSRecord } from 'aws-lambda';
import { jsonLog } from '../../lambda/adapters/log.ts';
import { memoryAlerts } from '../../lambda/adapters/memory/alerts.ts';
import { memoryFailedMessages } from '../../lambda/adapters/memory/failed-messages.ts';
import { memoryTimelines } from '../../lambda/adapters/memory/timelines.ts';
import { embeddedMetrics } from '../../lambda/adapters/metrics.ts';
import { cloudTrailKey } from '../../lambda/adapters/object-key.ts';
import type { LogBucket } from '../../lambda/config/log-buckets.ts';
import type { Alert } from '../../lambda/core/alert.ts';
import type { Publisher } from '../../lambda/core/ports.ts';
import { type Instant, latestInstant, minutes, parseInstant } from '../../lambda/core/time.ts';
import { wantedBy } from '../../lambda/core/wanted.ts';
import type { BatchPorts } from '../../lambda/handlers/handle-batch.ts';
import { rules } from '../../lambda/rules/index.ts';
import { logFileMissing } from '../../lambda/system-alerts/log-file-missing.ts';
import { memoryObjects } from '../adapters/memory-objects.ts';
import type { Json } from '../records.ts';

export const bucket = 'example-logs';
export const now = parseInstant('2026-11-20T12:00:00Z') as Instant;

/** An allow list of these buckets, all of one owner. */
export function allowed(...names: readonly string[]): ReadonlyMap<string, LogBucket> {
  return new Map(names.map((name) => [name, { bucket: name, owner: '111122223333' }]));
}

/** A key as CloudTrail names its files; `unique` tells them apart. */
export function logFileKey(unique: string): string {
  const folder = 'AWSLogs/111122223333/CloudTrail/us-east-1/2026/11/20';
  return `${folder}/111122223333_CloudTrail_us-east-1_20261120T1005Z_${unique}.json.gz`;
}

/** A CloudTrail log file of these records, compressed. */
export function logFile(...records: readonly Json[]): Uint8Array {
  return gzipSync(JSON.stringify({ Records: records }));
}

/** A file of sign-ins, as Azure Monitor writes them: one a line. */
export function signInFile(...records: readonly Json[]): Uint8Array {
  return Buffer.from(records.map((record) => JSON.stringify(record)).join('\n'));
}

/** An invocation's event: one message for each body, with ids m0, m1 and so on. */
export function sqsEvent(...bodies: readonly (Json | string)[]): SQSEvent {
  return { Records: bodies.map((body, index) => sqsRecord(`m${index}`, body)) };
}

/** What an invocation's messages left: what was published, and each line that was written. */
export interface Left {
  readonly published: { readonly audience: string; readonly alert: Alert }[];
  readonly log: Json[];
  readonly metrics: Json[];
}

export function newLeft(): Left {
  return { published: [], log: [], metrics: [] };
}

/** A publisher that keeps what it is given. */
export function keepingPublisher(audience: string, left: Left): Publisher {
  return {
    audience,
    async publish(message) {
      if (message.schema !== 'gatewarden.alert/1') throw new Error('expected an alert: nothing is gathered here');
      left.published.push({ audience, alert: message });
    },
  };
}

/** Ports of an invocation, all in memory: `stored` holds the objects by URI, `left` takes what goes out. */
export function memoryPorts(
  stored: ReadonlyMap<string, Uint8Array>,
  left: Left,
  changes: Partial<BatchPorts> = {},
): BatchPorts {
  const clock = { now: () => now, pause: async () => {} };
  return {
    rules,
    wanted: wantedBy(rules),
    signIns: true,
    buckets: allowed(bucket),
    logFileMissing,
    judgeKey: cloudTrailKey,
    maxBytes: 2 ** 30,
    objects: memoryObjects(stored),
    queue: 'cloudtrail',
    failedMessages: memoryFailedMessages(clock),
    timelines: memoryTimelines(),
    alerts: memoryAlerts(),
    publishers: [keepingPublisher('machines', left), keepingPublisher('people', left)],
    metrics: embeddedMetrics({ functionName: 'test', clock, write: into(left.metrics) }),
    log: jsonLog({}, into(left.log)),
    clock,
    deadline: latestInstant,
    owner: 'invocation-1',
    lease: minutes(5),
    updatesPerHour: 4,
    thinning: true,
    contextLimit: 1_000,
    countLimit: 1_000,
    ...changes,
  };
}

/** The sum of one metric over all lines, or over those with this reason. */
export function metric(left: Left, name: string, reason?: string): number {
  const lines = left.metrics.filter((line) => reason === undefined || line['Reason'] === reason);
  return lines.reduce((sum, line) => sum + Number(line[name] ?? 0), 0);
}

function into(lines: Json[]): (line: string) => void {
  return (line) => void lines.push(JSON.parse(line) as Json);
}

/** A message as a function gets it, delivered once so far unless `attributes` say otherwise. */
export function sqsRecord(
  messageId: string,
  body: Json | string,
  attributes: Partial<SQSRecord['attributes']> = {},
): SQSRecord {
  return {
    messageId,
    receiptHandle: messageId,
    body: typeof body === 'string' ? body : JSON.stringify(body),
    attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: String(now),
      SenderId: 'EXAMPLE',
      ApproximateFirstReceiveTimestamp: String(now),
      ...attributes,
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:us-east-1:111122223333:example',
    awsRegion: 'us-east-1',
  };
}
