import { cells, cutEnd } from '../cells.ts';
import type { Phrase } from './words.ts';

/** A phrase on a terminal: values in quotation marks, fields as they are. */
export function plain(phrase: Phrase): string {
  return phrase
    .map((part) => {
      if (typeof part === 'string') return part;
      return 'field' in part ? part.field : `"${part.value}"`;
    })
    .join('');
}

/**
 * A text in lines of at most `width` cells, broken between words; a word longer than a line is broken in itself. A link
 * is not: the terminal breaks it, and it can still be clicked and copied.
 */
export function wordWrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    const longer = last === undefined ? word : `${last} ${word}`;
    if (last !== undefined && cells(longer) <= width) lines[lines.length - 1] = longer;
    else lines.push(...pieces(word, width));
  }
  return lines;
}

function pieces(word: string, width: number): readonly string[] {
  if (cells(word) <= width || width < 2 || word.startsWith('https://')) return [word];
  const first = cutEnd(word, width + 1).length - 1;
  return cells(word.slice(0, first)) === 0 ? [word] : [word.slice(0, first), ...pieces(word.slice(first), width)];
}
