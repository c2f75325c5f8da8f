import { UnreadableObject } from './errors.ts';
import { type ContentReader, inflate } from './inflate.ts';
import { joined, opened, startOf } from './start-of.ts';

/** How much content the layers of one object gave so far, in bytes: what is compressed twice has one bound. */
export interface ContentSize {
  bytes: number;
}

/**
 * How much longer than its content gzip can be in good faith: 5 bytes for 16 KiB that do not compress, and headers
 * (https://zlib.net/zlib_tech.html, "Maximum Expansion Factor"), and the zeros by which some tools fill up a block.
 */
const expansion = { factor: 1.001, bytes: 64 * 1024 } as const;

export interface Decompression {
  /** The most content, in bytes. */
  readonly maxBytes: number;
  readonly size?: ContentSize;
  readonly reader?: ContentReader;
  /** Called for each chunk of the object and of decompressed content; what it throws is passed on. */
  readonly onContent?: (() => void) | undefined;
}

/**
 * The content of an object: gunzipped where it begins as gzip does, whatever its name, else as it is. Throws
 * UnreadableObject for damaged gzip, after all that could be decompressed, and beyond `maxBytes` of content, or of gzip
 * that unpacks to less than it is: members that are empty, a header or padding without end. What the stream itself throws
 * is passed on.
 */
export async function* decompress(
  chunks: AsyncIterable<Uint8Array>,
  { maxBytes, size = { bytes: 0 }, reader, onContent }: Decompression,
): AsyncGenerator<Uint8Array> {
  const stream = opened(chunks);
  try {
    const start = await startOf(stream, 2);
    const isGzip = start[0] === 0x1f && start[1] === 0x8b;
    const object = joined(start, stream);
    const content = isGzip ? inflate(compressed(object, maxBytes, onContent), 'gzip', reader) : object;
    yield* bounded(content, { does: isGzip ? 'decompresses to' : 'holds', maxBytes, size, onContent });
  } finally {
    await stream.close();
  }
}

/** The content of raw deflate (RFC 1951), counted into `size`. Throws as `decompress` does. */
export function inflateRaw(
  chunks: AsyncIterable<Uint8Array>,
  maxBytes: number,
  size: ContentSize,
): AsyncGenerator<Uint8Array> {
  return bounded(inflate(chunks, 'deflate'), { does: 'decompresses to', maxBytes, size });
}

function compressed(
  chunks: AsyncIterable<Uint8Array>,
  maxBytes: number,
  onContent: (() => void) | undefined,
): AsyncGenerator<Uint8Array> {
  const most = Math.ceil(maxBytes * expansion.factor) + expansion.bytes;
  return bounded(chunks, { does: 'is compressed to', maxBytes, most, size: { bytes: 0 }, onContent });
}

interface Bound {
  readonly does: 'holds' | 'decompresses to' | 'is compressed to';
  /** What is configured, and told of. */
  readonly maxBytes: number;
  /** What is allowed. @default maxBytes */
  readonly most?: number;
  readonly size: ContentSize;
  readonly onContent?: (() => void) | undefined;
}

async function* bounded(
  content: AsyncIterable<Uint8Array>,
  { does, maxBytes, most = maxBytes, size, onContent }: Bound,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of content) {
    size.bytes += chunk.length;
    if (size.bytes > most) throw new UnreadableObject(`${does} more than ${formatBytes(maxBytes)}`);
    onContent?.();
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
