import type { DetectorEvent, ObjectName, Source } from '../core/event.ts';
import type { Wanted } from '../core/wanted.ts';
import type { Json } from './json.ts';

/** What became of one record. A reason for skipping is one of a few fixed texts, so that it can be counted by. */
export type Decoded =
  | { readonly kind: 'event'; readonly event: DetectorEvent }
  | { readonly kind: 'skipped'; readonly reason: string }
  | { readonly kind: 'failed'; readonly reason: string };

export interface DecodeContext {
  /** Where the record was read. */
  readonly object: ObjectName;
  /** Which CloudTrail event names can matter to a rule; the others are skipped. */
  readonly wanted: Wanted;
}

/** One source of records. Its folder is named after its id. */
export interface SourceDecoder {
  readonly id: Source;
  /** Whether a record is of this source, by its content; a record of ours whose fields are damaged still is. */
  recognises(record: Json): boolean;
  /** Decodes a record that `recognises` accepted. Throws UnreadableRecord where that record must fail. */
  decode(record: Json, context: DecodeContext): Decoded;
}
