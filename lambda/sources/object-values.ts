import { avroValues, isAvro, magicLength } from './avro.ts';
import { type ContentSize, decompress } from './decompress.ts';
import { jsonValues } from './json-values.ts';
import type { Piece } from './pieces.ts';
import { joined, startOf } from './start-of.ts';

export interface ContentOptions {
  /** The most content to read, after decompression, in bytes. */
  readonly maxBytes: number;
  /** Called for each chunk of decompressed content; what it throws ends the reading and is passed on. */
  readonly onContent?: () => void;
}

/**
 * The records in the bytes of an object: JSON, or an Avro file of events whose bodies are JSON, either plain or gzip.
 * What it is, its first bytes tell. Throws as `decompress`, `jsonValues` and `avroValues` do.
 */
export async function* objectValues(
  chunks: AsyncIterable<Uint8Array>,
  { maxBytes, onContent }: ContentOptions,
): AsyncGenerator<Piece> {
  const size: ContentSize = { bytes: 0 };
  const stream = watched(decompress(chunks, maxBytes, size), onContent);
  try {
    const start = await startOf(stream, magicLength);
    const content = joined(start, stream);
    if (isAvro(start)) yield* avroValues(content, { maxBytes, size });
    else yield* jsonValues(content);
  } finally {
    await stream.return(undefined);
  }
}

async function* watched(
  content: AsyncIterable<Uint8Array>,
  onContent: (() => void) | undefined,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of content) {
    onContent?.();
    yield chunk;
  }
}
