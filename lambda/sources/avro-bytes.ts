import type { UnreadableObject } from './errors.ts';

/** A stream of bytes, read by the rules of Avro's binary encoding. Throws what the stream throws. */
export interface AvroBytes {
  /** How many bytes were read. */
  at: number;
  atEnd(): Promise<boolean>;
  /** A number of variable length (zig-zag). Beyond 2^53 it is not exact, which no length or count can be. */
  long(): Promise<number>;
  /** So many bytes, in memory, where they are not more than `most`. */
  take(length: number, most: number): Promise<Buffer>;
  skip(length: number): Promise<void>;
  /** So many bytes as they come. Who stops early finds `at` behind the last chunk that was taken. */
  pass(length: number): AsyncGenerator<Uint8Array>;
  /** What to throw about the place where it stands. */
  broken(): UnreadableObject;
  /** Ends the stream. */
  close(): Promise<void>;
}

export type Damage = 'broken' | 'truncated';

const longestNumber = 10; // bytes of 7 bits, as for 64 bits

/** `fault` words the error for a stream that holds what cannot stand at a place, or ends there too early. */
export function avroBytes(
  chunks: AsyncIterable<Uint8Array>,
  fault: (damage: Damage, at: number) => UnreadableObject,
): AvroBytes {
  const stream = chunks[Symbol.asyncIterator]();
  let chunk: Uint8Array = new Uint8Array();
  let from = 0; // where in `chunk` the next byte stands

  const bytes: AvroBytes = {
    at: 0,
    async atEnd() {
      return from === chunk.length && !(await fill());
    },
    async long() {
      let value = 0;
      let unit = 1;
      for (let length = 0; length < longestNumber; length++) {
        if (from === chunk.length) await more();
        const found = chunk[from] as number; // `more` throws where there is none
        advance(1);
        value += (found % 0x80) * unit;
        unit *= 0x80;
        if (found < 0x80) return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
      }
      throw bytes.broken();
    },
    async take(length, most) {
      if (length > most) throw bytes.broken();
      const taken: Uint8Array[] = [];
      for await (const part of bytes.pass(length)) taken.push(part);
      return Buffer.concat(taken);
    },
    async skip(length) {
      if (length < 0) throw bytes.broken();
      for (let left = length; left > 0; ) {
        if (from === chunk.length) await more();
        const step = Math.min(left, chunk.length - from);
        advance(step);
        left -= step;
      }
    },
    async *pass(length) {
      if (length < 0) throw bytes.broken();
      for (let left = length; left > 0; ) {
        if (from === chunk.length) await more();
        const part = chunk.subarray(from, from + Math.min(left, chunk.length - from));
        advance(part.length);
        left -= part.length;
        yield part;
      }
    },
    broken: () => fault('broken', bytes.at),
    async close() {
      await stream.return?.();
    },
  };
  return bytes;

  function advance(length: number): void {
    from += length;
    bytes.at += length;
  }

  async function more(): Promise<void> {
    if (!(await fill())) throw fault('truncated', bytes.at);
  }

  /** Whether another chunk that holds something came. */
  async function fill(): Promise<boolean> {
    for (;;) {
      const { done, value } = await stream.next();
      if (done === true) return false;
      [chunk, from] = [value, 0];
      if (chunk.length > 0) return true;
    }
  }
}
