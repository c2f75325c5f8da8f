import type { SQSRecord } from 'aws-lambda';
import { objectUri, openEnvelope } from '../adapters/envelope.ts';
import { ForeignBucket, ObjectMissing, OutOfTime } from '../adapters/errors.ts';
import type { Log } from '../adapters/log.ts';
import type { KeyVerdict } from '../adapters/object-key.ts';
import type { Objects } from '../adapters/objects.ts';
import { resentAttribute } from '../config/queues.ts';
import type { DetectorEvent } from '../core/event.ts';
import type { Clock } from '../core/ports.ts';
import { days, type Instant, minus, toInstant } from '../core/time.ts';
import type { Wanted } from '../core/wanted.ts';
import { decodeRecord } from '../sources/decode-record.ts';
import { UnreadableRecord } from '../sources/errors.ts';
import { readObject } from '../sources/read-object.ts';
import { count as tallyRecord } from '../sources/tally.ts';
import { type MessageCount, newObjectCount } from './message-count.ts';
import { type Rereading, rereadObject } from './rereading.ts';
import type { Announced } from './tell-missing.ts';

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

/**
 * A lifecycle rule may have removed an object before its message came; one so young should still be there. S3 announces
 * an object when it can be read, and from then on reads are consistent: 404 is the truth at the first attempt.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/Welcome.html#ConsistencyModel
 */
const suspiciouslyYoung = days(1);

/**
 * The events of everything that a queue message brings. An object that cannot be read to its end, or not at all, is
 * noted as a failure in `count`, and as missing where it is gone too soon; the next one goes on. Throws UnknownEnvelope
 * before the first event.
 */
export async function* messageEvents(
  message: Pick<SQSRecord, 'messageId' | 'body' | 'attributes' | 'messageAttributes'>,
  ports: ReadPorts,
  count: MessageCount,
): AsyncGenerator<readonly DetectorEvent[]> {
  const { messageId, body, attributes } = message;
  const envelope = openEnvelope(body);
  switch (envelope.kind) {
    case 'benign':
      ports.log.info('nothing to read', { messageId, what: envelope.what });
      return;
    case 'record':
      count.named = 1;
      yield recordEvents(envelope.record, { object: `eventbridge:${messageId}`, wanted: ports.wanted, count });
      return;
    case 'objects': {
      count.named = envelope.objects.length;
      const firstAttempt = !failedBefore(message);
      for (const reference of envelope.objects) {
        if (ports.clock.now() >= ports.deadline) {
          count.failures.push({ error: new OutOfTime() }); // those that fail at once have no content to look at the time by
          return;
        }
        // CloudTrail's own message says nothing of when: then the queue's time stands for it.
        const eventTime = reference.eventTime ?? toInstant(Number(attributes.SentTimestamp)) ?? ports.clock.now();
        yield* objectEvents({ ...reference, eventTime, firstAttempt }, ports, count);
        if (count.failures.at(-1)?.error instanceof OutOfTime) return; // of very many, only the last is looked at
      }
      return;
    }
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
  else counted.readToEnd = true;
  if (decoded.kind !== 'event') return [];
  counted.judged = 1;
  noteNewest(count, [decoded.event]);
  return [decoded.event];
}

async function* objectEvents(
  { firstAttempt, ...reference }: Announced & { readonly firstAttempt: boolean },
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
      noteNewest(count, events);
      yield events;
    }
    counted.readToEnd = true;
  } catch (error) {
    const missing = error instanceof ObjectMissing;
    if (missing && firstAttempt && isOld(reference, ports.clock)) {
      count.objects.pop(); // there is none
      count.gone.push(object);
      skip(count, 'gone');
      return;
    }
    if (missing) count.missing.push(reference);
    count.failures.push({ object, error });
  }
}

/** The time is watched by the content, not by what comes of it: a large object may hold no event for us at all. */
function assertTime(clock: Clock, deadline: Instant): void {
  if (clock.now() >= deadline) throw new OutOfTime();
}

function noteNewest(count: MessageCount, events: readonly DetectorEvent[]): void {
  for (const { time } of events) if (count.newest === undefined || time > count.newest) count.newest = time;
}

/**
 * A log that could not be judged, and is gone when its message comes again, was never judged, whatever its age: so nobody
 * can have one acknowledged by keeping it from being read for a day. What a redrive sends is counted anew, and says so.
 */
function failedBefore({ attributes, messageAttributes }: Pick<SQSRecord, 'attributes' | 'messageAttributes'>): boolean {
  return Number(attributes.ApproximateReceiveCount) !== 1 || Object.hasOwn(messageAttributes, resentAttribute);
}

function isOld({ eventTime }: Announced, clock: Clock): boolean {
  return eventTime < minus(clock.now(), suspiciouslyYoung);
}

function skip({ skippedObjects }: MessageCount, reason: string): void {
  skippedObjects.set(reason, (skippedObjects.get(reason) ?? 0) + 1);
}
