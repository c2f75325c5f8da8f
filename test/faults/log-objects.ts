import { gzipSync } from 'node:zlib';
import type { QueueName } from '../../lambda/config/queues.ts';
import { logFileKey } from '../handlers/batch.ts';
import { consoleLogin, type Json } from '../records.ts';
import { canaries } from './canaries.ts';
import type { Random } from './random.ts';
import type { SignIns } from './sign-ins.ts';

export const buckets = { cloudtrail: 'example-logs', entra: 'example-landing' } as const satisfies Record<
  QueueName,
  string
>;

/** An object as it is written, and written again where it grows. */
export interface LogObject {
  readonly queue: QueueName;
  readonly key: string;
  /** At least one; the last one holds everything. */
  readonly states: readonly State[];
  /** Why it can not be read, until somebody mends it. */
  readonly trouble?: Trouble;
}

interface State {
  readonly bytes: Uint8Array;
  readonly records: number;
  /** How many of them are bad, each by itself. */
  readonly bad: number;
}

export const troubles = ['forbidden', 'missing', 'of another format', 'cut off'] as const;
export type Trouble = (typeof troubles)[number];

/** What S3 hands out of an object; the bytes, or why not. */
export type Found = Uint8Array | 'forbidden' | 'missing';

/** A record to be written; a bad one is none of ours, or one of ours that is damaged. */
interface Line {
  readonly record: Json;
  readonly bad: boolean;
}

export function uriOf({ queue, key }: Pick<LogObject, 'queue' | 'key'>): string {
  return `s3://${buckets[queue]}/${key}`;
}

/** What S3 hands out while the trouble lasts. */
export function troubled(bytes: Uint8Array, trouble: Trouble): Found {
  switch (trouble) {
    case 'forbidden':
    case 'missing':
      return trouble;
    case 'of another format':
      return Buffer.from(JSON.stringify({ configurationItems: [canaries.secrets] }));
    case 'cut off':
      return bytes.subarray(0, Math.floor(bytes.length / 2));
    default:
      return trouble satisfies never;
  }
}

/** The objects of a history: some records twice, some by a second trail as well, some beside bad ones. */
export function objectsOf(
  { trail, entra }: SignIns,
  random: Random,
  { secondTrail, trouble }: { readonly secondTrail: boolean; readonly trouble: number },
): readonly LogObject[] {
  const files = [
    ...logFiles(trail, random.fork('first trail'), 'A'),
    ...(secondTrail ? logFiles(trail, random.fork('second trail'), 'B') : []),
    ...landed(entra, random.fork('landing')),
  ];
  const broken = random.fork('trouble');
  return files.map((file) => (broken.chance(trouble) ? { ...file, trouble: someTrouble(file, broken) } : file));
}

/** Where lines are cut off, one record is bad, and the rest is read. */
function someTrouble({ states }: LogObject, random: Random): Trouble {
  const trouble = random.pick(troubles);
  const isCompressed = states.every(({ bytes }) => bytes[0] === 0x1f);
  return trouble === 'cut off' && !isCompressed ? 'of another format' : trouble;
}

function logFiles(records: readonly Json[], random: Random, trail: string): readonly LogObject[] {
  return parts(withRepeats(records, random), random, 6).map((part, n) => {
    const lines = mixed(part, random, strangeRecords);
    const wrap = random.pick([inRecords, onLines, plain, plainRecords]);
    const key = `${trail === 'A' ? '' : 'o-example/second trail+/'}${logFileKey(`${trail}${n}`)}`;
    return { queue: 'cloudtrail', key, states: [stateOf(lines, wrap)] };
  });
}

/** Some of them grow: they are there first with a part of their lines. */
function landed(records: readonly Json[], random: Random): readonly LogObject[] {
  return parts(withRepeats(records, random), random, 4).map((part, n) => {
    const lines = mixed(part, random, strangeLines);
    const wrap = random.pick([inValue, onLines, onLines, plain]);
    const grows = random.chance(0.4);
    const lengths = grows ? [random.between(1, lines.length), lines.length] : [lines.length];
    const states = lengths.map((length) => stateOf(lines.slice(0, length), wrap));
    return { queue: 'entra', key: `tenant one/m=11/d=20/h=0${n}/PT1H+${n}.json`, states };
  });
}

const strangeRecords: readonly Line[] = [
  { record: consoleLogin({ eventTime: 'yesterday', userIdentity: canaries.secrets }), bad: true },
  { record: { unknown: 'shape', ...canaries.secrets }, bad: true },
  { record: consoleLogin({ eventName: 'DescribeInstances', userIdentity: canaries.secrets }), bad: false },
];

const strangeLines: readonly Line[] = [
  { record: { createdDateTime: 'yesterday', ipAddress: '203.0.113.7', userPrincipalName: canaries.upn(0) }, bad: true },
  { record: { unknown: 'shape', ...canaries.secrets }, bad: true },
];

function mixed(records: readonly Json[], random: Random, strange: readonly Line[]): readonly Line[] {
  const lines: Line[] = records.map((record) => ({ record, bad: false }));
  if (random.chance(0.3)) lines.splice(random.between(1, lines.length), 0, random.pick(strange));
  return lines;
}

/** All in any order, and some again. */
function withRepeats(records: readonly Json[], random: Random): readonly Json[] {
  const again = random.chance(0.3) ? random.shuffled(records).slice(0, 5) : [];
  return random.chance(0.5) ? random.shuffled([...records, ...again]) : [...records, ...again];
}

/** Cut into `most` files at most, none of which is empty. */
function parts(records: readonly Json[], random: Random, most: number): readonly (readonly Json[])[] {
  const cuts = Array.from({ length: random.below(most) }, () => random.below(records.length + 1));
  const edges = [0, ...cuts.toSorted((a, b) => a - b), records.length];
  const all = edges.slice(1).map((end, n) => records.slice(edges[n], end));
  return all.filter((part) => part.length > 0);
}

type Wrap = (records: readonly Json[]) => Uint8Array;

const inRecords: Wrap = (Records) => gzipSync(JSON.stringify({ Records }));
const plainRecords: Wrap = (Records) => Buffer.from(JSON.stringify({ Records }));
const inValue: Wrap = (value) => Buffer.from(JSON.stringify({ value }));
const onLines: Wrap = (records) => Buffer.from(records.map((record) => JSON.stringify(record)).join('\n'));
const plain: Wrap = (records) => Buffer.from(JSON.stringify(records));

function stateOf(lines: readonly Line[], wrap: Wrap): State {
  const records = lines.map(({ record }) => record);
  return { bytes: wrap(records), records: records.length, bad: lines.filter(({ bad }) => bad).length };
}
