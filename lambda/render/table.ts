import type { Alert } from '../core/alert.ts';
import { type AlertGroup, byRule } from './by-rule.ts';
import { cells, cutEnd, cutStart, pad, wrap } from './cells.ts';
import { atAGlance } from './glance.ts';
import { neutral } from './neutral.ts';
import { type Format, type Paint, painter, severityFormat, type TerminalStyle } from './paint.ts';
import { surroundings } from './surroundings.ts';
import { timeSpan } from './when.ts';

/** One cell of a row; `header` names its column. */
interface Cell {
  readonly header: string;
  readonly text: string;
  readonly format?: Format;
  readonly align?: 'start';
  /** Left out where no alert of the block knows it: a rule that groups by address alone has no user to show. */
  readonly optional?: true;
}

/** One more column, the last one; its texts are safe to show. */
export interface AddedColumn {
  readonly header: string;
  readonly textOf: (alert: Alert) => string;
}

const margin = 2;
const gap = '   ';
const unknown = '–';

/**
 * Alerts for a person at a terminal: a block for each rule, the most severe first, and in it a row for each alert in the
 * order given. Where a row does not fit into the width, it takes two lines. Ends in a line break.
 */
export function renderTable(alerts: readonly Alert[], { width, colour }: TerminalStyle, added?: AddedColumn): string {
  const paint = painter(colour);
  const blocks = byRule(alerts).map((group) => block(group, { width, paint, added }));
  return blocks.length === 0 ? 'No alerts.\n' : blocks.map((lines) => `${lines.join('\n')}\n`).join('\n');
}

function block(
  alerts: AlertGroup,
  { width, paint, added }: { readonly width: number; readonly paint: Paint; readonly added: AddedColumn | undefined },
): readonly string[] {
  const rows = known(alerts.map((alert) => rowOf(alert, added)));
  const widths = columnWidths(rows);
  const fits = margin + sum(widths) + gap.length * (widths.length - 1) <= width;
  const indent = ' '.repeat(margin);
  const body = alerts.flatMap((alert, index) => {
    const row = rows[index] as readonly Cell[];
    const lines = fits ? [oneLine(row, widths, paint)] : stacked(row, width - margin, paint);
    const details = detailsOf(alert, width - 2 * margin, paint).map((line) => indent + line);
    const last = index === alerts.length - 1;
    return details.length > 0 && !last ? [...lines, ...details, ''] : [...lines, ...details];
  });
  const header = fits ? [headerLine(rows[0] as readonly Cell[], widths, paint)] : [];
  return [
    titleLine(alerts[0], width, paint),
    '',
    ...[...header, ...body].map((line) => (line === '' ? '' : indent + line)),
  ];
}

function titleLine({ rule, severity, signal }: Alert, width: number, paint: Paint): string {
  const label = severity.toUpperCase();
  const suffix = signal ? ' (signal)' : '';
  const title = cutEnd(neutral(rule.title), width - label.length - 2 - suffix.length);
  return `${paint(severityFormat[severity], label)}  ${paint('bold', title)}${paint('dim', suffix)}`;
}

function rowOf(alert: Alert, added: AddedColumn | undefined): readonly Cell[] {
  const { who, accountId, address, region, mfa, bucket } = atAGlance(alert);
  return [
    { header: 'WHEN (UTC)', text: timeSpan(alert.startTime, alert.endTime) },
    { header: 'WHO', text: who ?? unknown, format: 'bold', optional: true },
    { header: 'ACCOUNT', text: accountId ?? unknown, optional: true },
    { header: 'FROM', text: address ?? unknown, optional: true },
    { header: 'BUCKET', text: bucket ?? unknown, optional: true },
    ...('AWSRegion' in alert.columns ? [{ header: 'REGION', text: region ?? unknown }] : []),
    ...('MFAUsed' in alert.columns ? [{ header: 'MFA', text: mfa ?? unknown }] : []),
    { header: 'EVENTS', text: String(alert.eventCount), align: 'start' },
    ...(added === undefined ? [] : [{ header: added.header, text: added.textOf(alert) }]),
  ];
}

function known(rows: readonly (readonly Cell[])[]): readonly (readonly Cell[])[] {
  const shown = (cell: Cell, column: number): boolean =>
    cell.optional !== true || rows.some((row) => row[column]?.text !== unknown);
  return rows.map((row) => row.filter(shown));
}

function columnWidths(rows: readonly (readonly Cell[])[]): readonly number[] {
  const [first = []] = rows;
  return first.map(({ header }, column) =>
    Math.max(header.length, ...rows.map((row) => cells(row[column]?.text ?? ''))),
  );
}

function headerLine(row: readonly Cell[], widths: readonly number[], paint: Paint): string {
  const names = row.map(({ header, align }, column) => pad(header, widths[column] as number, align));
  return paint('dim', names.join(gap).trimEnd());
}

function oneLine(row: readonly Cell[], widths: readonly number[], paint: Paint): string {
  const texts = row.map(({ text, format, align }, column) => {
    const padded = pad(text, widths[column] as number, align);
    return format === undefined ? padded : paint(format, padded);
  });
  return texts.join(gap).trimEnd();
}

/** When and who (or from where) on one line, the rest below it, in words where there is no header to read them from. */
function stacked([when, who, ...rest]: readonly Cell[], width: number, paint: Paint): readonly string[] {
  const time = when?.text ?? '';
  const name = cutEnd(who?.text ?? '', Math.max(1, width - cells(time) - gap.length));
  const items = rest.map(({ header, text }) => inWords(header, text));
  const below = wrap(items, { width: width - margin, between: ' · ' });
  return [`${time}${gap}${paint('bold', name)}`, ...below.map((line) => ' '.repeat(margin) + line)];
}

function inWords(header: string, text: string): string {
  switch (header) {
    case 'EVENTS':
      return text === '1' ? '1 event' : `${text} events`;
    case 'REGION':
      return text;
    case 'MFA':
      return `MFA ${text}`;
    default:
      return `${header.toLowerCase()} ${text}`;
  }
}

function detailsOf(alert: Alert, width: number, paint: Paint): readonly string[] {
  const around = surroundings(alert);
  if (around.length === 0) return [];
  const labelWidth = Math.max(...['evidence', ...around.map(({ label }) => label)].map(cells)) + 2;
  const room = width - labelWidth;
  const details = around.map(({ label, items }) => ({
    label,
    lines: wrap(enumerated(items), { width: room, between: ' ' }),
  }));
  return [...details, { label: 'evidence', lines: evidenceOf(alert, room) }].flatMap(({ label, lines }) =>
    lines.map((line, index) => paint('dim', pad(index === 0 ? label : '', labelWidth)) + line),
  );
}

/** The comma belongs to the item before it, also where the line breaks. */
function enumerated(items: readonly string[]): readonly string[] {
  return items.map((item, index) => (index === items.length - 1 ? item : `${item},`));
}

function evidenceOf({ evidence }: Alert, width: number): readonly string[] {
  const objects = [...new Set(evidence.map(({ object }) => object))];
  const [first] = objects;
  if (first === undefined) return [];
  const more = objects.length === 1 ? '' : ` and ${objects.length - 1} more`;
  return [cutStart(neutral(first, 1_024), width - more.length) + more];
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
