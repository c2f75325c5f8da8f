import { isAvro, magicLength } from './avro-magic.ts';
import { type ContentSize, decompress } from './decompress.ts';
import type { ContentReader } from './inflate.ts';
import { jsonValues } from './json-values.ts';
import type { Piece } from './piece.ts';
import type { Skimming } from './pieces.ts';
import { joined, startOf } from './start-of.ts';

export interface ContentOptions extends Pick<Skimming, 'countable' | 'members'> {
  /** The most content to read, after decompression, in bytes. */
  readonly maxBytes: number;
  /** Called for each chunk of the object and of decompressed content; what it throws ends the reading and is passed on. */
  readonly onContent?: (() => void) | undefined;
}

/**
 * The records in the bytes of an object: JSON, or an Avro file of events whose bodies are JSON, either plain or gzip.
 * What it is, its first bytes tell. Throws as `decompress`, `jsonValues` and `avroValues` do.
 */
export async function* objectValues(
  chunks: AsyncIterable<Uint8Array>,
  { maxBytes, onContent, ...skimming }: ContentOptions,
): AsyncGenerator<Piece> {
  const size: ContentSize = { bytes: 0 };
  const reader: ContentReader = { copies: false };
  const stream = decompress(chunks, { maxBytes, size, reader, onContent });
  try {
    const start = await startOf(stream, magicLength);
    const content = joined(start, stream);
    reader.copies = !isAvro(start);
    if (reader.copies) yield* jsonValues(content, undefined, skimming);
    else {
      const { avroValues } = await import('./avro.ts'); // which few objects need
      yield* avroValues(content, { maxBytes, size, members: skimming.members });
    }
  } finally {
    await stream.return(undefined);
  }
}
