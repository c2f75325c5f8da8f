import type { Cursor } from './scan.ts';

/** A cursor over a stream: the bytes from its place on, as far as they were needed. */
export interface ByteWindow extends Cursor {
  /** Where `bytes` begins in the stream. */
  offset: number;
  /** Drops what lies before the cursor and reads on. Throws what the stream throws, once all before it was scanned. */
  fill(): Promise<void>;
  /** The line of a place in `bytes`, counted from 1. Places must be asked for in ascending order. */
  lineOf(at: number): number;
  /** Tells that two places are on one line, so that nobody looks for line feeds between them. They ascend as for `lineOf`. */
  noteOneLine(from: number, to: number): void;
  /** Ends the stream. */
  close(): Promise<void>;
}

/** How many line feeds there are between two places. */
export type CountLineFeeds = (bytes: Buffer, from: number, to: number) => number;

/**
 * `leastGain`: how many bytes are read on at least, as what is kept is scanned again each time. `room`: where the bytes
 * stand as long as they find room there, so that filling overwrites what `bytes` was before. Nothing is held of a chunk
 * when the next is asked for.
 */
export function byteWindow(
  chunks: AsyncIterable<Uint8Array>,
  leastGain: number,
  { room, lineFeeds }: { readonly room: Buffer; readonly lineFeeds: CountLineFeeds },
): ByteWindow {
  const stream = chunks[Symbol.asyncIterator]();
  let failure: { readonly error: unknown } | undefined;
  let ahead: Uint8Array = new Uint8Array(); // what was read and found no room
  let line = 1;
  let counted = 0; // where in `bytes` the count of lines stands

  const window: ByteWindow = {
    bytes: room.subarray(0, 0),
    at: 0,
    end: 0,
    final: false,
    depth: 0,
    offset: 0,
    async fill() {
      const kept = window.bytes.subarray(window.at, window.end);
      window.lineOf(window.at);
      window.bytes = await readBehind(kept);
      window.offset += window.at;
      counted -= window.at;
      window.at = 0;
      window.end = window.bytes.length;
    },
    lineOf(at) {
      if (counted < at) line += lineFeeds(window.bytes, counted, at);
      counted = Math.max(counted, at);
      return line;
    },
    noteOneLine(from, to) {
      window.lineOf(from);
      counted = Math.max(counted, to);
    },
    async close() {
      await stream.return?.();
    },
  };
  return window;

  /**
   * The same bytes and those that follow: as many at least as are kept, so that scanning a long value again and again
   * stays linear. What the stream gives is copied before more is asked for.
   */
  async function readBehind(kept: Uint8Array): Promise<Buffer> {
    const atLeast = Math.max(leastGain, kept.length);
    const fits = kept.length + atLeast <= room.length;
    const bytes = fits ? room : Buffer.allocUnsafe(kept.length + atLeast);
    bytes.set(kept);
    let size = kept.length;
    try {
      while (size < kept.length + atLeast) {
        if (ahead.length === 0 && !(await readAhead())) break;
        const taken = ahead.subarray(0, bytes.length - size);
        bytes.set(taken, size);
        ahead = ahead.subarray(taken.length);
        size += taken.length;
      }
    } catch (error) {
      if (size === kept.length) throw error;
      failure = { error };
    }
    return bytes.subarray(0, size);
  }

  async function readAhead(): Promise<boolean> {
    if (failure !== undefined) throw failure.error;
    const { done, value } = await stream.next();
    window.final = done === true;
    ahead = value ?? ahead;
    return !window.final;
  }
}
