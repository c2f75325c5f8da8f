import { deflateRawSync } from 'node:zlib';

/** A writer of Avro files, for tests: https://avro.apache.org/docs/1.12.0/specification/ */

const marker = Buffer.from('0123456789abcdef');

/** The schema of Event Hubs' capture: https://learn.microsoft.com/azure/event-hubs/event-hubs-capture-overview */
export const captureSchema = {
  type: 'record',
  name: 'EventData',
  namespace: 'Microsoft.ServiceBus.Messaging',
  fields: [
    { name: 'SequenceNumber', type: 'long' },
    { name: 'Offset', type: 'string' },
    { name: 'EnqueuedTimeUtc', type: 'string' },
    { name: 'SystemProperties', type: { type: 'map', values: ['long', 'double', 'string', 'bytes'] } },
    { name: 'Properties', type: { type: 'map', values: ['long', 'double', 'string', 'bytes', 'null'] } },
    { name: 'Body', type: ['null', 'bytes'] },
  ],
} as const;

export type Codec = 'null' | 'deflate';

export interface Container {
  readonly schema?: unknown;
  readonly codec?: string;
  /** In place of the header's metadata. */
  readonly metadata?: readonly (readonly [name: string, value: string])[];
}

/** What stands before the first block. */
export function header({ schema = captureSchema, codec, metadata }: Container = {}): Buffer {
  const text = typeof schema === 'string' ? schema : JSON.stringify(schema);
  const pairs = metadata ?? [['avro.schema', text], ...(codec === undefined ? [] : [['avro.codec', codec] as const])];
  const entries = pairs.flatMap(([name, value]) => [bytes(name), bytes(value)]);
  return Buffer.concat([Buffer.from('Obj\x01'), long(pairs.length), ...entries, long(0), marker]);
}

/** A block of so many objects, as the codec leaves them. */
export function block(count: number | bigint, content: Uint8Array, size: number | bigint = content.length): Buffer {
  return Buffer.concat([long(count), long(size), content, marker]);
}

/** A whole file of these objects, each encoded already, so many in a block. */
export function file(
  objects: readonly Uint8Array[],
  { codec = 'null', inBlock = 2, schema = captureSchema }: FileOptions = {},
): Buffer {
  const blocks: Buffer[] = [];
  for (let at = 0; at < objects.length; at += inBlock) {
    const some = objects.slice(at, at + inBlock);
    const content = Buffer.concat(some);
    blocks.push(block(some.length, codec === 'deflate' ? deflateRawSync(content) : content));
  }
  return Buffer.concat([header({ schema, codec }), ...blocks]);
}

export interface FileOptions {
  readonly codec?: Codec;
  readonly inBlock?: number;
  readonly schema?: unknown;
}

/** A file as capture writes it, of events with these bodies; undefined stands for none. */
export function captured(bodies: readonly (string | undefined)[], options: FileOptions = {}): Buffer {
  return file(bodies.map(eventData), options);
}

/** One event of `captureSchema`. */
export function eventData(body: string | undefined, sequenceNumber = 0): Buffer {
  const properties = [long(1), bytes('x-opt-offset'), long(0), long(4_096), long(0)];
  return Buffer.concat([
    long(sequenceNumber),
    bytes('4096'),
    bytes('11/20/2026 9:00:01 AM'),
    ...properties,
    long(0),
    ...(body === undefined ? [long(0)] : [long(1), bytes(body)]),
  ]);
}

/** Bytes and strings: their length before them. */
export function bytes(value: string | Uint8Array): Buffer {
  const content = Buffer.from(value);
  return Buffer.concat([long(content.length), content]);
}

/** A number of 64 bits, zig-zag, seven bits a byte, the lowest first. */
export function long(value: number | bigint): Buffer {
  const signed = BigInt(value);
  const found: number[] = [];
  for (let rest = BigInt.asUintN(64, (signed << 1n) ^ (signed >> 63n)); ; rest >>= 7n) {
    const low = Number(rest & 0x7fn);
    if (rest < 0x80n) return Buffer.from([...found, low]);
    found.push(low + 0x80);
  }
}
