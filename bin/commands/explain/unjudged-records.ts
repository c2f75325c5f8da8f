import type { ObjectName } from '../../../lambda/core/event.ts';
import type { Wanted } from '../../../lambda/core/wanted.ts';
import type { UnjudgedRecord } from '../../../lambda/render/explained.ts';
import { decodeRecord } from '../../../lambda/sources/decode-record.ts';
import { UnreadableObject } from '../../../lambda/sources/errors.ts';
import { isObject, objectOf } from '../../../lambda/sources/json.ts';
import { objectValues } from '../../../lambda/sources/object-values.ts';
import { reasonInWords } from '../../../lambda/sources/source.ts';
import { fileSystemReason, type LogFile } from '../replay/log-file.ts';

interface Search {
  readonly ids: ReadonlySet<string>;
  readonly wanted: Wanted;
  readonly maxBytes: number;
}

/**
 * The records with one of these ids that became no event: skipped, or failed. Reads the files once more, and so leaves out
 * what can be read only once. A file that cannot be read was reported when its events were.
 */
export async function unjudgedRecords(files: readonly LogFile[], search: Search): Promise<readonly UnjudgedRecord[]> {
  const found: UnjudgedRecord[] = [];
  for (const file of files.filter(({ size }) => size > 0)) {
    try {
      for await (const record of unjudgedIn(file, search)) found.push(record);
    } catch (error) {
      if (!(error instanceof UnreadableObject) && fileSystemReason(error) === undefined) throw error;
    }
  }
  return found;
}

async function* unjudgedIn({ name, open }: LogFile, { ids, wanted, maxBytes }: Search): AsyncGenerator<UnjudgedRecord> {
  for await (const piece of objectValues(open(), { maxBytes })) {
    if (piece.kind !== 'value') continue;
    const eventId = idsOf(piece.value).find((id) => ids.has(id.toLowerCase()));
    if (eventId === undefined) continue;
    const decoded = decodeRecord(piece.value, { object: name, wanted });
    if (decoded.kind === 'event') continue;
    const reason = decoded.kind === 'failed' ? reasonInWords(decoded) : decoded.reason;
    const object = placed(name, piece.place);
    yield { kind: decoded.kind, reason, eventId, eventName: eventNameOf(piece.value), object };
  }
}

/** Where a record's id can stand: CloudTrail's, EventBridge's copy of it, Graph's, Azure Monitor's, Log Analytics'. */
function idsOf(record: unknown): readonly string[] {
  if (!isObject(record)) return [];
  const { eventID, detail, id, properties, Id } = record;
  const ids = [eventID, objectOf(detail)['eventID'], id, objectOf(properties)['id'], Id];
  return ids.filter((value) => typeof value === 'string');
}

function eventNameOf(record: unknown): string {
  if (!isObject(record)) return '';
  const names = [record['eventName'], objectOf(record['detail'])['eventName']];
  return names.find((value) => typeof value === 'string') ?? '';
}

function placed(name: ObjectName, { line, offset }: { readonly line: number; readonly offset: number }): string {
  return `${name}, line ${line}, byte ${offset}`;
}
