import type { DetectorEvent, ObjectName, Source } from '../core/event.ts';
import type { Wanted } from '../core/wanted.ts';
import type { Json } from './json.ts';

/** What became of one record. A reason for skipping is one of a few fixed texts, so that it can be counted by. */
export type Decoded =
  | { readonly kind: 'event'; readonly event: DetectorEvent }
  | { readonly kind: 'skipped'; readonly reason: string }
  | (Reason & { readonly kind: 'failed' });

/** Why a record failed. */
export interface Reason {
  /** Names the field, and quotes nothing of the record: it may go into a log. */
  readonly reason: string;
  /** What was found instead, for people who look at their own files. */
  readonly found?: string;
}

/** Why a record failed, for a person who looks at it. */
export function reasonInWords({ reason, found }: Reason): string {
  return found === undefined ? reason : `${reason}, found ${found}`;
}

export interface DecodeContext {
  /** Where the record was read. */
  readonly object: ObjectName;
  /** Which CloudTrail event names can matter to a rule; the others are skipped. */
  readonly wanted: Wanted;
  /** Whose records are judged; those of others fail. @default every source's */
  readonly source?: Source | undefined;
}

/** One source of records. Its folder is named after its id. */
export interface SourceDecoder {
  readonly id: Source;
  /** The paths of all members at which `recognises` and `decode` look; of one that is not reached into, all of it. */
  readonly reads: readonly string[];
  /** Whether a record is of this source, by its content; a record of ours whose fields are damaged still is. */
  recognises(record: Json): boolean;
  /**
   * Decodes a record that `recognises` accepted, of which `whole` gives the members that are not read, too. Throws
   * UnreadableRecord where that record must fail.
   */
  decode(record: Json, context: DecodeContext, whole: () => unknown): Decoded;
}
