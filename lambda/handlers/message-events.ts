import { type ObjectReference, openEnvelope } from '../adapters/envelope.ts';
import { ForeignBucket, ObjectMissing, OutOfTime } from '../adapters/errors.ts';
import type { Log } from '../adapters/log.ts';
import type { KeyVerdict } from '../adapters/object-key.ts';
import { type Objects, objectUri } from '../adapters/objects.ts';
import type { DetectorEvent } from '../core/event.ts';
import type { Clock } from '../core/ports.ts';
import { days, type Instant, minus } from '../core/time.ts';
import type { Wanted } from '../core/wanted.ts';
import { decodeRecord } from '../sources/decode-record.ts';
import { UnreadableRecord } from '../sources/errors.ts';
import { readObject } from '../sources/read-object.ts';
import { count as tallyRecord } from '../sources/tally.ts';
import { type MessageCount, newObjectCount } from './message-count.ts';
import { type Rereading, rereadObject } from './rereading.ts';

export interface ReadPorts {
  readonly objects: Objects;
  /** The buckets that a message may name. */
  readonly buckets: ReadonlySet<string>;
  /** Which keys in them are ours to read. */
  readonly judgeKey: (key: string) => KeyVerdict;
  readonly wanted: Wanted;
  /** Where files grow and come again. @default every file is processed whole, each time */
  readonly rereading?: Rereading;
  /** The most bytes that one object may have decompressed. */
  readonly maxBytes: number;
  readonly clock: Clock;
  /** When to leave a message to a later invocation. */
  readonly deadline: Instant;
  readonly log: Log;
}

/** A lifecycle rule may have removed an object before its message came; one so young should still be there. */
const suspiciouslyYoung = days(1);

/**
 * The events of everything that a queue message brings. An object that cannot be read to its end, or not at all, is
 * noted as a failure in `count`, and the next one goes on. Throws UnknownEnvelope before the first event.
 */
export async function* messageEvents(
  { messageId, body }: { readonly messageId: string; readonly body: string },
  ports: ReadPorts,
  count: MessageCount,
): AsyncGenerator<readonly DetectorEvent[]> {
  const envelope = openEnvelope(body);
  switch (envelope.kind) {
    case 'benign':
      ports.log.info('nothing to read', { messageId, what: envelope.what });
      return;
    case 'record':
      yield recordEvents(envelope.record, { object: `eventbridge:${messageId}`, wanted: ports.wanted, count });
      return;
    case 'objects':
      for (const reference of envelope.objects) {
        yield* objectEvents(reference, ports, count);
        if (count.failures.some(({ error }) => error instanceof OutOfTime)) return;
      }
      return;
    default:
      envelope satisfies never;
  }
}

function recordEvents(
  record: unknown,
  { object, wanted, count }: { readonly object: string; readonly wanted: Wanted; readonly count: MessageCount },
): readonly DetectorEvent[] {
  const decoded = decodeRecord(record, { object, wanted });
  const counted = newObjectCount(object);
  count.objects.push(counted);
  tallyRecord(counted.tally, decoded, () => 'the event');
  // The message is the record: were it acknowledged, nothing would be left to look at.
  if (decoded.kind === 'failed') count.failures.push({ object, error: new UnreadableRecord(decoded.reason) });
  if (decoded.kind !== 'event') return [];
  counted.judged = 1;
  return [decoded.event];
}

async function* objectEvents(
  reference: ObjectReference,
  ports: ReadPorts,
  count: MessageCount,
): AsyncGenerator<readonly DetectorEvent[]> {
  const object = objectUri(reference);
  if (!ports.buckets.has(reference.bucket)) {
    count.failures.push({ object, error: new ForeignBucket(reference.bucket) });
    return;
  }
  const verdict = ports.judgeKey(reference.key);
  if (verdict !== 'ours') {
    skip(count, verdict.skipped);
    return;
  }
  const counted = newObjectCount(object);
  count.objects.push(counted);
  const { wanted, rereading, maxBytes, clock, deadline } = ports;
  const options = { object, wanted, maxBytes, onContent: () => assertTime(clock, deadline) };
  try {
    if (rereading !== undefined) counted.rereading = await rereadObject(object, rereading);
    for await (const batch of readObject(ports.objects.read(reference), options, counted.tally)) {
      const events = counted.rereading?.unseen(batch) ?? batch;
      counted.judged += events.length;
      counted.readBefore += batch.length - events.length;
      yield events;
    }
  } catch (error) {
    if (error instanceof ObjectMissing && isOld(reference, ports.clock)) skip(count, 'gone');
    else count.failures.push({ object, error });
  }
}

/** The time is watched by the content, not by what comes of it: a large object may hold no event for us at all. */
function assertTime(clock: Clock, deadline: Instant): void {
  if (clock.now() >= deadline) throw new OutOfTime();
}

function isOld({ eventTime }: ObjectReference, clock: Clock): boolean {
  return eventTime !== undefined && eventTime < minus(clock.now(), suspiciouslyYoung);
}

function skip({ skippedObjects }: MessageCount, reason: string): void {
  skippedObjects.set(reason, (skippedObjects.get(reason) ?? 0) + 1);
}
