import type { SQSRecord } from 'aws-lambda';
import { objectUri, openEnvelope } from '../adapters/envelope.ts';
import { ForeignBucket, ObjectMissing, OutOfTime } from '../adapters/errors.ts';
import type { Log } from '../adapters/log.ts';
import type { KeyVerdict } from '../adapters/object-key.ts';
import type { Objects } from '../adapters/objects.ts';
import type { LogBucket } from '../config/log-buckets.ts';
import { resentAttribute } from '../config/queues.ts';
import type { DetectorEvent, Source } from '../core/event.ts';
import type { Clock } from '../core/ports.ts';
import { days, type Instant, minus, toInstant } from '../core/time.ts';
import type { Wanted } from '../core/wanted.ts';
import { decodeRecord } from '../sources/decode-record.ts';
import { UnreadableRecord } from '../sources/errors.ts';
import { readObject } from '../sources/read-object.ts';
import { count as tallyRecord } from '../sources/tally.ts';
import type { CanaryLane } from './canary-lane.ts';
import { takeCanaryObject } from './canary-object.ts';
import { type MessageCount, newEventCount, newObjectCount } from './message-count.ts';
import { type Rereading, rereadObject } from './rereading.ts';
import { realEvents } from './set-aside.ts';
import type { Announced } from './tell-missing.ts';

export interface ReadPorts {
  readonly objects: Objects;
  /** The buckets that a message may name. */
  readonly buckets: ReadonlyMap<string, LogBucket>;
  /** Which keys in them are ours to read. */
  readonly judgeKey: (key: string) => KeyVerdict;
  /** Whose records are judged: who may write where another source's belong makes up none of its. @default every source's */
  readonly source?: Source;
  readonly wanted: Wanted;
  /** Whether EventBridge brings single sign-ins. @default they are as unknown as any other message */
  readonly signIns?: boolean;
  /** Where the canary's objects are judged. @default there is no canary, and its objects are as foreign as any */
  readonly canary?: CanaryLane | undefined;
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
  const envelope = openEnvelope(body, ports);
  switch (envelope.kind) {
    case 'benign':
      ports.log.info('nothing to read', { messageId, what: envelope.what });
      return;
    case 'event': {
      count.named = 1;
      const object = `eventbridge:${envelope.eventId ?? messageId}`;
      yield recordEvents(envelope.event, { object, ports, count });
      return;
    }
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
        if (ports.canary?.owns(reference) === true) await takeCanaryObject(reference, ports.canary, count);
        else yield* objectEvents({ ...reference, eventTime, firstAttempt }, ports, count);
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
  { object, ports, count }: { readonly object: string; readonly ports: ReadPorts; readonly count: MessageCount },
): readonly DetectorEvent[] {
  const { wanted, source } = ports;
  const decoded = decodeRecord(record, { object, wanted, source });
  const counted = newEventCount(object);
  count.objects.push(counted);
  tallyRecord(counted.tally, decoded, () => 'the event');
  // The message is the record: were it acknowledged, nothing would be left to look at.
  if (decoded.kind === 'failed') count.failures.push({ object, error: new UnreadableRecord(decoded.reason) });
  else counted.readToEnd = true;
  const events = realEvents(decoded.kind === 'event' ? [decoded.event] : [], counted.tally);
  counted.judged = events.length;
  noteNewest(count, events);
  return events;
}

async function* objectEvents(
  { firstAttempt, ...reference }: Omit<Announced, 'bucketOwner'> & { readonly firstAttempt: boolean },
  ports: ReadPorts,
  count: MessageCount,
): AsyncGenerator<readonly DetectorEvent[]> {
  const object = objectUri(reference);
  const bucket = ports.buckets.get(reference.bucket);
  if (bucket === undefined) {
    count.failures.push({ object, error: foreignBucket(reference.bucket, count) });
    return;
  }
  const verdict = ports.judgeKey(reference.key);
  if (verdict !== 'ours') {
    skip(count, verdict.skipped);
    return;
  }
  const counted = newObjectCount(object);
  count.objects.push(counted);
  const { wanted, source, rereading, maxBytes, clock, deadline } = ports;
  const options = { object, wanted, source, maxBytes, onContent: () => assertTime(clock, deadline) };
  try {
    if (rereading !== undefined) counted.rereading = await rereadObject(object, rereading);
    for await (const read of readObject(ports.objects.read(reference), options, counted.tally)) {
      const batch = realEvents(read, counted.tally);
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
    if (missing) count.missing.push({ ...reference, bucketOwner: bucket.owner });
    count.failures.push({ object, error });
  }
}

/** The same error for objects that are named one behind the other: a message can name 65,000, and a stack takes long. */
function foreignBucket(bucket: string, { failures }: MessageCount): ForeignBucket {
  const before = failures.at(-1)?.error;
  return before instanceof ForeignBucket && before.bucket === bucket ? before : new ForeignBucket(bucket);
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

function isOld({ eventTime }: Pick<Announced, 'eventTime'>, clock: Clock): boolean {
  return eventTime < minus(clock.now(), suspiciouslyYoung);
}

function skip({ skippedObjects }: MessageCount, reason: string): void {
  skippedObjects.set(reason, (skippedObjects.get(reason) ?? 0) + 1);
}
