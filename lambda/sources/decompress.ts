import { createGunzip, type Gunzip } from 'node:zlib';
import { UnreadableObject } from './errors.ts';

const inputSlice = 16 * 1024; // deflate expands by 1,032 at most, so that one slice makes at most 16.5 MB
const gzipTrailer = 8; // bytes: checksum and size
const outputChunk = 256 * 1024; // with Node's default of 16 KiB it takes more than three times as long

/**
 * The content of an object: gunzipped where it begins as gzip does, whatever its name, else as it is. Throws
 * UnreadableObject for damaged gzip, after all that could be decompressed, and beyond `maxBytes` of content. What the
 * stream itself throws is passed on.
 */
export async function* decompress(chunks: AsyncIterable<Uint8Array>, maxBytes: number): AsyncGenerator<Uint8Array> {
  const stream = chunks[Symbol.asyncIterator]();
  try {
    const start = await firstBytes(stream);
    const isGzip = start[0] === 0x1f && start[1] === 0x8b;
    const object = joined(start, stream);
    let size = 0;
    for await (const chunk of isGzip ? gunzip(object) : object) {
      size += chunk.length;
      if (size > maxBytes)
        throw new UnreadableObject(`${isGzip ? 'decompresses to' : 'holds'} more than ${formatBytes(maxBytes)}`);
      yield chunk;
    }
  } finally {
    await stream.return?.();
  }
}

/** Enough to tell gzip by, where the stream has as much. */
async function firstBytes(stream: AsyncIterator<Uint8Array>): Promise<Uint8Array> {
  let start: Uint8Array = new Uint8Array();
  while (start.length < 2) {
    const { done, value } = await stream.next();
    if (done === true) return start;
    start = start.length === 0 ? value : Buffer.concat([start, value]);
  }
  return start;
}

async function* joined(start: Uint8Array, stream: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  for (let chunk = start; ; ) {
    yield chunk;
    const { done, value } = await stream.next();
    if (done === true) return;
    chunk = value;
  }
}

/**
 * Node's own stream with its output gathered by hand: piped, it drops what it decompressed before an error. It takes
 * several members, and zeros as padding, by itself. Of the one slice in which the damage lies, it gives nothing.
 */
async function* gunzip(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const stream = createGunzip({ chunkSize: outputChunk });
  const output: Uint8Array[] = [];
  let failure: Error | undefined;
  stream.on('data', (chunk: Uint8Array) => output.push(chunk));
  stream.on('error', (error) => {
    failure = error;
  });
  let size = 0;
  try {
    for await (const slice of slices(chunks)) {
      await write(stream, slice);
      yield* output.splice(0);
      if (failure !== undefined) throw brokenGzip(failure);
      size += slice.length;
    }
    await end(stream);
    yield* output.splice(0);
    if (failure !== undefined) throw brokenGzip(failure, size);
  } finally {
    stream.destroy();
  }
}

/** The stream in small slices, its last bytes in one of their own: a wrong checksum then costs no content. */
async function* slices(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let held: Uint8Array = new Uint8Array();
  for await (const chunk of chunks) {
    const bytes = Buffer.concat([held, chunk]);
    const end = Math.max(0, bytes.length - gzipTrailer);
    for (let at = 0; at < end; at += inputSlice) yield bytes.subarray(at, Math.min(end, at + inputSlice));
    held = bytes.subarray(end);
  }
  if (held.length > 0) yield held;
}

/** Resolves when the slice was taken, or refused: then the stream closes and its `error` event tells why. */
function write(stream: Gunzip, slice: Uint8Array): Promise<void> {
  return new Promise((resolve) => {
    stream.once('close', resolve);
    stream.write(slice, () => {
      stream.off('close', resolve);
      resolve();
    });
  });
}

function end(stream: Gunzip): Promise<void> {
  return new Promise((resolve) => {
    stream.once('close', resolve);
    stream.end();
  });
}

/** zlib's own words, such as `incorrect data check`; `size` where the object ended too early. */
function brokenGzip(cause: Error, size?: number): UnreadableObject {
  const after = size === undefined ? '' : ` after ${size.toLocaleString('en-US')} bytes`;
  return new UnreadableObject(`broken gzip: ${cause.message}${after}`, { cause });
}

const units = [
  ['GiB', 1024 ** 3],
  ['MiB', 1024 ** 2],
  ['KiB', 1024],
  ['bytes', 1],
] as const;

/** In the largest unit that divides it. */
function formatBytes(bytes: number): string {
  const [name, size] = units.find(([, unit]) => bytes % unit === 0) ?? ['bytes', 1];
  return `${(bytes / size).toLocaleString('en-US')} ${name}`;
}
