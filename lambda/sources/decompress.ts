import { UnreadableObject } from './errors.ts';
import { type ContentReader, inflate } from './inflate.ts';
import { joined, startOf } from './start-of.ts';

/** How much content the layers of one object gave so far, in bytes: what is compressed twice has one bound. */
export interface ContentSize {
  bytes: number;
}

/**
 * The content of an object: gunzipped where it begins as gzip does, whatever its name, else as it is. Throws
 * UnreadableObject for damaged gzip, after all that could be decompressed, and beyond `maxBytes` of content. What the
 * stream itself throws is passed on.
 */
export async function* decompress(
  chunks: AsyncIterable<Uint8Array>,
  maxBytes: number,
  size: ContentSize = { bytes: 0 },
  reader?: ContentReader,
): AsyncGenerator<Uint8Array> {
  const stream = chunks[Symbol.asyncIterator]();
  try {
    const start = await startOf(stream, 2);
    const isGzip = start[0] === 0x1f && start[1] === 0x8b;
    const object = joined(start, stream);
    if (isGzip) yield* bounded(inflate(object, 'gzip', reader), 'decompresses to', maxBytes, size);
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
