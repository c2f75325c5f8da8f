import { markdownTable, textTable } from '../bin/commands/cost/text-table.ts';
import { help } from './help.ts';
import { machine, machineLine } from './machine.ts';
import { type Options, readOptions } from './options.ts';
import { attackReport } from './reports/attack.ts';
import { coldStartReport } from './reports/cold-start.ts';
import { latencyReport } from './reports/latency.ts';
import { readingReport } from './reports/reading.ts';
import { replayReport } from './reports/replay.ts';
import type { Report } from './reports/report.ts';

/**
 * `npm run bench`: what the engine takes, as ratios to what it is compared with in the same run.
 * Nothing here fails because a machine is slow. `--help` names the options.
 */
const parts = {
  reading: readingReport,
  replay: replayReport,
  'cold-start': coldStartReport,
  attack: attackReport,
  latency: latencyReport,
} as const satisfies Readonly<Record<string, (quick: boolean) => Promise<Report>>>;

type Part = keyof typeof parts;

const names = Object.keys(parts) as Part[];
const options = readOptions(process.argv.slice(2), names);
switch (options.kind) {
  case 'help':
    process.stdout.write(help);
    break;
  case 'wrong':
    process.stderr.write(`${options.sentence} npm run bench -- --help names what there is.\n`);
    process.exitCode = 2;
    break;
  case 'run':
    await run(options);
    break;
  default:
    options satisfies never;
}

async function run({ parts: chosen, quick, format }: Options<Part>): Promise<void> {
  const measuredOn = machine();
  if (format !== 'json') process.stdout.write(`${machineLine(measuredOn)}\n`);
  const reports: Partial<Record<Part, unknown>> = {};
  for (const name of chosen) {
    const started = performance.now();
    const report = await parts[name](quick);
    reports[name] = report.data;
    if (format !== 'json') process.stdout.write(shown(name, report, format));
    process.stderr.write(`${name}: ${Math.round((performance.now() - started) / 1_000)} s\n`);
  }
  if (format === 'json') process.stdout.write(`${JSON.stringify({ machine: measuredOn, quick, ...reports })}\n`);
}

function shown(name: Part, { tables, notes }: Report, format: 'text' | 'markdown'): string {
  const markdown = format === 'markdown';
  const texts = tables.map(({ headers, rows }) =>
    markdown ? markdownTable(headers, rows) : textTable(headers, rows, { colour: false }),
  );
  return `\n${markdown ? `### ${name}\n` : name}\n${texts.map((text) => `\n${text}`).join('')}${notes.map((note) => `\n${note}\n`).join('')}`;
}
