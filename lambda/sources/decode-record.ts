import { UnreadableRecord } from './errors.ts';
import { sources } from './index.ts';
import { isObject } from './json.ts';
import type { DecodeContext, Decoded } from './source.ts';

/** What a record of no known shape decodes to; callers compare by identity to tell it from a damaged one of ours. */
export const unrecognised: Decoded = {
  kind: 'failed',
  reason: 'neither a CloudTrail nor an Entra sign-in record',
};

/** Decodes one parsed record, of whichever source it is. Never throws, whatever the record holds. */
export function decodeRecord(record: unknown, context: DecodeContext): Decoded {
  if (!isObject(record)) return unrecognised;
  const source = sources.find((candidate) => candidate.recognises(record));
  if (source === undefined) return unrecognised;
  try {
    return source.decode(record, context);
  } catch (error) {
    if (!(error instanceof UnreadableRecord)) throw error;
    const { message: reason, found } = error;
    return { kind: 'failed', reason, ...(found !== undefined && { found }) };
  }
}
