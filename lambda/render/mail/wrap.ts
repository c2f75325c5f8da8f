import { cells } from '../cells.ts';

/** Mail programs wrap at 78 columns by themselves, and badly. */
const mailWidth = 76;

/**
 * A text in lines of at most 76 columns: `first` stands before the first line, `rest` before the others. A word that is
 * longer than a line is broken.
 */
export function wrapped(text: string, first = '', rest = first): readonly string[] {
  const lines: string[] = [];
  let line = first;
  let empty = true;
  for (const word of text.split(' ').flatMap((each) => broken(each, mailWidth - cells(rest)))) {
    const longer = empty ? line + word : `${line} ${word}`;
    if (empty || cells(longer) <= mailWidth) {
      line = longer;
      empty = false;
      continue;
    }
    lines.push(line.trimEnd());
    line = rest + word;
  }
  return [...lines, line.trimEnd()];
}

/** A label, and its text beside it in a column of its own; outside text never reaches the left edge. */
export function row(label: string, text: string, indent = ''): readonly string[] {
  const first = `${indent}${`${label} `.padEnd(labelWidth)}`;
  return wrapped(text, first, ' '.repeat(first.length));
}

const labelWidth = 10;

function broken(word: string, width: number): readonly string[] {
  if (cells(word) <= width) return [word];
  const parts: string[] = [];
  let part = '';
  for (const character of word) {
    if (cells(part + character) > width) {
      parts.push(part);
      part = '';
    }
    part += character;
  }
  return [...parts, part];
}
