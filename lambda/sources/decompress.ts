import { UnreadableObject } from './errors.ts';
import { type ContentReader, inflate } from './inflate.ts';
import { joined, startOf } from './start-of.ts';

/** How much content the layers of one object gave so far, in bytes: what is compressed twice has one bound. */
export interface ContentSize {
  bytes: number;
}

/**
 * How much longer than its content gzip can be in good faith: 5 bytes for 16 KiB that do not compress, and headers
 * (https://zlib.net/zlib_tech.html, "Maximum Expansion Factor"), and the zeros by which some tools fill up a block.
 */
const expansion = { factor: 1.001, bytes: 64 * 1024 } as const;

/**
 * The content of an object: gunzipped where it begins as gzip does, whatever its name, else as it is. Throws
 * UnreadableObject for damaged gzip, after all that could be decompressed, and beyond `maxBytes` of content, or of gzip
 * that unpacks to less than it is: members that are empty, a header or padding without end. What the stream itself throws
 * is passed on.
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
    const bound = { maxBytes, size };
    if (isGzip) yield* bounded(inflate(compressed(object, maxBytes), 'gzip', reader), 'decompresses to', bound);
    else yield* bounded(object, 'holds', bound);
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
  return bounded(inflate(chunks, 'deflate'), 'decompresses to', { maxBytes, size });
}

function compressed(chunks: AsyncIterable<Uint8Array>, maxBytes: number): AsyncGenerator<Uint8Array> {
  const most = Math.ceil(maxBytes * expansion.factor) + expansion.bytes;
  return bounded(chunks, 'is compressed to', { maxBytes, most, size: { bytes: 0 } });
}

interface Bound {
  /** What is configured, and told of. */
  readonly maxBytes: number;
  /** What is allowed. @default maxBytes */
  readonly most?: number;
  readonly size: ContentSize;
}

async function* bounded(
  content: AsyncIterable<Uint8Array>,
  does: 'holds' | 'decompresses to' | 'is compressed to',
  { maxBytes, most = maxBytes, size }: Bound,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of content) {
    size.bytes += chunk.length;
    if (size.bytes > most) throw new UnreadableObject(`${does} more than ${formatBytes(maxBytes)}`);
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
