import { Command } from 'commander';
import type { DetectorEvent } from '../../lambda/core/event.ts';
import { newDroppedEvents, noteDropped } from '../../lambda/core/left-out.ts';
import { plan } from '../../lambda/core/plan.ts';
import { orWanted, type Wanted, wantedBy } from '../../lambda/core/wanted.ts';
import { explanationLine, unjudgedLine } from '../../lambda/render/explain-json.ts';
import { renderExplanations } from '../../lambda/render/explain-table.ts';
import type { ExplainedEvent, UnjudgedRecord } from '../../lambda/render/explained.ts';
import { explainEvents } from './explain/explain-events.ts';
import { helpAfterOptions } from './explain/help.ts';
import { unjudgedRecords } from './explain/unjudged-records.ts';
import { chooseRules, readConfiguredRules } from './judging/configured-rules.ts';
import { chosenFormat, type Format, formatOption, tableStyle } from './judging/format.ts';
import { judgeFiles } from './judging/judge-files.ts';
import { readingStatus, readingSummary } from './judging/reading-summary.ts';
import { findFiles } from './replay/find-files.ts';

interface ExplainOptions {
  readonly format?: Format;
  readonly rule?: readonly string[];
  readonly event?: readonly string[];
  readonly config?: string;
}

interface Explained {
  readonly events: readonly ExplainedEvent[];
  readonly unjudged: readonly UnjudgedRecord[];
}

/** `gatewarden explain`. */
export function explainCommand(): Command {
  return new Command('explain')
    .summary('say why an event did or did not alert')
    .description('Shows what each rule makes of the events in log files: each predicate, each count, each alert.')
    .argument('<path...>', 'files, and folders with all below them')
    .addOption(formatOption('one event a line'))
    .option('--event <id>', 'only the records with this event or sign-in id; may be repeated', repeated)
    .option('--rule <id>', 'only this rule; may be repeated', repeated)
    .option('--config <file>', 'the configuration (default: gatewarden.config.yaml, where there is one)')
    .addHelpText('after', helpAfterOptions)
    .action(run);
}

function repeated(value: string, values: readonly string[] = []): readonly string[] {
  return [...values, value];
}

async function run(paths: readonly string[], options: ExplainOptions, command: Command): Promise<void> {
  const configured = readConfiguredRules(options.config, command);
  const rules = chooseRules(configured, options.rule ?? [], command);
  const ids = new Set((options.event ?? []).map((id) => id.toLowerCase()));
  const wanted = consoleLoginsAnd(wantedBy(configured.rules));
  const maxBytes = configured.config.limits.decompressedBytes;
  const found = await findFiles(paths);

  const dropped = newDroppedEvents(rules.map(plan));
  const see = (event: DetectorEvent): void => noteDropped(dropped, event);
  const judged = await judgeFiles({ files: found.files, rules, wanted, maxBytes, keep: chosenBy(ids), see });
  const unjudged = ids.size === 0 ? [] : await unjudgedRecords(found.files, { ids, wanted, maxBytes });
  const events = await explainEvents(judged.kept, rules, { timelines: judged.timelines, dropped });

  process.exitCode = readingStatus(found, judged);
  const unknown = unknownAmong(options.event ?? [], { events, unjudged });
  const format = chosenFormat(options.format);
  if (unknown.length === 0 || unknown.length < ids.size) print({ events, unjudged }, format);
  process.stderr.write(
    `${format === 'table' ? '\n' : ''}${readingSummary(found, judged)}${disabledNote(configured.disabled)}`,
  );
  if (unknown.length > 0) command.error(`no record in these files has the event id ${unknown.join(' or ')}`);
}

/** Also with every other rule disabled, a console login is what this is asked about. */
function consoleLoginsAnd(wanted: Wanted): Wanted {
  return orWanted(wanted, 'ConsoleLogin');
}

/** Sign-ins are many and mean little one by one: only those that are named. */
function chosenBy(ids: ReadonlySet<string>): (event: DetectorEvent) => boolean {
  if (ids.size === 0) return ({ source }) => source === 'cloudtrail';
  return ({ eventId }) => ids.has(eventId.toLowerCase());
}

function unknownAmong(named: readonly string[], { events, unjudged }: Explained): readonly string[] {
  const known = new Set([...events.map(({ event }) => event), ...unjudged].map(({ eventId }) => eventId.toLowerCase()));
  return named.filter((id) => !known.has(id.toLowerCase())).map((id) => `'${id}'`);
}

function print(explained: Explained, format: Format): void {
  const { stdout } = process;
  switch (format) {
    case 'json':
      for (const event of explained.events) stdout.write(`${explanationLine(event)}\n`);
      for (const record of explained.unjudged) stdout.write(`${unjudgedLine(record)}\n`);
      return;
    case 'table':
      stdout.write(renderExplanations(explained, tableStyle()));
      return;
    default:
      format satisfies never;
  }
}

/** A rule that is switched off explains why nothing alerted, too. */
function disabledNote(disabled: readonly string[]): string {
  return disabled.length === 0 ? '' : `The configuration disables ${disabled.join(', ')}.\n`;
}
