const mark = '\u{FFFD}';

/** Control and format characters (ANSI escapes, bidi overrides, zero width), half surrogates, line separators, no character at all. */
const unsafe = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]+/gu;

/** More than three marks on one letter reach into the lines above and below. */
const stacked = /(\p{M}{3})\p{M}+/gu;

const unusualSpace = /\p{Zs}/gu;

/**
 * A text from a log, made safe to show to a person on one line: an attacker chose it. What could move the cursor, change
 * a colour, reorder or hide characters becomes one visible U+FFFD for each run, so that two names that differ still look
 * different. At most `max` characters; a longer one ends in `…`.
 */
export function neutral(text: string, max = 256): string {
  // Bounded first, at a generous length: what follows costs time for every character.
  const bounded = text.length > 8 * max ? text.slice(0, 8 * max) : text;
  const safe = bounded.replace(unsafe, mark).replace(stacked, '$1').replace(unusualSpace, ' ');
  const characters = [...safe];
  if (characters.length <= max && bounded === text) return safe;
  return `${characters.slice(0, max - 1).join('')}…`;
}
