/** Characters that a terminal draws over the one before, or not at all. */
const zeroWidth = /[\p{M}\p{Cf}]/u;

/** East Asian wide and full-width blocks, and emoji: two cells (Unicode's UAX 11, by block). */
const doubleWidth =
  /[\u1100-\u115F\u2E80-\u303E\u3041-\uA4CF\uA960-\uA97F\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF01-\uFF60\uFFE0-\uFFE6\u{1B000}-\u{1B2FF}\u{20000}-\u{3FFFD}\p{Emoji_Presentation}]/u;

/** How many cells a text without control characters takes on a terminal. */
export function cells(text: string): number {
  let sum = 0;
  for (const character of text) sum += cellsOf(character);
  return sum;
}

/** The text in exactly `width` cells or more: spaces follow, or come before where `side` is `start`. */
export function pad(text: string, width: number, side: 'start' | 'end' = 'end'): string {
  const space = ' '.repeat(Math.max(0, width - cells(text)));
  return side === 'end' ? text + space : space + text;
}

/** The text in at most `width` cells; `…` stands for what was cut at the end. */
export function cutEnd(text: string, width: number): string {
  return cells(text) <= width ? text : `${take([...text], width - 1).join('')}…`;
}

/** The text in at most `width` cells; `…` stands for what was cut at the start, as the end of a path tells more. */
export function cutStart(text: string, width: number): string {
  if (cells(text) <= width) return text;
  const end = take([...text].toReversed(), width - 1).toReversed();
  return `…${end.join('')}`;
}

/**
 * The text in at most `width` cells; `…` stands for what was cut after its beginning `kept`, of which stands what fits into
 * half of them.
 */
export function cutMiddle(text: string, kept: string, width: number): string {
  if (cells(text) <= width) return text;
  const most = Math.floor(width / 2);
  const start = cells(kept) <= most ? kept : cutEnd(kept, most).slice(0, -1);
  return start + cutStart(text, width - cells(start));
}

/** The text in two: the characters that fit into `width` cells, one at least, and the rest. */
export function split(text: string, width: number): readonly [string, string] {
  const characters = [...text];
  const end = Math.max(1, take(characters, width).length);
  return [characters.slice(0, end).join(''), characters.slice(end).join('')];
}

/** Items in lines of at most `width` cells, broken between items only; an item longer than a line is cut. */
export function wrap(
  items: readonly string[],
  { width, between }: { width: number; between: string },
): readonly string[] {
  const lines: string[] = [];
  for (const item of items.map((text) => cutEnd(text, width))) {
    const last = lines.at(-1);
    const longer = last === undefined ? item : last + between + item;
    if (last === undefined || cells(longer) > width) lines.push(item);
    else lines[lines.length - 1] = longer;
  }
  return lines;
}

function take(characters: string[], width: number): string[] {
  let left = width;
  const end = characters.findIndex((character) => {
    left -= cellsOf(character);
    return left < 0;
  });
  return end === -1 ? characters : characters.slice(0, end);
}

function cellsOf(character: string): number {
  if (zeroWidth.test(character)) return 0;
  return doubleWidth.test(character) ? 2 : 1;
}
