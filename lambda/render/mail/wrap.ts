import { cells, split } from '../cells.ts';
import { defanged, defangedIn } from './defang.ts';

/** Mail programs wrap at 78 columns by themselves, and badly. */
export const mailWidth = 76;

/**
 * A text in lines of at most 76 columns: `first` stands before the first line, `rest` before the others. A word that is
 * longer than a line is broken; no line holds what a mail program makes a link of, where the text holds nothing.
 */
export function wrapped(text: string, first = '', rest = first): readonly string[] {
  const lines: string[] = [];
  let line = first;
  let empty = true;
  for (const word of text.split(' ').flatMap((each) => broken(each, mailWidth - cells(rest)))) {
    const longer = empty ? line + word : `${line} ${word}`;
    if (empty || cells(longer) <= mailWidth) {
      line = longer;
      empty &&= word === '';
      continue;
    }
    lines.push(line.trimEnd());
    line = rest + word;
    empty = word === '';
  }
  return [...lines, line.trimEnd()];
}

/** A label, and its text beside it in a column of its own; outside text never reaches the left edge. */
export function row(label: string, text: string, indent = ''): readonly string[] {
  const first = `${indent}${`${label} `.padEnd(labelWidth)}`;
  return wrapped(text, first, ' '.repeat(first.length));
}

const labelWidth = 10;

/** Either part of a mail address may be the name of a host, or begin with a scheme. */
function broken(word: string, width: number): readonly string[] {
  const parts: string[] = [];
  let left = word;
  while (cells(left) > width) {
    let rest = '';
    const start = (room: number): string => {
      const [part, other] = split(left, room);
      rest = other;
      return part;
    };
    parts.push(defangedIn(width, start, cells));
    left = defanged(rest);
  }
  return [...parts, left];
}
