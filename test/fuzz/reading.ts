import { gunzipSync } from 'node:zlib';
import type { DetectorEvent } from '../../lambda/core/event.ts';
import { earliestInstant, latestInstant } from '../../lambda/core/time.ts';
import { wantedBy } from '../../lambda/core/wanted.ts';
import { rules } from '../../lambda/rules/index.ts';
import { decodeRecord } from '../../lambda/sources/decode-record.ts';
import { UnreadableObject } from '../../lambda/sources/errors.ts';
import { type Read, read } from '../sources/reading.ts';
import { hold } from './target.ts';

const mostContent = 4 * 1024 * 1024;

const wanted = wantedBy(rules);
const context = { object: 'object', wanted: () => true };

/** Rejects where something does not hold that is promised of the reading of every object. */
export async function checkReading(bytes: Uint8Array, chunkSize: number): Promise<void> {
  const whole = await read(bytes, { maxBytes: mostContent });
  expectSound(whole);
  const inChunks = await read(bytes, { maxBytes: mostContent, chunkSize });
  expectSound(inChunks);
  expectSame(whole, inChunks, bytes);
  const byRules = await read(bytes, { maxBytes: mostContent, wanted });
  expectSound(byRules);
  hold(same(byRules.events, whole.events.filter(isWanted)), 'what the rules want is what they want of everything');
  const source = bytes.length % 2 === 0 ? 'cloudtrail' : 'entra';
  const ofOne = await read(bytes, { maxBytes: mostContent, source });
  expectSound(ofOne);
  hold(
    same(
      ofOne.events,
      whole.events.filter((event) => event.source === source),
    ),
    `of ${source} alone are its events`,
  );
  expectAsParsed(whole, bytes);
  hold(Reflect.ownKeys(Object.prototype).length === prototypeKeys, 'Object.prototype is as it was');
}

const prototypeKeys = Reflect.ownKeys(Object.prototype).length;

function isWanted(event: DetectorEvent): boolean {
  return event.source === 'entra' || wanted(String(event.fields.EventName));
}

function expectSound({ error, events, tally }: Read): void {
  hold(error === undefined || error instanceof UnreadableObject, 'only UnreadableObject is thrown', String(error));
  const skipped = [...tally.skipped.values()].reduce((sum, number) => sum + number, 0);
  hold(tally.events === events.length, 'every event is counted');
  hold(tally.records === tally.events + skipped + tally.failed, 'records = events + skipped + failed', tally);
  hold(tally.failures.length === Math.min(tally.failed, 20), 'the first 20 failures are told', tally);
  hold(tally.skipped.size < 20, 'there are few reasons to skip', [...tally.skipped.keys()]);
  for (const event of events) expectEvent(event);
}

function expectEvent({ id, version, time, fields }: DetectorEvent): void {
  hold(/^[\x21-\x7e]{1,128}$/.test(id) && /^[0-9a-f]{12}$/.test(version), 'identities are short and plain', [
    id,
    version,
  ]);
  hold(
    Number.isInteger(time) && time >= earliestInstant && time <= latestInstant,
    'times have a year of four digits',
    time,
  );
  for (const [name, value] of Object.entries(fields)) {
    const fits = typeof value === 'string' ? value.length <= 4_096 : typeof value === 'boolean' || value === null;
    hold(fits, `${name} is bounded text, or true, or false, or null`, value);
  }
}

/** Damage in compressed bytes costs what was decompressed with it, and how much that is the chunks decide. */
function expectSame(whole: Read, inChunks: Read, bytes: Uint8Array): void {
  if (whole.error !== undefined && isCompressed(bytes)) {
    const shorter = Math.min(whole.events.length, inChunks.events.length);
    hold(inChunks.error !== undefined, 'damage is damage, however the bytes are cut into chunks');
    hold(same(whole.events.slice(0, shorter), inChunks.events.slice(0, shorter)), 'chunks change no event');
  } else {
    hold(same(whole.events, inChunks.events), 'chunks change no event');
    hold(same(countsOf(whole), countsOf(inChunks)), 'chunks change no count', [countsOf(whole), countsOf(inChunks)]);
  }
}

function isCompressed(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f || bytes[0] === 0x4f;
}

function countsOf({ tally, error }: Read) {
  return { ...tally, skipped: [...tally.skipped], error: String(error) };
}

/** Of one JSON document, what is read is what JSON.parse and the decoders make of it. */
function expectAsParsed({ events, tally, error }: Read, bytes: Uint8Array): void {
  const document = documentIn(bytes);
  if (document === undefined) return;
  const records = opened(document);
  const decoded = records.map((record) => decodeRecord(record, context));
  const expected = decoded.flatMap((each) => (each.kind === 'event' ? [each.event] : []));
  hold(same(events, expected), 'the events are those of the parsed document');
  if (error === undefined) hold(tally.records === records.length, 'every record is counted', [tally, records.length]);
}

/** The document, where the bytes are one, every member is there once, and it is not nested too deep to be opened. */
function documentIn(bytes: Uint8Array): unknown {
  try {
    const text = textIn(bytes);
    const value: unknown = JSON.parse(text);
    const membersWritten = [...text.matchAll(/"(?:[^"\\]|\\.)*"(?<colon>\s*:)?/gs)].filter(
      ({ groups }) => groups?.['colon'],
    );
    return typeof value === 'object' && value !== null && membersIn(value, 12) === membersWritten.length
      ? value
      : undefined;
  } catch {
    return undefined; // nothing to compare with
  }
}

function textIn(bytes: Uint8Array): string {
  const content = bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes, { maxOutputLength: mostContent }) : bytes;
  return Buffer.from(content).toString();
}

/** How many members there are in all; throws where they nest deeper. */
function membersIn(value: unknown, levels: number): number {
  if (typeof value !== 'object' || value === null) return 0;
  if (levels === 0) throw new RangeError('too deep to compare');
  const inner = Object.values(value).reduce((sum: number, item) => sum + membersIn(item, levels - 1), 0);
  return inner + (Array.isArray(value) ? 0 : Object.keys(value).length);
}

/** What stands in a document, with its containers opened. */
function opened(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value.flatMap(opened);
  if (typeof value !== 'object' || value === null) return [value];
  const lists = Object.entries(value).filter(([name, item]) => listNames.includes(name) && Array.isArray(item));
  return lists.length === 0 ? [value] : lists.flatMap(([, list]) => opened(list));
}

const listNames = ['value', 'records', 'Records'];

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
