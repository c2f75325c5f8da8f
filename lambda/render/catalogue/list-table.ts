import { cells, cutEnd, pad, wrap } from '../cells.ts';
import { type Paint, painter, severityFormat, type TerminalStyle } from '../paint.ts';
import type { CataloguePage } from './page.ts';
import { severityInWords } from './words.ts';

const gap = '   ';
const headers = ['RULE', 'SEVERITY', 'DELIVERY', 'ATT&CK', 'ORIGINAL'] as const;
const none = '–';

/** The catalogue as a list for a terminal: two lines a rule, more where the width does not hold a row. */
export function renderRuleList(pages: readonly CataloguePage[], { width, colour }: TerminalStyle): string {
  const paint = painter(colour);
  const rows = pages.map(rowOf);
  const widths = headers.map((header, column) =>
    Math.max(header.length, ...rows.map((row) => cells(row[column] ?? ''))),
  );
  const fits = widths.reduce((total, each) => total + each, gap.length * (widths.length - 1)) <= width;
  const entries = pages.map((page, index) => {
    const row = rows[index] as readonly string[];
    const top = fits ? oneLine(page, { row, widths, paint }) : stacked(page, { row, width, paint });
    return [...top, ...below(page, width, paint)].map((line) => `${line}\n`).join('');
  });
  const header = headers
    .map((name, column) => pad(name, widths[column] as number))
    .join(gap)
    .trimEnd();
  return `${fits ? `${paint('dim', header)}\n` : ''}${entries.join('\n')}`;
}

function rowOf(page: CataloguePage): readonly string[] {
  const { id, deliver, attack, original } = page;
  const techniques = new Set(attack.flatMap((tactic) => tactic.techniques.map((technique) => technique.id)));
  return [id, severityInWords(page), deliver, [...techniques].join(' ') || none, original.platform];
}

function oneLine(
  { severity }: CataloguePage,
  { row, widths, paint }: { row: readonly string[]; widths: readonly number[]; paint: Paint },
): readonly string[] {
  const padded = row.map((text, column) => pad(text, widths[column] as number));
  const [id = '', level = '', ...rest] = padded;
  return [[paint('bold', id), paint(severityFormat[severity], level), ...rest].join(gap).trimEnd()];
}

function stacked(
  { severity }: CataloguePage,
  { row, width, paint }: { row: readonly string[]; width: number; paint: Paint },
): readonly string[] {
  const [id = '', level = '', deliver = '', techniques = '', platform = ''] = row;
  const lines = wrap([level, deliver, `ATT&CK ${techniques}`, platform], { width: width - 2, between: ' · ' });
  const painted = lines.map((line, index) =>
    index === 0 ? paint(severityFormat[severity], level) + line.slice(level.length) : line,
  );
  return [paint('bold', cutEnd(id, width)), ...painted.map((line) => `  ${line}`)];
}

/** The title, and the original's id where a reader may look for it. */
function below({ title, original }: CataloguePage, width: number, paint: Paint): readonly string[] {
  return wrap([title, original.id], { width: width - 2, between: ' · ' }).map((line) => `  ${paint('dim', line)}`);
}
