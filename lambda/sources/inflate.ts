import { inflateWhole } from './inflate-whole.ts';
import { type Compression, Damage, inflated, outputSize } from './inflated.ts';
import { joined } from './start-of.ts';

/** Who reads the content. */
export interface ContentReader {
  /** Whether it has copied what it needs of one chunk when it asks for the next. */
  copies: boolean;
}

const mostWhole = 1024 * 1024; // bytes of input
const mostKept = 16 * 1024 * 1024; // bytes of input; few objects have more
const smallSlice = 16 * 1024; // bytes of input
const gzipTrailer = 8; // bytes: checksum and size

/**
 * The content of gzip (any number of members, zeros as padding) or of raw deflate. Throws UnreadableObject for damage,
 * after all that stood in front of it. What `chunks` throws is passed on. gzip that is small and sound is decompressed at
 * once.
 */
export async function* inflate(
  chunks: AsyncIterable<Uint8Array>,
  compression: Compression,
  reader: ContentReader = { copies: false },
): AsyncGenerator<Uint8Array> {
  const input = chunks[Symbol.asyncIterator]();
  try {
    const { start, rest } = await gathered(input, compression === 'gzip' ? mostWhole : 0);
    const whole = rest === undefined ? inflateWhole(start) : undefined;
    if (whole === undefined) yield* inflateParts(joined(start, rest ?? input), compression, reader);
    else {
      yield* outputsOf(whole);
      if (reader.copies) free(whole);
    }
  } finally {
    await input.return?.();
  }
}

/** The first bytes of the input, and what follows: nothing is known to, or it is more than `most`, or it throws. */
async function gathered(
  input: AsyncIterator<Uint8Array>,
  most: number,
): Promise<{ readonly start: Uint8Array; readonly rest?: AsyncIterator<Uint8Array> }> {
  const parts: Uint8Array[] = [];
  let size = 0;
  const start = (): Uint8Array => (parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts));
  try {
    for (;;) {
      const { done, value } = await input.next();
      if (done === true) return { start: start() };
      parts.push(value);
      size += value.length;
      if (size > most) return { start: start(), rest: input };
    }
  } catch (error) {
    return { start: start(), rest: { next: () => Promise.reject(error) } };
  }
}

/** As large as others: who reads looks up from time to time, and notices there what is too much. */
function* outputsOf(whole: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < whole.length; at += outputSize.gzip) yield whole.subarray(at, at + outputSize.gzip);
}

/**
 * When zlib finds damage, it hands out nothing more of the input that it was given at once. So damaged input is
 * decompressed again, from its start and in small slices. Input that is too long to be kept is given so anyway.
 */
async function* inflateParts(
  parts: AsyncIterable<Uint8Array>,
  compression: Compression,
  reader: ContentReader,
): AsyncGenerator<Uint8Array> {
  const input = parts[Symbol.asyncIterator]();
  const start: Uint8Array[] = [];
  let given = 0;
  try {
    for await (const output of inflated(keeping(start, input), compression)) {
      given += output.length;
      yield output;
      if (reader.copies) free(output);
    }
  } catch (error) {
    if (!(error instanceof Damage) || start.length === 0) throw error;
    yield* behind(given, inflated(slices(following(start, input)), compression));
  } finally {
    await input.return?.();
  }
}

/**
 * Gives memory back at once, which otherwise piles up until it sets off a collection of all garbage: a third of the time
 * of a long replay. Only what zlib has filled to its end, as it goes on writing behind anything less.
 */
function free(output: Uint8Array): void {
  const { buffer } = output;
  if (buffer instanceof ArrayBuffer && buffer.byteLength === output.byteLength) buffer.transfer(0);
}

/** The input as it comes, and noted in `start`; once that is too much, it is dropped and the input sliced. */
async function* keeping(start: Uint8Array[], input: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  let size = 0;
  for (;;) {
    const { done, value } = await input.next();
    if (done === true) return;
    size += value.length;
    if (size > mostKept) {
      start.length = 0;
      yield* slices(joined(value, input));
      return;
    }
    start.push(value);
    yield value;
  }
}

async function* following(start: readonly Uint8Array[], input: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* start;
  yield* joined(new Uint8Array(), input);
}

/** In small slices, the last bytes in one of their own: a wrong checksum then costs no content. */
async function* slices(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let held: Uint8Array = new Uint8Array();
  for await (const chunk of chunks) {
    const bytes = Buffer.concat([held, chunk]);
    const end = Math.max(0, bytes.length - gzipTrailer);
    for (let at = 0; at < end; at += smallSlice) yield bytes.subarray(at, Math.min(end, at + smallSlice));
    held = bytes.subarray(end);
  }
  if (held.length > 0) yield held;
}

/** What follows the first `given` bytes. */
async function* behind(given: number, outputs: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let left = given;
  for await (const output of outputs) {
    if (output.length > left) yield output.subarray(left);
    left = Math.max(0, left - output.length);
  }
}
