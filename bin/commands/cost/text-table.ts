import { cells, pad } from '../../../lambda/render/cells.ts';
import { type Paint, painter } from '../../../lambda/render/paint.ts';

const gap = '  ';

/** Rows for a terminal, the last column to the right, as it holds amounts. */
export function textTable(
  headers: readonly string[],
  rows: readonly (readonly string[])[],
  { colour, last }: { readonly colour: boolean; readonly last?: readonly string[] },
): string {
  const paint = painter(colour);
  const capitals = headers.map((header) => header.toUpperCase());
  const all = [capitals, ...rows, ...(last === undefined ? [] : [last])];
  const widths = headers.map((_, column) => Math.max(...all.map((row) => cells(row[column] ?? ''))));
  const line = (row: readonly string[], format?: Parameters<Paint>[0]): string => {
    const text = widths.map((width, column) => pad(row[column] ?? '', width, sideOf(column, headers))).join(gap);
    return `${format === undefined ? text.trimEnd() : paint(format, text.trimEnd())}\n`;
  };
  const total = last === undefined ? '' : line(last, 'bold');
  return `${line(capitals, 'dim')}${rows.map((row) => line(row)).join('')}${total}`;
}

/** The same rows as a table in Markdown. */
export function markdownTable(
  headers: readonly string[],
  rows: readonly (readonly string[])[],
  last?: readonly string[],
): string {
  const line = (row: readonly string[]): string => `| ${row.join(' | ')} |\n`;
  const rule = headers.map((_, column) => (sideOf(column, headers) === 'start' ? '---:' : '---'));
  const total = last === undefined ? '' : line(last.map((text) => (text === '' ? '' : `**${text}**`)));
  return `${line(headers)}${line(rule)}${rows.map(line).join('')}${total}`;
}

function sideOf(column: number, headers: readonly string[]): 'start' | 'end' {
  return column === headers.length - 1 ? 'start' : 'end';
}
