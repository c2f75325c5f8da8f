/** A place in some bytes of JSON text, of which more may follow. Scanning moves `at`. */
export interface Cursor {
  bytes: Buffer;
  at: number;
  /** Where the bytes at hand end. */
  end: number;
  /** Whether nothing follows `end`. */
  final: boolean;
  /** The deepest nesting that skipping met since it was set to zero. */
  depth: number;
}

/** How a scan ended: past what it looked for, at the end of the bytes at hand, or at a byte that may not stand there. */
export type Scan = 'done' | 'more' | 'broken';

/** How a scan over an object's members ended: past its brace, or behind the bracket of a list of records. */
export type MembersScan = Scan | 'list';

export const byte = {
  quote: 0x22,
  comma: 0x2c,
  colon: 0x3a,
  openBracket: 0x5b,
  backslash: 0x5c,
  closeBracket: 0x5d,
  openBrace: 0x7b,
  closeBrace: 0x7d,
  lineFeed: 0x0a,
} as const;

/** The members under which containers hold their records: Graph's, Azure Monitor's and CloudTrail's. */
export const listNames = ['value', 'records', 'Records'] as const;
const longestListName = 6 * 'records'.length; // every character spelled as \u0072

/** Moves to the next byte that is no white space. */
export function skipSpace(cursor: Cursor): void {
  const { bytes, end } = cursor;
  let at = cursor.at;
  while (at < end && isSpace(bytes[at])) at++;
  cursor.at = at;
}

/**
 * Moves past one value. Strings, escapes and depth decide where it ends, so text inside strings cannot; whether what
 * was passed is JSON is JSON.parse's to say.
 */
export function skipValue(cursor: Cursor): Scan {
  if (cursor.at >= cursor.end) return 'more';
  switch (cursor.bytes[cursor.at]) {
    case byte.quote:
      return skipString(cursor);
    case byte.openBrace:
    case byte.openBracket:
      return skipNested(cursor);
    default:
      return skipScalar(cursor);
  }
}

/** Moves past one object, from its `{`, or to behind the bracket of the first list of records among its members. */
export function skipObject(cursor: Cursor): MembersScan {
  cursor.at++;
  skipSpace(cursor);
  if (cursor.at < cursor.end && cursor.bytes[cursor.at] === byte.closeBrace) return pass(cursor);
  return skipMembers(cursor);
}

/** Moves over the members of an object, from behind a comma, until the object ends or a list of records begins. */
export function skipMembers(cursor: Cursor): MembersScan {
  for (;;) {
    skipSpace(cursor);
    const member = skipMember(cursor);
    if (member !== 'done') return member;
    skipSpace(cursor);
    if (cursor.at >= cursor.end) return 'more';
    const next = cursor.bytes[cursor.at];
    if (next === byte.closeBrace) return pass(cursor);
    if (next !== byte.comma) return 'broken';
    cursor.at++;
  }
}

function skipMember(cursor: Cursor): MembersScan {
  if (cursor.at >= cursor.end) return 'more';
  if (cursor.bytes[cursor.at] !== byte.quote) return 'broken';
  const start = cursor.at;
  const name = skipString(cursor);
  if (name !== 'done') return name;
  const isList = isListName(cursor.bytes, start, cursor.at);
  skipSpace(cursor);
  if (cursor.at >= cursor.end) return 'more';
  if (cursor.bytes[cursor.at] !== byte.colon) return 'broken';
  cursor.at++;
  skipSpace(cursor);
  if (cursor.at >= cursor.end) return 'more';
  if (!isList || cursor.bytes[cursor.at] !== byte.openBracket) return skipValue(cursor);
  cursor.at++;
  return 'list';
}

function skipString(cursor: Cursor): Scan {
  const { bytes, end } = cursor;
  for (let at = cursor.at + 1; at < end; at++) {
    const found = bytes[at];
    if (found === byte.backslash) at++;
    else if (found === byte.quote) {
      cursor.at = at + 1;
      return 'done';
    }
  }
  cursor.at = end;
  return 'more';
}

function skipNested(cursor: Cursor): Scan {
  const { bytes, end } = cursor;
  let depth = 0;
  while (cursor.at < end) {
    switch (bytes[cursor.at]) {
      case byte.quote:
        if (skipString(cursor) === 'more') return 'more';
        continue;
      case byte.openBrace:
      case byte.openBracket:
        depth++;
        if (depth > cursor.depth) cursor.depth = depth;
        break;
      case byte.closeBrace:
      case byte.closeBracket:
        depth--;
        break;
    }
    cursor.at++;
    if (depth === 0) return 'done';
  }
  return 'more';
}

/** A number or a word, or what stands in its place; ends before what may follow a value. */
function skipScalar(cursor: Cursor): Scan {
  const { bytes, end, final } = cursor;
  const start = cursor.at;
  while (cursor.at < end && !endsScalar(bytes[cursor.at])) cursor.at++;
  if (cursor.at >= end && !final) return 'more';
  return cursor.at === start ? 'broken' : 'done';
}

/** Whether the string from `start` to `end` is the name of a list of records, perhaps spelled with escapes. */
function isListName(bytes: Buffer, start: number, end: number): boolean {
  const first = bytes[start + 1];
  if (first !== 0x76 && first !== 0x72 && first !== 0x52 && first !== byte.backslash) return false; // v, r, R
  if (end - start - 2 > longestListName) return false;
  const spelled = bytes.toString('latin1', start + 1, end - 1);
  return listNames.some((name) => spelled === name || (spelled.includes('\\') && unescaped(spelled) === name));
}

function unescaped(spelled: string): string {
  return spelled.replace(/\\u([0-9a-f]{4})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}

export function isSpace(found: number | undefined): boolean {
  return found === 0x20 || found === byte.lineFeed || found === 0x0d || found === 0x09;
}

/** Whether a word or a number ends in front of it. */
export function endsScalar(found: number | undefined): boolean {
  return (
    isSpace(found) ||
    found === byte.comma ||
    found === byte.colon ||
    found === byte.quote ||
    found === byte.openBrace ||
    found === byte.openBracket ||
    found === byte.closeBrace ||
    found === byte.closeBracket
  );
}

function pass(cursor: Cursor): 'done' {
  cursor.at++;
  return 'done';
}
