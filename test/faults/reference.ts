import { replay } from '../../bin/commands/replay/replay.ts';
import { memoryAlerts } from '../../lambda/adapters/memory/alerts.ts';
import { memorySeenSets } from '../../lambda/adapters/memory/seen-sets.ts';
import { memoryTimelines } from '../../lambda/adapters/memory/timelines.ts';
import { cloudTrailKey, landingKey } from '../../lambda/adapters/object-key.ts';
import { type QueueName, queueNames } from '../../lambda/config/queues.ts';
import type { Alert, AlertRecord } from '../../lambda/core/alert.ts';
import { hashBy } from '../../lambda/core/seen.ts';
import { wantedBy } from '../../lambda/core/wanted.ts';
import { handleBatch } from '../../lambda/handlers/handle-batch.ts';
import { s3Notification } from '../adapters/envelopes.ts';
import { memoryPorts, newLeft, sqsEvent } from '../handlers/batch.ts';
import type { Json } from '../records.ts';
import { buckets, troubled, uriOf } from './log-objects.ts';
import type { Schedule } from './schedule.ts';

/** What a schedule's logs come to where nothing goes wrong. */
export interface Reference {
  /** What the functions store that take each object once, by itself, one after the other. */
  readonly stored: readonly AlertRecord[];
  /** What `gatewarden replay` says of the same files. */
  readonly replayed: readonly Alert[];
}

/** With all that is in trouble `mended`, or left out and cut as it is. */
export async function referenceOf(schedule: Schedule, mended: boolean): Promise<Reference> {
  const files = filesOf(schedule, mended);
  const { alerts } = await replay({
    files: [...files].map(([name, bytes]) => ({ name, size: bytes.length, open: () => inOneChunk(bytes) })),
    rules: schedule.rules,
  });
  return { stored: await stored(schedule, files), replayed: alerts };
}

/** What is in the buckets in the end, by URI, and what EventBridge brought. */
function filesOf({ objects, arrivals }: Schedule, mended: boolean): ReadonlyMap<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  for (const object of objects) {
    const { bytes } = object.states.at(-1) as (typeof object.states)[number];
    const found = mended || object.trouble === undefined ? bytes : troubled(bytes, object.trouble);
    if (typeof found !== 'string') files.set(uriOf(object), found);
  }
  for (const [n, arrival] of arrivals.entries()) {
    if (arrival.kind !== 'sent' || !arrival.body.includes('"aws.signin"')) continue;
    const { detail } = JSON.parse(arrival.body) as { readonly detail: unknown };
    files.set(`eventbridge:${n}`, Buffer.from(JSON.stringify([detail])));
  }
  return files;
}

async function stored(
  { rules, objects, arrivals }: Schedule,
  files: ReadonlyMap<string, Uint8Array>,
): Promise<readonly AlertRecord[]> {
  const [alerts, timelines, seen] = [memoryAlerts(), memoryTimelines(), memorySeenSets()];
  const deliver = async (queue: QueueName, body: Json | string, owner: string): Promise<void> => {
    const ports = memoryPorts(files, newLeft(), {
      ...{ rules, alerts, timelines, owner, queue, wanted: wantedBy(rules), publishers: [] },
      buckets: new Set([buckets[queue]]),
      judgeKey: queue === 'entra' ? landingKey('') : cloudTrailKey,
      ...(queue === 'entra' && { rereading: { seen, hashOf: hashBy(rules) } }),
    });
    await handleBatch(sqsEvent(body), ports);
  };
  for (const queue of queueNames) {
    for (const { key } of objects.filter((object) => object.queue === queue && files.has(uriOf(object)))) {
      await deliver(queue, s3Notification(buckets[queue], key), key);
    }
  }
  for (const [n, arrival] of arrivals.entries()) {
    if (files.has(`eventbridge:${n}`) && arrival.kind === 'sent') await deliver(arrival.queue, arrival.body, `${n}`);
  }
  return alerts.all();
}

async function* inOneChunk(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
