import { relative, resolve } from 'node:path';
import { Command, type Option } from 'commander';
import type { Alert } from '../../lambda/core/alert.ts';
import { jsonLine } from '../../lambda/render/json-line.ts';
import { neutral } from '../../lambda/render/neutral.ts';
import { ocsfFinding } from '../../lambda/render/ocsf.ts';
import { renderTable } from '../../lambda/render/table.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { collect } from './collect.ts';
import { chooseRules, readConfiguredRules } from './judging/configured-rules.ts';
import { chosenFormat, type Format, formatOption, tableStyle } from './judging/format.ts';
import { findFiles } from './replay/find-files.ts';
import { helpAfterOptions } from './replay/help.ts';
import type { LogFile } from './replay/log-file.ts';
import { noProgress, type Progress, progressLine } from './replay/progress.ts';
import { replay } from './replay/replay.ts';
import type { ReportInMaking, ReportRules } from './replay/report/make-report.ts';
import { UnwritableReport } from './replay/report/unwritable-report.ts';
import { type Replayed, summary } from './replay/summary.ts';

const formats = ['table', 'json', 'ocsf'] as const;
type ReplayFormat = Format | 'ocsf';

interface ReplayOptions {
  readonly format?: ReplayFormat;
  readonly rule?: readonly string[];
  readonly signals?: true;
  readonly config?: string;
  readonly showExcluded?: true;
  readonly report?: string;
  readonly exitCode?: true;
  readonly default?: string;
}

/** `gatewarden replay`. */
export function replayCommand(): Command {
  return new Command('replay')
    .summary('judge log files and print the alerts')
    .description('Reads CloudTrail and Entra ID log files, judges the sign-ins in them, and prints the alerts.')
    .argument('[path...]', 'files, and folders with all below them')
    .addOption(replayFormatOption())
    .option('--rule <id>', 'judge only this rule; may be repeated', collect)
    .option('--signals', 'show signals in the table, too (json and ocsf always have them)')
    .option('--config <file>', 'the configuration (default: gatewarden.config.yaml, where there is one)')
    .option('--show-excluded', 'list the events that exclusions of the configuration dropped or lowered')
    .option('--report <file.html>', 'write a report to open in a browser, too: one file that loads nothing')
    .option('--exit-code', 'exit with 1 if there is an alert that is no signal')
    .option('--default <path>', 'what to read when no path is named')
    .addHelpText('after', helpAfterOptions)
    .action(run);
}

/** Only alerts have a form in OCSF; the other commands' formats are without it. */
function replayFormatOption(): Option {
  return formatOption('one alert a line; ocsf for OCSF Detection Findings, one a line').choices(formats);
}

async function run(named: readonly string[], options: ReplayOptions, command: Command): Promise<void> {
  const started = performance.now();
  const paths = pathsToRead(named, options, command);
  const configured = readConfiguredRules(options.config, command);
  const rules = chooseRules(configured, options.rule ?? [], command);
  const maxBytes = configured.config.limits.decompressedBytes;
  const report = await startReport(
    options,
    { rules, all: [...configured.rules, ...configured.disabledRules] },
    command,
  );
  const found = await findFiles(paths);
  const progress = showProgress(found.files);

  const showExcluded = options.showExcluded === true;
  const see = report?.see;
  const request = { files: found.files, rules, maxBytes, progress, showExcluded, ...(see !== undefined && { see }) };
  const result = await replay(request).finally(() => progress.end());

  const exclusions = [...new Set(rules.flatMap((rule) => rule.exclusions ?? []))];
  const replayed = { ...result, exclusions, found, milliseconds: performance.now() - started };
  process.exitCode = exitStatus(replayed, options);
  const format = options.format === 'ocsf' ? 'ocsf' : chosenFormat(options.format);
  print(result.alerts, format, options);
  process.stderr.write(`${format === 'table' ? '\n' : ''}${summary(replayed)}`);
  if (report !== undefined) await writeReport(report, replayed, command);
}

/** The report's code is loaded only here: who wants none does not wait for it. */
async function startReport(
  { report }: ReplayOptions,
  rules: ReportRules,
  command: Command,
): Promise<ReportInMaking | undefined> {
  if (report === undefined) return undefined;
  const { makeReport } = await import('./replay/report/make-report.ts');
  return makeReport(fromWhereNpmWasCalled(report), rules).catch((error: unknown) => refuse(error, command));
}

async function writeReport(report: ReportInMaking, replayed: Replayed, command: Command): Promise<void> {
  const said = await report.write(replayed).catch((error: unknown) => refuse(error, command));
  process.stderr.write(`${neutral(said, 1_024)}\n`);
}

function refuse(error: unknown, command: Command): never {
  if (error instanceof UnwritableReport) command.error(error.message);
  throw error;
}

function pathsToRead(named: readonly string[], options: ReplayOptions, command: Command): readonly string[] {
  if (named.length > 0) return named.map(fromWhereNpmWasCalled);
  if (options.default === undefined) command.error('name at least one file or folder to read');
  process.stderr.write(`No path was named: reading ${neutral(options.default)}.\n\n`);
  return [options.default];
}

/** `npm start` runs in the project's folder; a path is meant from where the person is. */
function fromWhereNpmWasCalled(path: string): string {
  const { INIT_CWD: from, npm_lifecycle_event: script } = process.env;
  if (script !== 'start' || from === undefined || from === process.cwd()) return path;
  return relative(process.cwd(), resolve(from, path)) || '.';
}

/** A line on the terminal; an interruption removes it and then ends the process as it would have ended. */
function showProgress(files: readonly LogFile[]): Progress {
  if (!process.stderr.isTTY) return noProgress;
  const progress = progressLine(files, process.stderr, () => performance.now());
  process.once('SIGINT', () => {
    progress.end();
    process.kill(process.pid, 'SIGINT');
  });
  return progress;
}

function exitStatus({ alerts, found, unreadable, failed }: Replayed, { exitCode }: ReplayOptions): number {
  if (found.unreadable.length + unreadable.length > 0 || failed !== undefined) return 2;
  return exitCode === true && alerts.some(({ signal }) => !signal) ? 1 : 0;
}

function print(alerts: readonly Alert[], format: ReplayFormat, { signals }: ReplayOptions): void {
  const { stdout } = process;
  switch (format) {
    case 'json':
      for (const alert of alerts) stdout.write(`${jsonLine(alert)}\n`);
      return;
    case 'ocsf': {
      const productVersion = packageJson.version;
      for (const alert of alerts) stdout.write(`${jsonLine(ocsfFinding(alert, { productVersion }))}\n`);
      return;
    }
    case 'table': {
      const shown = alerts.filter(({ signal }) => signals === true || !signal);
      stdout.write(renderTable(shown, tableStyle()));
      return;
    }
    default:
      format satisfies never;
  }
}
