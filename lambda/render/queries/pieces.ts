import { looksLikeLink } from '../mail/defang.ts';

/** A run of characters that mean nothing in any language that is quoted for, or one character by its number. */
export type Piece = { readonly plain: string } | { readonly codePoint: number };

const longest = 256;

/**
 * A value to quote, cut into what may stand as it is and what is written by its number. What may stand as it is are
 * letters and digits of ASCII, space and `_ + = , @ . -`: no quote, no escape, nothing that a shell, a query language or
 * a mail program acts on, whatever surrounds it. The dot is written by its number where a mail program would make a
 * link of the value, or of what is left of it. Undefined for what no query can find: an empty text, one over 256 characters, and broken Unicode.
 */
export function piecesOf(text: string): readonly Piece[] | undefined {
  if (text === '' || text.length > longest || !text.isWellFormed() || text.includes('\u{FFFD}')) return undefined;
  const pieces = cut(text, /[A-Za-z0-9 _+=,@.-]/);
  const linked = looksLikeLink(text) || pieces.some((piece) => 'plain' in piece && looksLikeLink(piece.plain));
  return linked ? cut(text, /[A-Za-z0-9 _+=,@-]/) : pieces;
}

function cut(text: string, harmless: RegExp): readonly Piece[] {
  const pieces: Piece[] = [];
  for (const character of text) {
    const last = pieces.at(-1);
    if (!harmless.test(character)) pieces.push({ codePoint: character.codePointAt(0) as number });
    else if (last !== undefined && 'plain' in last) pieces[pieces.length - 1] = { plain: last.plain + character };
    else pieces.push({ plain: character });
  }
  return pieces;
}
