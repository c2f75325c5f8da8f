import type { Alert } from '../../core/alert.ts';
import { cells, cutEnd, pad } from '../cells.ts';
import { atAGlance, type Glance } from '../glance.ts';
import { defanged, defangedIn } from '../mail/defang.ts';
import { mailWidth, wrapped } from '../mail/wrap.ts';
import { timeSpan } from '../when.ts';

/** What a row may tell besides when and who. */
type RowColumn = 'account' | 'bucket' | 'address' | 'region' | 'mfa' | 'events';

export interface RowsOptions {
  readonly columns: readonly RowColumn[];
  /** What the rule's events are called, in capitals. */
  readonly events?: string;
  /** Which of the alerts are marked as not told before; none where all are new. */
  readonly fresh?: readonly Alert[];
}

interface Cell {
  readonly header: string;
  readonly text: string;
}

const indent = '  ';
const gap = '  ';
const unknown = '–';
const markWidth = 5;
const mostCells: Readonly<Record<RowColumn, number>> = {
  account: 20,
  bucket: 40,
  address: 40,
  region: 20,
  mfa: 8,
  events: 12,
};

/**
 * Alerts as the rows of a table in a mail, in the order given: when (UTC; the times alone where all are of one day), the
 * columns, and who. A name that does not fit beside them stands on a line below; where the columns themselves are too
 * wide, each row is told in words. Columns that no alert knows are left out. Nothing of it is a link.
 */
export function rows(alerts: readonly Alert[], options: RowsOptions): readonly string[] {
  const day = dayOf(alerts);
  const table = known(alerts.map((alert) => [whenOf(alert, day), ...cellsOf(alert, options)]));
  const widths = widthsOf(table);
  const before = indent.length + (options.fresh === undefined ? 0 : markWidth);
  const fits = before + sum(widths) + gap.length * widths.length + 3 <= mailWidth;
  const lines = alerts.flatMap((alert, index) => {
    const start = indent + markOf(alert, options);
    const row = table[index] ?? [];
    const who = defanged(atAGlance(alert).who ?? unknown);
    return fits ? inTable(start, lineOf(row, widths), who) : inWords(start, row, who);
  });
  const header = ' '.repeat(before) + lineOf(headersOf(table), widths);
  return (fits ? [`${header}WHO`, ...lines] : lines).map((line) => line.trimEnd());
}

/** The one day of all times; undefined where they are of several. */
function dayOf(alerts: readonly Alert[]): string | undefined {
  const days = new Set(alerts.flatMap(({ startTime, endTime }) => [startTime.slice(0, 10), endTime.slice(0, 10)]));
  return days.size === 1 ? [...days][0] : undefined;
}

function whenOf({ startTime, endTime }: Alert, day: string | undefined): Cell {
  const span = timeSpan(startTime, endTime);
  return { header: 'WHEN (UTC)', text: day === undefined ? span : span.slice(day.length + 1).replace(' – ', '–') };
}

function cellsOf(alert: Alert, { columns, events = 'EVENTS' }: RowsOptions): readonly Cell[] {
  const glance = atAGlance(alert);
  return columns.map((column) => {
    const { header, text } = cellOf(column, { alert, glance, events });
    return { header, text: text === undefined ? unknown : fitted(text, mostCells[column]) };
  });
}

function fitted(text: string, width: number): string {
  return defangedIn(width, (room) => cutEnd(text, room), cells);
}

function cellOf(
  column: RowColumn,
  { alert, glance, events }: { readonly alert: Alert; readonly glance: Glance; readonly events: string },
): { readonly header: string; readonly text: string | undefined } {
  switch (column) {
    case 'account':
      return { header: 'ACCOUNT', text: glance.accountId };
    case 'bucket':
      return { header: 'BUCKET', text: glance.bucket };
    case 'address':
      return { header: 'FROM', text: glance.address };
    case 'region':
      return { header: 'REGION', text: glance.region };
    case 'mfa':
      return { header: 'MFA', text: glance.mfa };
    case 'events':
      return { header: events, text: String(alert.eventCount) };
    default:
      return column satisfies never;
  }
}

function known(table: readonly (readonly Cell[])[]): readonly (readonly Cell[])[] {
  const shown = (_: Cell, column: number): boolean => table.some((row) => row[column]?.text !== unknown);
  return table.map((row) => row.filter(shown));
}

function widthsOf(table: readonly (readonly Cell[])[]): readonly number[] {
  const [first = []] = table;
  return first.map(({ header }, column) =>
    Math.max(header.length, ...table.map((row) => cells(row[column]?.text ?? ''))),
  );
}

function headersOf(table: readonly (readonly Cell[])[]): readonly Cell[] {
  return (table[0] ?? []).map(({ header }) => ({ header, text: header }));
}

function lineOf(row: readonly Cell[], widths: readonly number[]): string {
  return row.map(({ text }, column) => pad(text, widths[column] ?? 0) + gap).join('');
}

/** Of what was told before and has grown since there is more. */
function markOf(alert: Alert, { fresh }: RowsOptions): string {
  if (fresh === undefined) return '';
  const mark = !fresh.includes(alert) ? '' : alert.kind === 'update' ? 'more' : 'new';
  return mark.padEnd(markWidth);
}

function inTable(start: string, line: string, who: string): readonly string[] {
  if (cells(start) + cells(line) + cells(who) <= mailWidth) return [start + line + who];
  return [start + line, ...wrapped(who, ' '.repeat(start.length + 2))];
}

function inWords(start: string, [when, ...rest]: readonly Cell[], who: string): readonly string[] {
  const below = ' '.repeat(start.length + 2);
  const items = rest.map(({ header, text }) => `${header.toLowerCase()} ${text}`);
  return [`${start}${when?.text ?? ''}`, ...wrapped(who, below), ...wrapped(items.join(', '), below)];
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
