import { UnreadableRecord } from './errors.ts';
import { sources } from './index.ts';
import { isObject } from './json.ts';
import type { DecodeContext, Decoded } from './source.ts';

/** What a record of no known shape decodes to. */
const unrecognised: Decoded = {
  kind: 'failed',
  reason: 'neither a CloudTrail nor an Entra sign-in record',
};

/** What a record of another source decodes to than the one that is asked for; callers compare by identity. */
export const misplaced: Decoded = { kind: 'failed', reason: 'a record of another source than is judged here' };

/** Whether it is of a record that may be judged, sound or damaged: what holds one, holds something of ours. */
export function isOurs(decoded: Decoded): boolean {
  return decoded !== unrecognised && decoded !== misplaced;
}

/**
 * Decodes one parsed record, of whichever source it is, or of the one that is asked for. Never throws. `whole` gives the
 * record itself where this one has only the members that decoders read.
 */
export function decodeRecord(record: unknown, context: DecodeContext, whole: () => unknown = () => record): Decoded {
  if (!isObject(record)) return unrecognised;
  const source = sources.find((candidate) => candidate.recognises(record));
  if (source === undefined) return unrecognised;
  if (context.source !== undefined && source.id !== context.source) return misplaced;
  try {
    return source.decode(record, context, whole);
  } catch (error) {
    if (!(error instanceof UnreadableRecord)) throw error;
    const { message: reason, found } = error;
    return { kind: 'failed', reason, ...(found !== undefined && { found }) };
  }
}
