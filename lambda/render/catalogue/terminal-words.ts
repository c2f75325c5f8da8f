import { styleText } from 'node:util';
import type { Severity } from '../../core/rule.ts';
import { cells, cutEnd } from '../cells.ts';
import type { Phrase } from './words.ts';

export type Format = Parameters<typeof styleText>[0];
export type Paint = (format: Format, text: string) => string;

export interface TerminalStyle {
  /** The terminal's width in cells. */
  readonly width: number;
  readonly colour: boolean;
}

export const severityFormat: Readonly<Record<Severity, Format>> = {
  High: ['bold', 'red'],
  Medium: ['bold', 'yellow'],
  Low: ['bold', 'cyan'],
  Informational: ['bold', 'blue'],
};

export function painter(colour: boolean): Paint {
  return (format, text) => (colour ? styleText(format, text, { validateStream: false }) : text);
}

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
