import type { QueueName } from '../../lambda/config/queues.ts';
import { hours, type Instant, minutes, plus, seconds } from '../../lambda/core/time.ts';
import {
  cloudTrailMessage,
  notificationRecord,
  objectCreatedEvent,
  signInEvent,
  testEvent,
  throughSns,
} from '../adapters/envelopes.ts';
import type { Json } from '../records.ts';
import { buckets, type LogObject, uriOf } from './log-objects.ts';
import type { Random } from './random.ts';

/** What comes from outside, and when: an object is written, or a queue gets a message. */
export type Arrival = Written | Sent;

interface Written {
  readonly at: Instant;
  readonly kind: 'written';
  readonly object: LogObject;
  readonly state: number;
}

interface Sent {
  readonly at: Instant;
  readonly kind: 'sent';
  readonly queue: QueueName;
  readonly body: string;
  /** The URIs of the objects that it names. */
  readonly names: readonly string[];
  /** Whether it can never be taken, whatever is mended. */
  readonly poison: boolean;
}

type Named = { readonly at: Instant; readonly object: LogObject };

/**
 * Each object is written, and some time later its notification comes: by itself or with others, in any shape, now and then
 * twice, hours late or before the one that was sent first. Beside them comes what is no object of ours.
 */
export function arrivalsOf(
  objects: readonly LogObject[],
  records: readonly Json[],
  { start, random }: { readonly start: Instant; readonly random: Random },
): readonly Arrival[] {
  const apart = random.pick([seconds(0), seconds(1), minutes(1), minutes(9), minutes(40)]);
  const written = objects.flatMap((object) => {
    const first = plus(start, random.chance(0.1) ? hours(random.between(1, 30)) : (random.below(apart + 1) as never));
    return object.states.map((_, state) => ({
      at: plus(first, minutes(10 * state)),
      kind: 'written' as const,
      object,
      state,
    }));
  });
  const named: readonly Named[] = written.flatMap(({ at, object }) => {
    const again = random.chance(0.2) ? [minutes(random.pick([0, 1, 13]))] : [];
    return [seconds(random.below(3)), ...again].map((after) => ({ at: plus(at, after), object }));
  });
  return [
    ...written,
    ...notifications(named, random),
    ...signInsOf(records, start, random),
    ...strangers(start, random),
  ].toSorted((a, b) => a.at - b.at);
}

/** Several that come at about the same time may share a message. */
function notifications(named: readonly Named[], random: Random): readonly Sent[] {
  const shares = random.chance(0.5);
  const groups = Map.groupBy(named, ({ at, object }) =>
    shares ? `${object.queue} ${Math.floor(at / minutes(1))}` : at + uriOf(object),
  );
  return [...groups.values()].flatMap((group) => {
    const sizes = shares ? random.between(1, 4) : 1;
    const messages = Array.from({ length: Math.ceil(group.length / sizes) }, (_, n) =>
      group.slice(n * sizes, (n + 1) * sizes),
    );
    return messages.map((each) => notification(each, random));
  });
}

function notification(named: readonly Named[], random: Random): Sent {
  const objects = named.map(({ object }) => object);
  const { queue } = objects[0] as LogObject;
  const at = Math.max(...named.map((each) => each.at)) as Instant;
  return { at, kind: 'sent', queue, names: objects.map(uriOf), poison: false, body: bodyOf(named, at, random) };
}

function bodyOf(named: readonly Named[], at: Instant, random: Random): string {
  const objects = named.map(({ object }) => object);
  const { queue, key } = objects[0] as LogObject;
  const [bucket, time] = [buckets[queue], new Date(at).toISOString()];
  const s3 = JSON.stringify({
    Records: objects.map((each) => notificationRecord(bucket, each.key, { eventTime: time })),
  });
  const own = JSON.stringify(cloudTrailMessage(bucket, ...objects.map((each) => each.key)));
  const shapes = [
    s3,
    JSON.stringify(throughSns(s3)),
    ...(queue === 'cloudtrail' ? [own, JSON.stringify(throughSns(own))] : []),
    ...(objects.length === 1 ? [JSON.stringify(objectCreatedEvent(bucket, key, { time }))] : []),
  ];
  return random.pick(shapes);
}

/** EventBridge brings some logins by themselves, before or after their file does. */
function signInsOf(records: readonly Json[], start: Instant, random: Random): readonly Sent[] {
  if (records.length === 0 || random.chance(0.7)) return [];
  return random
    .shuffled(records)
    .slice(0, random.between(1, 3))
    .map((record) => ({
      at: plus(start, minutes(random.below(12))),
      kind: 'sent',
      queue: 'cloudtrail',
      body: JSON.stringify(signInEvent(record)),
      names: [],
      poison: false,
    }));
}

/** What is to be acknowledged and is nothing, and what nobody can take. */
function strangers(start: Instant, random: Random): readonly Sent[] {
  const foreignKey = JSON.stringify({ Records: [notificationRecord(buckets.cloudtrail, 'backup/notes.txt')] });
  const foreignBucket = JSON.stringify({ Records: [notificationRecord('another-bucket', 'a.json.gz')] });
  const all = [
    { body: JSON.stringify(testEvent), poison: false },
    { body: 'CloudTrail validation message.', poison: false },
    { body: foreignKey, poison: false },
    { body: foreignBucket, poison: true },
    { body: '{"hello":"canary-world"}', poison: true },
  ];
  return random
    .shuffled(all)
    .slice(0, random.pick([0, 0, 1, 2]))
    .map((each) => ({
      ...each,
      at: plus(start, minutes(random.below(3))),
      kind: 'sent',
      queue: 'cloudtrail',
      names: [],
    }));
}
