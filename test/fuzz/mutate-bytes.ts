import type { Random } from './random.ts';

export const mostBytes = 256 * 1024;

/** Bytes that mean something in JSON, UTF-8, gzip or Avro. */
const telling = [
  0x00, 0x01, 0x0a, 0x1f, 0x20, 0x22, 0x2c, 0x3a, 0x5b, 0x5c, 0x5d, 0x7b, 0x7d, 0x7f, 0x80, 0x8b, 0xc0, 0xed, 0xef,
  0xff,
];

type Change = (bytes: Buffer, other: Uint8Array, random: Random) => Uint8Array;

const changes: readonly Change[] = [
  flipBit,
  (bytes, _, random) => at(bytes, random, () => Buffer.from([random.pick(telling)])),
  (bytes, _, random) => at(bytes, random, () => Buffer.from([random.below(256)])),
  (bytes, _, random) => inserted(bytes, random, Buffer.from([random.pick(telling)])),
  (bytes, _, random) => inserted(bytes, random, Buffer.alloc(1 + random.below(300), random.pick(telling))),
  (bytes, _, random) => inserted(bytes, random, part(bytes, random)),
  (bytes, other, random) => inserted(bytes, random, part(other, random)),
  removed,
  (bytes, _, random) => bytes.subarray(0, random.below(bytes.length + 1)),
  (bytes, _, random) => bytes.subarray(random.below(bytes.length + 1)),
  (bytes, other, random) =>
    Buffer.concat([bytes.subarray(0, random.below(bytes.length + 1)), other.subarray(random.below(other.length + 1))]),
  (bytes, other) => Buffer.concat([bytes, other]),
];

/** Some bytes changed, taken away, put in or copied, of one input or of two. */
export function mutateBytes(input: Uint8Array, other: Uint8Array, random: Random): Uint8Array {
  let bytes: Uint8Array = Buffer.from(input);
  for (let times = 1 + random.below(4); times > 0; times--)
    bytes = random.pick(changes)(Buffer.from(bytes), other, random);
  return bytes.subarray(0, mostBytes);
}

function flipBit(bytes: Buffer, _: Uint8Array, random: Random): Uint8Array {
  return at(bytes, random, (found) => Buffer.from([found ^ (1 << random.below(8))]));
}

function at(bytes: Buffer, random: Random, change: (found: number) => Buffer): Uint8Array {
  if (bytes.length === 0) return bytes;
  const place = random.below(bytes.length);
  change(bytes[place] as number).copy(bytes, place);
  return bytes;
}

function inserted(bytes: Buffer, random: Random, more: Uint8Array): Uint8Array {
  const place = random.below(bytes.length + 1);
  return Buffer.concat([bytes.subarray(0, place), more, bytes.subarray(place)]);
}

function removed(bytes: Buffer, _: Uint8Array, random: Random): Uint8Array {
  const from = random.below(bytes.length + 1);
  const to = Math.min(bytes.length, from + 1 + random.below(random.chance(0.5) ? 4 : 400));
  return Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]);
}

function part(bytes: Uint8Array, random: Random): Uint8Array {
  const from = random.below(bytes.length + 1);
  return bytes.subarray(from, from + random.below(400));
}
