import { memoryAlerts } from '../../../lambda/adapters/memory/alerts.ts';
import { memoryTimelines } from '../../../lambda/adapters/memory/timelines.ts';
import { type Alert, assemble } from '../../../lambda/core/alert.ts';
import { type DetectPorts, detect } from '../../../lambda/core/detect.ts';
import { RulesFailed } from '../../../lambda/core/errors.ts';
import type { DetectorEvent } from '../../../lambda/core/event.ts';
import { type CountedEffect, type ExclusionTally, newExclusionTally } from '../../../lambda/core/exclusion-tally.ts';
import { compareText } from '../../../lambda/core/identity.ts';
import type { Rule } from '../../../lambda/core/rule.ts';
import { earliestInstant, type Instant, seconds } from '../../../lambda/core/time.ts';
import { wantedBy } from '../../../lambda/core/wanted.ts';
import { UnreadableObject } from '../../../lambda/sources/errors.ts';
import { newTally, readObject } from '../../../lambda/sources/read-object.ts';
import { addTally, type Tally } from '../../../lambda/sources/tally.ts';
import { fileSystemReason, type LogFile, type Unreadable } from './log-file.ts';
import { noProgress, type Progress } from './progress.ts';

export interface ReplayRequest {
  readonly files: readonly LogFile[];
  readonly rules: readonly Rule[];
  /** The most that one file may decompress to. */
  readonly maxBytes?: number;
  readonly progress?: Progress;
  /** Whether to keep the events that exclusions touched. */
  readonly showExcluded?: boolean;
}

export interface ReplayResult {
  /** By start time, then in the order of the rules, then by id. */
  readonly alerts: readonly Alert[];
  /** What became of each record; failures name their file. */
  readonly tally: Tally;
  /** Files that could not be read to their end. What they held before that was judged. */
  readonly unreadable: readonly Unreadable[];
  /** The earliest and the latest judged event. */
  readonly span?: Span;
  /** What the rules' exclusions did, by exclusion and rule. */
  readonly excluded?: readonly CountedEffect[];
  /** The error of each rule that failed; its alerts may be missing, those of the others are not. */
  readonly failed?: RulesFailed;
}

interface Span {
  readonly first: Instant;
  readonly last: Instant;
}

/**
 * Judges the records of files with an embedded store of its own. The alerts do not depend on the order of the files, on
 * duplicates, or on how records are spread over files; only `evidence` names where they were read. Throws what a file
 * throws that is neither unreadable content nor an error of the file system.
 */
export async function replay(request: ReplayRequest): Promise<ReplayResult> {
  const { files, rules, maxBytes, progress = noProgress, showExcluded = false } = request;
  const reading: Reading = { tally: newTally(), unreadable: [], span: undefined };
  const alerts = memoryAlerts();
  const excluded = newExclusionTally({ limit: Infinity, keep: showExcluded });
  const ports = embedded(rules, alerts, excluded);

  const events = eventsOf(files, reading, { wanted: wantedBy(rules), maxBytes, progress });
  const failed = await detect(events, ports).then(() => undefined, rulesFailed);

  const order = rules.map(({ id }) => id);
  const ruleOf = (id: string) => rules.find((rule) => rule.id === id) as Rule;
  const told = alerts.all().map((record) => assemble(ruleOf(record.ruleId), record, { revision: 1 }));
  const { tally, unreadable, span } = reading;
  return {
    alerts: told.toSorted((a, b) => compareAlerts(a, b, order)),
    tally,
    unreadable,
    ...(span !== undefined && { span }),
    excluded: [...excluded.effects.values()],
    ...(failed !== undefined && { failed }),
  };
}

/** What is learnt while files are read. */
interface Reading {
  readonly tally: Tally;
  readonly unreadable: Unreadable[];
  span: Span | undefined;
}

/** The store in memory: nothing is thinned or cut, so counts and times are exact, and nobody is told. */
function embedded(rules: readonly Rule[], alerts: DetectPorts['alerts'], excluded: ExclusionTally): DetectPorts {
  return {
    rules,
    alerts,
    excluded,
    timelines: memoryTimelines(),
    publishers: [],
    clock: { now: () => earliestInstant, pause: async () => undefined },
    owner: 'replay',
    lease: seconds(1),
    thinning: false,
    countLimit: Infinity,
    contextLimit: Infinity,
  };
}

interface HowToRead {
  readonly wanted: ReturnType<typeof wantedBy>;
  readonly maxBytes: number | undefined;
  readonly progress: Progress;
}

async function* eventsOf(
  files: readonly LogFile[],
  reading: Reading,
  { wanted, maxBytes, progress }: HowToRead,
): AsyncGenerator<readonly DetectorEvent[]> {
  for (const file of files) {
    progress.begin(file);
    const options = { object: file.name, wanted, ...(maxBytes !== undefined && { maxBytes }) };
    const tally = newTally();
    try {
      for await (const batch of readObject(counted(file, progress), options, tally)) {
        reading.span = widened(reading.span, batch);
        yield batch;
      }
    } catch (error) {
      reading.unreadable.push({ name: file.name, reason: whyUnreadable(error) });
    }
    const failures = tally.failures.map((failure) => ({ ...failure, where: `${file.name}, ${failure.where}` }));
    addTally(reading.tally, { ...tally, failures });
  }
}

async function* counted(file: LogFile, progress: Progress): AsyncGenerator<Uint8Array> {
  for await (const chunk of file.open()) {
    progress.advance(chunk.byteLength);
    yield chunk;
  }
}

function widened(span: Span | undefined, batch: readonly DetectorEvent[]): Span | undefined {
  let { first, last } = span ?? { first: Infinity as Instant, last: -Infinity as Instant };
  for (const { time } of batch) {
    if (time < first) first = time;
    if (time > last) last = time;
  }
  return first > last ? undefined : { first, last };
}

function whyUnreadable(error: unknown): string {
  if (error instanceof UnreadableObject) return error.message;
  const reason = fileSystemReason(error);
  if (reason === undefined) throw error;
  return reason;
}

function rulesFailed(error: unknown): RulesFailed {
  if (error instanceof RulesFailed) return error;
  throw error;
}

function compareAlerts(a: Alert, b: Alert, order: readonly string[]): number {
  return (
    Date.parse(a.startTime) - Date.parse(b.startTime) ||
    order.indexOf(a.rule.id) - order.indexOf(b.rule.id) ||
    compareText(a.alertId, b.alertId)
  );
}
