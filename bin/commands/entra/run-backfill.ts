import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { type GraphConfig, type GraphSettings, graphDefaults, graphSpans } from '../../../lambda/config/entra-graph.ts';
import type { Clock } from '../../../lambda/core/ports.ts';
import { type Feed, feedsOf } from '../../../lambda/sources/entra/graph/feed.ts';
import { readConfiguredRules } from '../judging/configured-rules.ts';
import { type AsWhom, type AsWhomOptions, asWhom } from './as-whom.ts';
import { askedSpan, type SpanOptions } from './asked-span.ts';
import { type BackfillRequest, backfill, type FeedReading, newReading } from './backfill.ts';
import { makeFolder, notingTenant, tenantOf } from './one-tenant.ts';
import { observedClock, patientLog } from './patient-log.ts';
import { type ProgressDisplay, progressLine, waitLines } from './progress.ts';
import { sliceFolder } from './slice-folder.ts';
import { feedLines, nextLines } from './summary.ts';
import { whatToDo } from './what-to-do.ts';

export interface BackfillOptions extends AsWhomOptions {
  readonly out: string;
  readonly since?: string;
  readonly until?: string;
  readonly authority?: string;
  readonly endpoint?: string;
  readonly profile?: string;
  readonly region?: string;
  readonly config?: string;
}

interface Run {
  readonly options: BackfillOptions;
  readonly settings: GraphSettings;
  readonly whom: AsWhom;
  readonly request: BackfillRequest;
  /** The last one is at hand; each grows. */
  readonly readings: FeedReading[];
  /** Files that are not whole yet. */
  readonly drafts: Set<string>;
  readonly display: ProgressDisplay;
  readonly clock: Clock;
}

/** Reads, and says what was read; or why nothing was, or not everything, in one sentence. */
export async function runBackfill(options: BackfillOptions, command: Command, clock: Clock): Promise<void> {
  const { graph } = readConfiguredRules(options.config, command).config.entra;
  const settings = graph ?? graphDefaults;
  const asked = askedSpan({ ...sinceOf(options, graph), until: options.until }, clock.now());
  if (typeof asked === 'string') return command.error(asked);
  const whom = await asWhom(options, graph);
  if (typeof whom === 'string') return command.error(whom);

  const request = { ...asked, overlap: graphSpans(settings).overlap };
  const { stderr } = process;
  const display = stderr.isTTY ? progressLine(asked.span, stderr) : waitLines(stderr);
  const run: Run = { options, settings, whom, request, readings: [], drafts: new Set(), display, clock };
  const failure = await undisturbed(run, () => readFeeds(run)).then(
    () => undefined,
    (error: unknown) => ({ error }),
  );

  const backfilled = { folder: options.out, span: asked.span, overlap: request.overlap, readings: run.readings };
  const wasWritten = run.readings.some(({ slices }) => slices > 0);
  if (wasWritten || failure === undefined) stderr.write(feedLines(backfilled));
  if (failure === undefined) stderr.write(nextLines(backfilled));
  else command.error(whatToDo(failure.error, { whom, folder: options.out, wasWritten }));
}

/** From when on, and who says so, in words. */
function sinceOf({ since }: BackfillOptions, graph: GraphConfig | undefined): Pick<SpanOptions, 'since' | 'saidBy'> {
  if (since !== undefined) return { since, saidBy: '--since' };
  if (graph !== undefined) return { since: graph.backfill, saidBy: 'entra.graph.backfill in the configuration' };
  return { since: graphDefaults.backfill, saidBy: 'the default' };
}

/** One feed after the other. What it takes to speak with Graph is loaded only here: it takes longer than all before. */
async function readFeeds({ options, settings, whom, request, readings, drafts, display, ...run }: Run): Promise<void> {
  const tenant = tenantOf(whom);
  await makeFolder(options.out, tenant);
  const { graphAccess } = await import('./access.ts');
  const clock = observedClock(run.clock, (length) => {
    const reading = readings.at(-1);
    if (reading !== undefined) reading.waited += length;
    display.waiting(length);
  });
  const { authority, endpoint } = { ...settings, ...options };
  const { profile, region } = options;
  const client = await graphAccess(whom, { authority, endpoint, clock, profile, region });
  for (const feed of feedsOf(settings)) {
    const reading = newReading(feed);
    readings.push(reading);
    const signIns = notingTenant(patientLog(client, reading), options.out, tenant);
    const folderOf = ({ id }: Feed) => sliceFolder(join(options.out, id), drafts);
    await backfill(reading, request, { signIns, clock, folderOf, progress: display });
  }
}

/** Whoever interrupts it finds the terminal as it was, and no file that is half written. */
async function undisturbed({ drafts, display }: Run, work: () => Promise<void>): Promise<void> {
  const cleanUp = (): void => {
    display.end();
    for (const draft of drafts) rmSync(draft, { force: true });
  };
  const end = (signal: NodeJS.Signals): void => {
    cleanUp();
    forget();
    process.kill(process.pid, signal);
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  const forget = (): void => {
    for (const signal of signals) process.off(signal, end);
  };
  for (const signal of signals) process.on(signal, end);
  await work().finally(() => {
    cleanUp();
    forget();
  });
}
