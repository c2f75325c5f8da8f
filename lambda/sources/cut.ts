import { byte, type Cursor, type MembersScan, skipMembers, skipObject, skipSpace, skipValue } from './scan.ts';
import type { Skimmed } from './skimmer/skim.ts';

/**
 * The next thing that a cut finds. `value`: the bytes from `start` to the cursor are one value that is no container.
 * `skimmed`: some records, one behind the other.
 * `empty`: a list of records that holds none. `closed`: an outermost container ended. `more`: cut again, from the cursor,
 * when more bytes are at hand. `long`: what follows the cursor is longer than `longestRecord`, however much of it is at
 * hand. `broken`: no JSON at `at`; the cursor stands behind the last sound token. `end`: no value follows.
 */
export type Cut =
  | { readonly kind: 'value'; readonly start: number }
  | { readonly kind: 'skimmed'; readonly skimmed: Skimmed }
  | { readonly kind: 'empty' | 'closed' | 'more' | 'long' | 'end' }
  | { readonly kind: 'broken'; readonly at: number; readonly truncated: boolean };

/** Where a cut stands between two tokens. */
export interface Nesting {
  /** The containers around the cursor, outermost first. */
  readonly open: ('list' | 'object')[];
  expects: 'value' | 'value or end' | 'comma or end';
}

export function newNesting(): Nesting {
  return { open: [], expects: 'value' };
}

/** The longest record, or gap in a container, in bytes: what is held in memory. 16 times the largest CloudTrail event. */
export const longestRecord = 4 * 1024 * 1024;

/** Looks at the records from the cursor on; undefined where it cannot. */
export type Skim = (cursor: Cursor) => Skimmed | undefined;

const deepestContainer = 16;
const byteOrderMark = Buffer.from('\uFEFF');

/**
 * Cuts the next record out of a sequence of JSON values. Containers are opened wherever a record may stand: a list, and
 * an object with a list named value, records or Records. Containers are checked here, records by who parses them. What
 * begins with a brace is given to `skim` first; what that is not sure of is cut here.
 */
export function cut(cursor: Cursor, nesting: Nesting, skim?: Skim): Cut {
  for (;;) {
    const sound = cursor.at;
    if (nesting.open.length > 0) skipSpace(cursor);
    else if (skipBetween(cursor) === 'more') return { kind: 'more' };
    if (cursor.at >= cursor.end) return atEnd(cursor, nesting, sound);
    if (nesting.open.length > 0 && isLong(cursor, sound)) return long(cursor, sound);
    const found =
      nesting.expects === 'comma or end'
        ? cutSeparator(cursor, nesting, sound)
        : (cutSkimmed(cursor, nesting, skim) ?? cutValue(cursor, nesting));
    if (found !== undefined) return found;
  }
}

/**
 * Moves to the next outermost value. A byte-order mark is legal before any of them: files that have one are
 * concatenated, by hand and as gzip members.
 */
export function skipBetween(cursor: Cursor): 'done' | 'more' {
  for (;;) {
    skipSpace(cursor);
    if (cursor.at >= cursor.end || cursor.bytes[cursor.at] !== byteOrderMark[0]) return 'done';
    const found = cursor.bytes.subarray(cursor.at, Math.min(cursor.at + byteOrderMark.length, cursor.end));
    if (byteOrderMark.compare(found, 0, found.length, 0, found.length) !== 0) return 'done';
    if (found.length < byteOrderMark.length) return cursor.final ? 'done' : 'more';
    cursor.at += byteOrderMark.length;
  }
}

function atEnd(cursor: Cursor, { open }: Nesting, sound: number): Cut {
  if (open.length === 0) return { kind: cursor.final ? 'end' : 'more' };
  if (isLong(cursor, sound)) return long(cursor, sound);
  return incomplete(cursor, sound);
}

/** After a value: a comma, or the end of what holds it. */
function cutSeparator(cursor: Cursor, nesting: Nesting, sound: number): Cut | undefined {
  const start = cursor.at;
  const inList = nesting.open.at(-1) === 'list';
  const found = cursor.bytes[start];
  if (found === (inList ? byte.closeBracket : byte.closeBrace)) {
    cursor.at++;
    return close(nesting);
  }
  if (found !== byte.comma) return broken(cursor, sound);
  cursor.at++;
  if (inList) {
    nesting.expects = 'value';
    return undefined;
  }
  const scan = skipMembers(cursor);
  if (isLong(cursor, start)) return long(cursor, start);
  switch (scan) {
    case 'done':
      return close(nesting);
    case 'list':
      openList(nesting);
      return undefined;
    case 'more':
      return incomplete(cursor, start);
    case 'broken':
      return broken(cursor, start);
    default:
      return scan satisfies never;
  }
}

function cutSkimmed(cursor: Cursor, nesting: Nesting, skim?: Skim): Cut | undefined {
  if (skim === undefined || cursor.bytes[cursor.at] !== byte.openBrace) return undefined;
  const skimmed = skim(cursor);
  if (skimmed === undefined || skimmed.to === cursor.at) return undefined;
  cursor.at = skimmed.to;
  ended(nesting);
  return { kind: 'skimmed', skimmed };
}

function cutValue(cursor: Cursor, nesting: Nesting): Cut | undefined {
  const start = cursor.at;
  switch (cursor.bytes[start]) {
    case byte.closeBracket:
      if (nesting.expects !== 'value or end') return broken(cursor, start);
      cursor.at++;
      close(nesting);
      return { kind: 'empty' };
    case byte.openBracket:
      if (nesting.open.length >= deepestContainer) return cutRecord(cursor, nesting, skipValue);
      cursor.at++;
      openList(nesting);
      return undefined;
    case byte.openBrace:
      return cutRecord(cursor, nesting, skipObject);
    default:
      if (nesting.open.length === 0) return broken(cursor, start);
      return cutRecord(cursor, nesting, skipValue);
  }
}

function cutRecord(cursor: Cursor, nesting: Nesting, skip: (cursor: Cursor) => MembersScan): Cut | undefined {
  const start = cursor.at;
  cursor.depth = 0;
  const scan = skip(cursor);
  if (isLong(cursor, start)) return long(cursor, start);
  switch (scan) {
    case 'done':
      ended(nesting);
      return { kind: 'value', start };
    case 'list':
      nesting.open.push('object');
      openList(nesting);
      return undefined;
    case 'more':
      return incomplete(cursor, start);
    case 'broken':
      return broken(cursor, start);
    default:
      return scan satisfies never;
  }
}

function openList(nesting: Nesting): void {
  nesting.open.push('list');
  nesting.expects = 'value or end';
}

function close(nesting: Nesting): Cut | undefined {
  nesting.open.pop();
  ended(nesting);
  return nesting.open.length === 0 ? { kind: 'closed' } : undefined;
}

function ended(nesting: Nesting): void {
  nesting.expects = nesting.open.length === 0 ? 'value' : 'comma or end';
}

/** Whatever ended the scan: it does not matter then where the bytes at hand end. */
function isLong({ at }: Cursor, start: number): boolean {
  return at - start > longestRecord;
}

function long(cursor: Cursor, start: number): Cut {
  cursor.at = start;
  return { kind: 'long' };
}

function incomplete(cursor: Cursor, sound: number): Cut {
  const { final, end } = cursor;
  cursor.at = sound;
  return final ? { kind: 'broken', at: end, truncated: true } : { kind: 'more' };
}

function broken(cursor: Cursor, sound: number): Cut {
  const { at } = cursor;
  cursor.at = sound;
  return { kind: 'broken', at, truncated: false };
}
