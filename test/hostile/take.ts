import { memoryAlerts } from '../../lambda/adapters/memory/alerts.ts';
import { memorySeenSets } from '../../lambda/adapters/memory/seen-sets.ts';
import { memoryTimelines } from '../../lambda/adapters/memory/timelines.ts';
import { cloudTrailKey } from '../../lambda/adapters/object-key.ts';
import { hashBy } from '../../lambda/core/seen.ts';
import { type BatchPorts, handleBatch } from '../../lambda/handlers/handle-batch.ts';
import { rules } from '../../lambda/rules/index.ts';
import { logFileMissing } from '../../lambda/system-alerts/log-file-missing.ts';
import { s3Notification } from '../adapters/envelopes.ts';
import { bucket, type Left, logFile, logFileKey, memoryPorts, metric, newLeft, sqsEvent } from '../handlers/batch.ts';
import { consoleLogin, type Json } from '../records.ts';
import type { Carrier } from './carriers.ts';

/** Whose records stand in the hostile object, and whose in the sound one that comes in the same batch. */
export const addresses = { inside: '203.0.113.7', beside: '198.51.100.9' } as const;

/** What an invocation made of a hostile message and of a sound one after it. */
export interface Taken {
  readonly left: Left;
  /** The messages that failed, so that the queue keeps them: `m0` is the hostile one. */
  readonly failed: readonly string[];
  /** The addresses that an alert was told of, sorted. */
  readonly told: readonly string[];
  /** The names of the objects that the hostile message could have named. */
  readonly object: string;
}

const soundKey = 'sound0000000';
const hostileKey = 'hostile00000';

/** Takes a hostile object of a carrier, and a sound one of the same carrier in the same batch. */
export async function takeObject(
  carrier: Carrier,
  object: Uint8Array,
  { key = carrier.key(hostileKey), ...changes }: Partial<BatchPorts> & { readonly key?: string } = {},
): Promise<Taken> {
  const stored = new Map([[`s3://${bucket}/${key}`, object]]);
  return take(carrier, s3Notification(bucket, key), { stored, object: `s3://${bucket}/${key}`, ...changes });
}

/** Takes a hostile message; the objects that it may name are in `stored`. */
export async function take(
  carrier: Carrier,
  message: Json | string,
  given: Partial<BatchPorts> & { readonly stored?: ReadonlyMap<string, Uint8Array>; readonly object?: string } = {},
): Promise<Taken> {
  const { stored: hostile = new Map<string, Uint8Array>(), object = '', ...changes } = given;
  const sound = carrier.stored(carrier.content(carrier.telling(addresses.beside)));
  const stored = new Map([...hostile, [`s3://${bucket}/${carrier.key(soundKey)}`, sound]]);
  const left = newLeft();
  const shared = { timelines: memoryTimelines(), alerts: memoryAlerts(), ...changes };
  if (carrier.source === 'entra') await loginsFromBoth(shared);
  const ports = memoryPorts(stored, left, {
    ...shared,
    judgeKey: carrier.judgeKey,
    source: carrier.source,
    ...(carrier.source === 'entra' && { rereading: { seen: memorySeenSets(), hashOf: hashBy(rules) } }),
    owner: 'invocation-2',
  });

  const event = sqsEvent(message, s3Notification(bucket, carrier.key(soundKey)));
  const { batchItemFailures } = await handleBatch(event, ports);

  return { left, failed: batchItemFailures.map(({ itemIdentifier }) => itemIdentifier), told: toldOf(left), object };
}

/** The counts of the hostile message, without those of the sound one. */
export function countsOf({ left }: Taken, carrier: Carrier) {
  const sound = carrier.telling(addresses.beside).length;
  const skipped = left.metrics.flatMap(({ Reason, RecordsSkipped }) =>
    RecordsSkipped === undefined ? [] : [[String(Reason), Number(RecordsSkipped)] as const],
  );
  return {
    records: metric(left, 'Records') - sound,
    events: metric(left, 'Events') - sound,
    skipped: Object.fromEntries(skipped),
    failed: metric(left, 'RecordsFailed'),
    objectsFailed: metric(left, 'ObjectsFailed'),
    messagesFailed: metric(left, 'MessagesFailed'),
    reconciliationBroken: metric(left, 'ReconciliationBroken'),
  };
}

/** The lines of the log with this message. */
export function logged({ left }: Taken, message: string): readonly Json[] {
  return left.log.filter((line) => line['message'] === message);
}

/** Logins that failed sign-ins are matched with: with a second factor, so that no other rule tells of them. */
async function loginsFromBoth(shared: Pick<BatchPorts, 'timelines' | 'alerts'>): Promise<void> {
  const logins = Object.values(addresses).map((sourceIPAddress) =>
    consoleLogin({
      sourceIPAddress,
      eventID: `login-${sourceIPAddress}`,
      additionalEventData: { MFAUsed: 'Yes' },
    }),
  );
  const key = logFileKey('logins000000');
  const stored = new Map([[`s3://${bucket}/${key}`, logFile(...logins)]]);
  const ports = memoryPorts(stored, newLeft(), { ...shared, judgeKey: cloudTrailKey });
  await handleBatch(sqsEvent(s3Notification(bucket, key)), ports);
}

/** The addresses of logins; that a file is missing tells of none. */
function toldOf({ published }: Left): readonly string[] {
  const all = published
    .filter(({ audience, alert }) => audience === 'machines' && alert.rule.id !== logFileMissing.id)
    .map(({ alert }) => addressOf(alert.columns));
  return [...new Set(all)].toSorted();
}

function addressOf(columns: Json): string {
  return String(columns['SourceIpAddress'] ?? columns['SourceAddress'] ?? columns['IPAddress']);
}
