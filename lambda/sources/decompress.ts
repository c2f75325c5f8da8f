import { createGunzip, createInflateRaw, type Gunzip, type InflateRaw } from 'node:zlib';
import { UnreadableObject } from './errors.ts';
import { joined, startOf } from './start-of.ts';

/** How much content the layers of one object gave so far, in bytes: what is compressed twice has one bound. */
export interface ContentSize {
  bytes: number;
}

const inputSlice = 16 * 1024; // deflate expands by 1,032 at most, so that one slice makes at most 16.5 MB
const gzipTrailer = 8; // bytes: checksum and size
/** For gzip, it takes more than three times as long with Node's default of 16 KiB. Deflate comes in many small blocks. */
const outputChunk = { gzip: 256 * 1024, deflate: 32 * 1024 } as const;

/**
 * The content of an object: gunzipped where it begins as gzip does, whatever its name, else as it is. Throws
 * UnreadableObject for damaged gzip, after all that could be decompressed, and beyond `maxBytes` of content. What the
 * stream itself throws is passed on.
 */
export async function* decompress(
  chunks: AsyncIterable<Uint8Array>,
  maxBytes: number,
  size: ContentSize = { bytes: 0 },
): AsyncGenerator<Uint8Array> {
  const stream = chunks[Symbol.asyncIterator]();
  try {
    const start = await startOf(stream, 2);
    const isGzip = start[0] === 0x1f && start[1] === 0x8b;
    const object = joined(start, stream);
    if (isGzip) yield* bounded(inflate(object, 'gzip'), 'decompresses to', maxBytes, size);
    else yield* bounded(object, 'holds', maxBytes, size);
  } finally {
    await stream.return?.();
  }
}

/** The content of raw deflate (RFC 1951), counted into `size`. Throws as `decompress` does. */
export function inflateRaw(
  chunks: AsyncIterable<Uint8Array>,
  maxBytes: number,
  size: ContentSize,
): AsyncGenerator<Uint8Array> {
  return bounded(inflate(chunks, 'deflate'), 'decompresses to', maxBytes, size);
}

async function* bounded(
  content: AsyncIterable<Uint8Array>,
  does: 'holds' | 'decompresses to',
  maxBytes: number,
  size: ContentSize,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of content) {
    size.bytes += chunk.length;
    if (size.bytes > maxBytes) throw new UnreadableObject(`${does} more than ${formatBytes(maxBytes)}`);
    yield chunk;
  }
}

/**
 * Node's own stream with its output gathered by hand: piped, it drops what it decompressed before an error. Of gzip it
 * takes several members, and zeros as padding, by itself. Of the one slice in which the damage lies, it gives nothing.
 */
async function* inflate(
  chunks: AsyncIterable<Uint8Array>,
  format: keyof typeof outputChunk,
): AsyncGenerator<Uint8Array> {
  const stream = (format === 'gzip' ? createGunzip : createInflateRaw)({ chunkSize: outputChunk[format] });
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
      if (failure !== undefined) throw broken(format, failure);
      size += slice.length;
    }
    await end(stream);
    yield* output.splice(0);
    if (failure !== undefined) throw broken(format, failure, size);
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
function write(stream: Gunzip | InflateRaw, slice: Uint8Array): Promise<void> {
  return new Promise((resolve) => {
    stream.once('close', resolve);
    stream.write(slice, () => {
      stream.off('close', resolve);
      resolve();
    });
  });
}

function end(stream: Gunzip | InflateRaw): Promise<void> {
  return new Promise((resolve) => {
    stream.once('close', resolve);
    stream.end();
  });
}

/** zlib's own words, such as `incorrect data check`; `size` where the object ended too early. */
function broken(format: string, cause: Error, size?: number): UnreadableObject {
  const after = size === undefined ? '' : ` after ${size.toLocaleString('en-US')} bytes`;
  return new UnreadableObject(`broken ${format}: ${cause.message}${after}`, { cause });
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
