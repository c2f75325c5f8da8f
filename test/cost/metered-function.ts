import { paginateScan } from '@aws-sdk/client-dynamodb';
import { dynamoAlerts } from '../../lambda/adapters/dynamodb/alerts.ts';
import { dynamoFailedMessages } from '../../lambda/adapters/dynamodb/failed-messages.ts';
import { dynamoSeenSets } from '../../lambda/adapters/dynamodb/seen-sets.ts';
import { dynamoTimelines } from '../../lambda/adapters/dynamodb/timelines.ts';
import { landingKey } from '../../lambda/adapters/object-key.ts';
import { limits } from '../../lambda/config/limits.ts';
import { defaultTelling } from '../../lambda/config/telling.ts';
import { gathered } from '../../lambda/core/gathering.ts';
import { hashBy } from '../../lambda/core/seen.ts';
import { seconds } from '../../lambda/core/time.ts';
import { type BatchPorts, handleBatch } from '../../lambda/handlers/handle-batch.ts';
import { type MeasuringPorts, measuredPublisher } from '../../lambda/handlers/measured-publisher.ts';
import { policyOf } from '../../lambda/handlers/publishers.ts';
import { rules } from '../../lambda/rules/index.ts';
import { s3Notification } from '../adapters/envelopes.ts';
import { bucket, logFile, logFileKey, memoryPorts, newLeft, now, signInFile, sqsEvent } from '../handlers/batch.ts';
import type { Json } from '../records.ts';
import { meteredLog } from './metered-log.ts';
import { type Metered, meteredTable } from './metered-table.ts';

/** What an invocation took. */
export interface Taken extends Metered {
  /** Of all lines that it wrote to its log, metrics included. */
  readonly logBytes: number;
  readonly published: number;
}

/** Both functions over one table, each file in an invocation of its own, with all that the deployed ones do. */
export interface MeteredFunctions extends AsyncDisposable {
  cloudTrail(...records: readonly Json[]): Promise<Taken>;
  landing(...records: readonly Json[]): Promise<Taken>;
  /** The last file of the landing bucket comes again. */
  landingAgain(): Promise<Taken>;
  /** A digest of CloudTrail's, which is skipped. */
  digest(): Promise<Taken>;
  /** The names of all metrics so far, with their dimensions: what CloudWatch charges for each. */
  readonly metricNames: ReadonlySet<string>;
  /** The bytes of all items in the table. */
  storedBytes(): Promise<number>;
}

export async function meteredFunctions(): Promise<MeteredFunctions> {
  const { table: bare, metered, [Symbol.asyncDispose]: dispose } = await meteredTable();
  const clock = { now: () => now, pause: async () => undefined };
  const table = { ...bare, now: clock.now };
  const stored = new Map<string, Uint8Array>();
  const logged = meteredLog();
  let [files, published] = [0, 0];
  const shared = {
    timelines: dynamoTimelines(table),
    alerts: dynamoAlerts(table),
    failedMessages: dynamoFailedMessages(table),
    clock,
    rules,
    lease: seconds(limits.leaseSeconds),
    updatesPerHour: defaultTelling.updatesPerHour,
  };
  const publishersOf = (owner: string, measuring: MeasuringPorts) =>
    (['machines', 'people'] as const).map((audience) => {
      const publisher = {
        audience,
        async publish() {
          published += 1;
        },
      };
      return gathered(measuredPublisher(publisher, measuring), policyOf(audience, { telling: defaultTelling }), {
        ...shared,
        owner,
      });
    });
  const take = async (key: string, body: Uint8Array, reading: Partial<BatchPorts>, functionId: string) => {
    stored.set(`s3://${bucket}/${key}`, body);
    const owner = `invocation-${files}`;
    const own = logged.of(functionId, clock);
    const ports = {
      ...memoryPorts(stored, newLeft()),
      ...shared,
      owner,
      publishers: publishersOf(owner, { ...own, clock }),
      ...own,
      ...reading,
    };
    const before = { ...metered, logBytes: logged.bytes, published };
    const event = sqsEvent(s3Notification(bucket, key));
    const { batchItemFailures } = await handleBatch(event, ports);
    if (batchItemFailures.length > 0) throw new Error('the message failed');
    return {
      writes: metered.writes - before.writes,
      reads: metered.reads - before.reads,
      logBytes: logged.bytes - before.logBytes,
      published: published - before.published,
    };
  };
  const [cloudTrail, entra] = ['CloudTrailDetector', 'EntraDetector'] as const;
  const rereading = {
    judgeKey: landingKey(''),
    queue: 'entra',
    rereading: { seen: dynamoSeenSets(table), hashOf: hashBy(rules) },
  } as const;
  let landed = new Uint8Array();
  const land = () => take(`entra/${files}.json`, landed, rereading, entra);
  return {
    cloudTrail: (...records) =>
      take(logFileKey(String(++files).padStart(16, '0')), logFile(...records), {}, cloudTrail),
    landing(...records) {
      files += 1;
      landed = Uint8Array.from(signInFile(...records));
      return land();
    },
    landingAgain: land,
    digest: () => take(digestKey, new Uint8Array(), {}, cloudTrail),
    metricNames: logged.metricNames,
    async storedBytes() {
      let bytes = 0;
      for await (const { Items: items = [] } of paginateScan({ client: table.client }, { TableName: table.tableName }))
        bytes += items.reduce((sum, item) => sum + Buffer.byteLength(JSON.stringify(item)), 0);
      return bytes;
    },
    [Symbol.asyncDispose]: dispose,
  };
}

const digestKey =
  'AWSLogs/111122223333/CloudTrail-Digest/us-east-1/2026/11/20/111122223333_CloudTrail-Digest_us-east-1_trail_us-east-1_20261120T100000Z.json.gz';
