import { cells, pad } from '../cells.ts';
import { type Paint, painter, severityFormat, type TerminalStyle } from '../paint.ts';
import type { CataloguePage } from './page.ts';
import { type Body, type Cell, isEmpty, type Section, sectionsOf } from './sections.ts';
import { plain, wordWrap } from './terminal-words.ts';
import { deliveryInWords, type Outline, severityInWords } from './words.ts';

const indent = '  ';
const gap = '  ';
/** Longer lines are hard to read. */
const widestText = 100;
/** Of a fact's label and the space behind it. */
const factWidth = 10;

/** A rule's page for a terminal. Ends in a line break. */
export function renderRulePage(page: CataloguePage, { width, colour }: TerminalStyle): string {
  const paint = painter(colour);
  const room = Math.min(width, widestText);
  const label = page.severity.toUpperCase();
  const lines = [
    ...wordWrap(page.title, room - label.length - indent.length).map((line, index) => {
      const lead = index === 0 ? paint(severityFormat[page.severity], label) : ' '.repeat(label.length);
      return lead + indent + paint('bold', line);
    }),
    ...wordWrap(`${page.id} · severity ${severityInWords(page)} · ${deliveryInWords(page.deliver)}`, room).map((line) =>
      paint('dim', line),
    ),
    '',
    ...wordWrap(page.description, room),
    ...sectionsOf(page).flatMap((section) => ['', ...sectionLines(section, { room, width, paint })]),
  ];
  return lines.map((line) => `${line.trimEnd()}\n`).join('');
}

function sectionLines(
  section: Section,
  { room, width, paint }: { room: number; width: number; paint: Paint },
): readonly string[] {
  const title = paint('bold', section.title.toUpperCase());
  const inner = room - indent.length;
  if (isEmpty(section)) return [title, ...wordWrap(section.none, inner).map(indented)];
  const about = section.about === undefined ? [] : wordWrap(section.about, inner).map((line) => paint('dim', line));
  const body = bodyLines(section.body, { room: inner, width: width - indent.length, paint });
  return [title, ...[...about, ...body].map(indented)];
}

function bodyLines(
  body: Body,
  { room, width, paint }: { room: number; width: number; paint: Paint },
): readonly string[] {
  switch (body.type) {
    case 'table':
      return tableLines(body, width, paint);
    case 'facts':
      return body.facts.flatMap(([label, cell]) => labelled(label, cellText(cell), { width, paint }));
    case 'stages':
      return body.stages.flatMap(({ title, outline }, index) => [
        `${index + 1}. ${paint('bold', title)}`,
        ...outlineLines(outline, room - 3).map((line) => `   ${line}`),
      ]);
    case 'list':
      return body.items.flatMap(({ phrase }, index) => {
        const mark = body.ordered ? `${index + 1}. ` : '- ';
        const lines = wordWrap(plain(phrase), room - mark.length);
        return lines.map((line, at) => (at === 0 ? mark : ' '.repeat(mark.length)) + line);
      });
    default:
      return body satisfies never;
  }
}

function outlineLines(outline: readonly Outline[], room: number): readonly string[] {
  return outline.flatMap(({ phrase, below = [] }) => [
    ...wordWrap(plain(phrase), room),
    ...outlineLines(below, room - indent.length).map(indented),
  ]);
}

function tableLines(
  { headers, rows }: Extract<Body, { type: 'table' }>,
  width: number,
  paint: Paint,
): readonly string[] {
  const texts = rows.map((row) => row.map(cellText));
  const widths = headers.map((header, column) =>
    Math.max(header.length, ...texts.map((row) => cells(row[column] ?? ''))),
  );
  const fits = widths.reduce((total, each) => total + each, gap.length * (widths.length - 1)) <= width;
  if (!fits) return texts.flatMap((row) => stackedRow(headers, row, { width, paint }));
  const line = (row: readonly string[]): string =>
    row.map((text, column) => pad(text, widths[column] as number)).join(gap);
  return [paint('dim', line(headers)), ...texts.map(line)];
}

/** A row that is too wide: its first cell, and the others below it under their names. */
function stackedRow(
  headers: readonly string[],
  row: readonly string[],
  { width, paint }: { width: number; paint: Paint },
): readonly string[] {
  const labelWidth = Math.max(...headers.map(cells)) + 2;
  return row.flatMap((text, column) => {
    if (text === '') return [];
    const [shift, label] = column === 0 ? [0, ''] : [indent.length + labelWidth, headers[column] as string];
    const lines = wordWrap(text, width - shift);
    const lead = (at: number): string =>
      column === 0 ? '' : indent + paint('dim', pad(at === 0 ? label : '', labelWidth));
    return lines.map((line, at) => lead(at) + line);
  });
}

function labelled(label: string, text: string, { width, paint }: { width: number; paint: Paint }): readonly string[] {
  const lines = wordWrap(text, width - factWidth);
  return lines.map((line, index) => paint('dim', pad(index === 0 ? label : '', factWidth)) + line);
}

function cellText({ lines }: Cell): string {
  return lines.map(plain).join(', ');
}

function indented(line: string): string {
  return indent + line;
}
