import { byte, type Cursor } from './scan.ts';

/** A cursor over a stream: the bytes from its place on, as far as they were needed. */
export interface ByteWindow extends Cursor {
  /** Where `bytes` begins in the stream. */
  offset: number;
  /** Drops what lies before the cursor and reads on. Throws what the stream throws, once all before it was scanned. */
  fill(): Promise<void>;
  /** The line of a place in `bytes`, counted from 1. Places must be asked for in ascending order. */
  lineOf(at: number): number;
  /** Ends the stream. */
  close(): Promise<void>;
}

/** `leastGain`: how many bytes are read on at least, as what is kept is scanned again each time. */
export function byteWindow(chunks: AsyncIterable<Uint8Array>, leastGain: number): ByteWindow {
  const stream = chunks[Symbol.asyncIterator]();
  let failure: { readonly error: unknown } | undefined;
  let line = 1;
  let counted = 0; // where in `bytes` the count of lines stands

  const window: ByteWindow = {
    bytes: Buffer.alloc(0),
    at: 0,
    end: 0,
    final: false,
    depth: 0,
    offset: 0,
    async fill() {
      const kept = window.bytes.subarray(window.at, window.end);
      window.lineOf(window.at);
      const gained = await read(Math.max(leastGain, kept.length));
      window.bytes = Buffer.concat([kept, ...gained]);
      window.offset += window.at;
      counted -= window.at;
      window.at = 0;
      window.end = window.bytes.length;
    },
    lineOf(at) {
      for (let next = counted; next < at; next = counted) {
        const found = window.bytes.subarray(next, at).indexOf(byte.lineFeed);
        if (found === -1) counted = at;
        else {
          counted += found + 1;
          line++;
        }
      }
      return line;
    },
    async close() {
      await stream.return?.();
    },
  };
  return window;

  /** As many bytes as are kept at least, so that scanning a long value again and again stays linear. */
  async function read(atLeast: number): Promise<readonly Uint8Array[]> {
    if (failure !== undefined) throw failure.error;
    const gained: Uint8Array[] = [];
    try {
      for (let size = 0; size < atLeast; ) {
        const { done, value } = await stream.next();
        if (done === true) {
          window.final = true;
          break;
        }
        gained.push(value);
        size += value.length;
      }
    } catch (error) {
      if (gained.length === 0) throw error;
      failure = { error };
    }
    return gained;
  }
}
