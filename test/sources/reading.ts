import type { DetectorEvent } from '../../lambda/core/event.ts';
import { newTally, type ReadOptions, readObject, type Tally } from '../../lambda/sources/read-object.ts';

export interface Read {
  readonly events: readonly DetectorEvent[];
  readonly tally: Tally;
  /** What was thrown, after the events. */
  readonly error: unknown;
}

/** Reads bytes or text as one object, every event name wanted, in chunks of a given size. */
export async function read(
  content: string | Uint8Array,
  { chunkSize = 64 * 1024, ...options }: Partial<ReadOptions> & { readonly chunkSize?: number } = {},
): Promise<Read> {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  return readChunks(chunked(bytes, chunkSize), options);
}

export async function readChunks(chunks: AsyncIterable<Uint8Array>, options: Partial<ReadOptions> = {}): Promise<Read> {
  const tally = newTally();
  const events: DetectorEvent[] = [];
  let error: unknown;
  try {
    for await (const batch of readObject(chunks, { object: 'object', wanted: () => true, ...options }, tally))
      events.push(...batch);
  } catch (thrown) {
    error = thrown;
  }
  return { events, tally, error };
}

export async function* chunked(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** The events' ids as the source wrote them. */
export function ids({ events }: Read): readonly string[] {
  return events.map(({ eventId }) => eventId);
}
