import { parseArgs } from 'node:util';
import { markdownTable, textTable } from '../bin/commands/cost/text-table.ts';
import { machine } from './machine.ts';
import { attackReport } from './reports/attack.ts';
import { coldStartReport } from './reports/cold-start.ts';
import { latencyReport } from './reports/latency.ts';
import { readingReport } from './reports/reading.ts';
import { replayReport } from './reports/replay.ts';
import type { Report } from './reports/report.ts';

/**
 * `npm run bench`: what the engine takes, as ratios to what it is compared with in the same run.
 *
 * `--only NAME` (repeatable) for one part, `--quick` for fewer repetitions and smaller inputs, `--json` or `--markdown`
 * in place of tables for a terminal. Nothing here fails because a machine is slow.
 */
const parts = {
  reading: readingReport,
  replay: replayReport,
  'cold-start': coldStartReport,
  attack: attackReport,
  latency: latencyReport,
} as const satisfies Readonly<Record<string, (quick: boolean) => Promise<Report>>>;

type Part = keyof typeof parts;

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true },
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    markdown: { type: 'boolean', default: false },
  },
});

const names = Object.keys(parts) as Part[];
const unknown = values.only?.find((name) => !names.includes(name as Part));
if (unknown !== undefined) {
  process.stderr.write(`--only takes ${names.join(', ')}, not ${unknown}.\n`);
  process.exit(2);
}

const measuredOn = machine();
if (!values.json) process.stdout.write(`${Object.values(measuredOn).join(', ')}\n`);
const reports: Partial<Record<Part, unknown>> = {};
for (const name of names.filter((each) => values.only?.includes(each) ?? true)) {
  const started = performance.now();
  const report = await parts[name](values.quick);
  reports[name] = report.data;
  if (!values.json) process.stdout.write(shown(name, report));
  process.stderr.write(`${name}: ${Math.round((performance.now() - started) / 1_000)} s\n`);
}
if (values.json) process.stdout.write(`${JSON.stringify({ machine: measuredOn, quick: values.quick, ...reports })}\n`);

function shown(name: Part, { tables, notes }: Report): string {
  const texts = tables.map(({ headers, rows }) =>
    values.markdown ? markdownTable(headers, rows) : textTable(headers, rows, { colour: false }),
  );
  return `\n${values.markdown ? `### ${name}\n` : name}\n${texts.map((text) => `\n${text}`).join('')}${notes.map((note) => `\n${note}\n`).join('')}`;
}
