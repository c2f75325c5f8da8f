import { type AvroBytes, avroBytes } from './avro-bytes.ts';
import { magicLength } from './avro-magic.ts';
import { type EventSchema, eventSchema } from './avro-schema.ts';
import { branch, skipValue } from './avro-skip.ts';
import { type ContentSize, inflateRaw } from './decompress.ts';
import { UnreadableObject } from './errors.ts';
import { jsonValues } from './json-values.ts';
import type { Piece } from './piece.ts';
import type { Skimming } from './pieces.ts';

export interface AvroOptions extends Pick<Skimming, 'members'> {
  /** The most content to read, after decompression, in bytes. */
  readonly maxBytes: number;
  /** Where the content is counted: what the file's blocks decompress to is added. */
  readonly size: ContentSize;
}

/**
 * The records in an Avro object container file of events, as Event Hubs' capture writes it: the body of each event is
 * JSON, one value or several. The schema is the writer's own, from the header; of what it describes, only `Body` is read.
 * Holds one record at a time, whatever the length of a block or a body.
 * https://avro.apache.org/docs/1.12.0/specification/#object-container-files
 *
 * A body that is no JSON is one broken piece, and the rest goes on. Throws UnreadableObject where the file itself is
 * damaged, cut short or in a codec other than null and deflate, after what stood before was yielded.
 */
export async function* avroValues(chunks: AsyncIterable<Uint8Array>, options: AvroOptions): AsyncGenerator<Piece> {
  const file = avroBytes(chunks, (damage, at) => new UnreadableObject(`Avro is ${damage} at byte ${at}`));
  let event = 0;
  let found = false;
  try {
    const header = await readHeader(file);
    while (!(await file.atEnd())) {
      for await (const body of blockBodies(file, header, options)) {
        event++;
        for await (const piece of bodyValues(body, options)) {
          found = true;
          yield ofEvent(piece, event);
        }
      }
    }
  } finally {
    await file.close();
  }
  if (!found) yield { kind: 'empty', outermost: true }; // capture writes files without events to show that it runs
}

interface Header {
  readonly schema: EventSchema;
  readonly codec: 'null' | 'deflate';
  readonly sync: Buffer;
}

const syncLength = 16;
const longestHeader = 1024 * 1024; // bytes; capture's is below 1 KiB

async function readHeader(file: AvroBytes): Promise<Header> {
  await file.skip(magicLength);
  const metadata = await readMetadata(file);
  const sync = await file.take(syncLength, syncLength);
  const codec = metadata.get('avro.codec') ?? 'null';
  if (codec !== 'null' && codec !== 'deflate')
    throw new UnreadableObject(`Avro with the codec ${shown(codec)}: only null and deflate are read`);
  return { schema: eventSchema(metadata.get('avro.schema') ?? ''), codec, sync };
}

/** A map of bytes, encoded as any map. */
async function readMetadata(file: AvroBytes): Promise<ReadonlyMap<string, string>> {
  const metadata = new Map<string, string>();
  const text = async () => (await file.take(await file.long(), longestHeader)).toString();
  for (;;) {
    const count = await file.long();
    if (count === 0) return metadata;
    if (count < 0) await file.long(); // the size of the block, in bytes
    for (let left = Math.abs(count); left > 0; left--) {
      const name = await text();
      metadata.set(name, await text());
      if (file.at > longestHeader) throw new UnreadableObject('Avro with a header of more than 1 MiB');
    }
  }
}

/** Reads one block, body by body, and the sync marker behind it. */
async function* blockBodies(file: AvroBytes, { schema, codec, sync }: Header, options: AvroOptions) {
  const start = file.at;
  const broken = () => new UnreadableObject(`Avro is broken in the block at byte ${start}`);
  const count = await file.long();
  const size = await file.long();
  if (count < 0) throw broken();
  const content = file.pass(size);
  const block = avroBytes(codec === 'null' ? content : inflateRaw(content, options.maxBytes, options.size), broken);
  try {
    for (let n = 0; n < count; n++) {
      for (const type of schema.before) await skipValue(block, type);
      const end = (await bodyLength(block, schema)) + block.at; // one byte at least was read, so no count is endless
      yield { block, end };
      await block.skip(end - block.at);
      for (const type of schema.after) await skipValue(block, type);
    }
    if (!(await block.atEnd())) throw broken();
  } finally {
    await block.close();
  }
  const at = file.at;
  if (!sync.equals(await file.take(syncLength, syncLength))) throw new UnreadableObject(`Avro is broken at byte ${at}`);
}

async function bodyLength(block: AvroBytes, { body }: EventSchema): Promise<number> {
  const type = body.kind === 'union' ? await branch(block, body.branches) : body;
  return type.kind === 'bytes' ? block.long() : 0;
}

interface Body {
  readonly block: AvroBytes;
  /** Where in the block it ends; it begins where the block stands. */
  readonly end: number;
}

function ofEvent(piece: Piece, event: number): Piece {
  if (piece.kind === 'abridged') return { ...piece, placeOf: (index) => ({ ...piece.placeOf(index), event }) };
  return 'place' in piece ? { ...piece, place: { ...piece.place, event } } : piece;
}

/** What fails in the stream is thrown as it is; what fails in the body alone is its one broken piece. */
async function* bodyValues({ block, end }: Body, { members }: AvroOptions): AsyncGenerator<Piece> {
  let failure: { readonly error: unknown } | undefined;
  try {
    yield* jsonValues(bytes(), undefined, { members });
  } catch (error) {
    if (failure !== undefined || !(error instanceof UnreadableObject)) throw error;
    yield { kind: 'broken', reason: error.message, place: { line: 1, offset: 0 }, outermost: true };
  }

  async function* bytes(): AsyncGenerator<Uint8Array> {
    try {
      yield* block.pass(end - block.at);
    } catch (error) {
      failure = { error };
      throw error;
    }
  }
}

/** Short and safe to print: it is anybody's text. */
function shown(codec: string): string {
  return /^[\w.-]{1,32}$/.test(codec) ? codec : 'of an odd name';
}
