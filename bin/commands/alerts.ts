import { Command, InvalidArgumentError } from 'commander';
import { systemClock } from '../../lambda/adapters/clock.ts';
import { type Severity, severities } from '../../lambda/core/rule.ts';
import { jsonLine } from '../../lambda/render/json-line.ts';
import { renderTable } from '../../lambda/render/table.ts';
import { type AskedSpan, askedSpan } from './alerts/asked-span.ts';
import { helpAfterOptions } from './alerts/help.ts';
import { type AlertQuery, type LeftOut, type StoredAlert, storedAlerts } from './alerts/stored-alerts.ts';
import { type Listed, summary } from './alerts/summary.ts';
import { toldInWords } from './alerts/told-in-words.ts';
import { whyNotListed } from './alerts/what-to-do.ts';
import { collect } from './collect.ts';
import { type ConfiguredRules, readConfiguredRules } from './judging/configured-rules.ts';
import { chosenFormat, type Format, formatOption, tableStyle } from './judging/format.ts';

interface AlertsOptions {
  readonly table: string;
  readonly since: string;
  readonly until?: string;
  readonly rule?: readonly string[];
  readonly severity: Severity;
  readonly signals?: true;
  readonly format?: Format;
  readonly limit: number;
  readonly region?: string;
  readonly profile?: string;
  readonly config?: string;
}

/** `gatewarden alerts`. */
export function alertsCommand(): Command {
  return new Command('alerts')
    .summary('list the alerts of the deployed table')
    .description('Lists the alerts that the deployed table holds, and who was told of them.')
    .requiredOption('--table <name>', 'the deployed table')
    .option('--since <time>', 'from when: 24h, 7d, or a time such as 2026-11-20T10:00:00Z', '24h')
    .option('--until <time>', 'until before when: a time, or how long ago (default: no end)')
    .option('--rule <id>', 'only of this rule; may be repeated', collect)
    .option('--severity <level>', `this one and above: ${severities.join(', ')}`, toSeverity, severities[0])
    .option('--signals', 'list signals in the table, too (json always has them)')
    .addOption(formatOption('one alert a line'))
    .option('--limit <number>', 'the most to list', toLimit, 1_000)
    .option('--region <region>', 'the region of the table (default: as the AWS tools have it)')
    .option('--profile <name>', 'the profile to read the table with (default: as the AWS tools have it)')
    .option('--config <file>', 'the configuration (default: gatewarden.config.yaml, where there is one)')
    .addHelpText('after', helpAfterOptions)
    .action(run);
}

async function run(options: AlertsOptions, command: Command): Promise<void> {
  const span = askedSpan(options, systemClock.now());
  if (typeof span === 'string') command.error(span);
  const configured = readConfiguredRules(options.config, command);
  const format = chosenFormat(options.format);
  const query = queryOf(options, { span, configured, format, command });
  const leftOut: LeftOut = { signals: 0, unreadable: 0 };

  const listed = await list(query, { options, format, leftOut }).catch((error: unknown) => {
    const reason = whyNotListed(error);
    if (reason === undefined) throw error;
    return command.error(`the table '${options.table}' cannot be read: ${reason}`);
  });

  if (leftOut.unreadable > 0) process.exitCode = 2;
  process.stderr.write(`${format === 'table' ? '\n' : ''}${summary(listed, { span, leftOut })}`);
}

function queryOf(
  { rule: ids, severity, signals, limit }: AlertsOptions,
  {
    span,
    configured: { rules, disabledRules, systemAlerts },
    format,
    command,
  }: {
    readonly span: AskedSpan;
    readonly configured: ConfiguredRules;
    readonly format: Format;
    readonly command: Command;
  },
): AlertQuery {
  // A rule that is disabled may have alerted before.
  const all = [...rules, ...disabledRules, ...systemAlerts];
  for (const id of ids ?? []) {
    if (all.some((rule) => rule.id === id)) continue;
    command.error(`there is no rule '${id}'; the rules are ${all.map((rule) => rule.id).join(', ')}`);
  }
  return {
    span,
    rules: all,
    ruleIds: ids && new Set(ids),
    severity,
    signals: signals === true || format === 'json',
    most: limit + 1, // one more, to know that there are more
  };
}

/** The SDK is loaded only here: who asks for help does not wait for it. */
async function list(
  query: AlertQuery,
  { options, format, leftOut }: { readonly options: AlertsOptions; readonly format: Format; readonly leftOut: LeftOut },
): Promise<Listed> {
  const { deployedAlerts } = await import('./alerts/deployed-alerts.ts');
  const listed = { alerts: 0, signals: 0, untold: 0, more: false };
  const rows: StoredAlert[] = [];
  for await (const stored of storedAlerts(query, deployedAlerts(options.table, options), leftOut)) {
    listed.more = listed.alerts + listed.signals === options.limit;
    if (listed.more || !process.stdout.writable) break;
    count(stored, listed);
    if (format === 'json') process.stdout.write(`${jsonLine(stored.alert)}\n`);
    else rows.push(stored);
  }
  if (format === 'table') printTable(rows);
  return listed;
}

function count({ alert, told }: StoredAlert, listed: { alerts: number; signals: number; untold: number }): void {
  listed[alert.signal ? 'signals' : 'alerts'] += 1;
  if (!alert.signal && Object.keys(told).length === 0) listed.untold += 1;
}

function printTable(rows: readonly StoredAlert[]): void {
  const told = new Map(rows.map((stored) => [stored.alert.alertId, toldInWords(stored)]));
  const column = { header: 'TOLD', textOf: ({ alertId }: { readonly alertId: string }) => told.get(alertId) ?? '' };
  const alerts = rows.map(({ alert }) => alert);
  process.stdout.write(renderTable(alerts, tableStyle(), column));
}

function toSeverity(text: string): Severity {
  const found = severities.find((severity) => severity.toLowerCase() === text.toLowerCase());
  if (found === undefined) throw new InvalidArgumentError(`Allowed are ${severities.join(', ')}.`);
  return found;
}

function toLimit(text: string): number {
  const limit = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (limit === 0) throw new InvalidArgumentError('It must be a whole number, 1 or more.');
  return limit;
}
