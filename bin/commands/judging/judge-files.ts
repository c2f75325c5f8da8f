import { type MemoryAlerts, memoryAlerts } from '../../../lambda/adapters/memory/alerts.ts';
import { memoryTimelines } from '../../../lambda/adapters/memory/timelines.ts';
import { type DetectPorts, detect } from '../../../lambda/core/detect.ts';
import { RulesFailed } from '../../../lambda/core/errors.ts';
import type { DetectorEvent } from '../../../lambda/core/event.ts';
import type { ExclusionTally } from '../../../lambda/core/exclusion-tally.ts';
import type { Timelines } from '../../../lambda/core/ports.ts';
import type { Rule } from '../../../lambda/core/rule.ts';
import { earliestInstant, type Instant, seconds } from '../../../lambda/core/time.ts';
import { type Wanted, wantedBy } from '../../../lambda/core/wanted.ts';
import { UnreadableObject } from '../../../lambda/sources/errors.ts';
import { newTally, readObject, type Tally } from '../../../lambda/sources/read-object.ts';
import { addTally } from '../../../lambda/sources/tally.ts';
import { fileSystemReason, type LogFile, type Unreadable } from '../replay/log-file.ts';
import { noProgress, type Progress } from '../replay/progress.ts';
import { begunAhead } from './begun-ahead.ts';

export interface JudgeFilesRequest {
  readonly files: readonly LogFile[];
  readonly rules: readonly Rule[];
  /** Which CloudTrail events to decode. @default those that the rules ask for */
  readonly wanted?: Wanted;
  /** The most that one file may decompress to. */
  readonly maxBytes?: number | undefined;
  /** Which events to hand back. @default none */
  readonly keep?: (event: DetectorEvent) => boolean;
  /** Sees every event before it is judged. */
  readonly see?: (event: DetectorEvent) => void;
  readonly progress?: Progress;
  /** Where to count what exclusions do. */
  readonly excluded?: ExclusionTally;
}

/** What is known once all files were read and judged. */
export interface JudgedFiles {
  /** In the order in which they were read, with their copies and versions. */
  readonly kept: readonly DetectorEvent[];
  /** Everything that the rules remember, nothing thinned. */
  readonly timelines: Timelines;
  readonly alerts: MemoryAlerts;
  /** What became of each record; failures name their file. */
  readonly tally: Tally;
  /** Files that could not be read to their end. What they held before that was judged. */
  readonly unreadable: readonly Unreadable[];
  /** The earliest and the latest judged event. */
  readonly span?: EventSpan;
  /** The error of each rule that failed; its alerts may be missing, those of the others are not. */
  readonly failed?: RulesFailed;
}

/** While one is read: decompression has threads of its own, and one of them is busy with that. */
const filesAhead = 2;

interface EventSpan {
  readonly first: Instant;
  readonly last: Instant;
}

/** What is learnt while files are read. */
interface Reading {
  readonly kept: DetectorEvent[];
  readonly tally: Tally;
  readonly unreadable: Unreadable[];
  span?: EventSpan | undefined;
}

/**
 * Judges the records of files with an embedded store, and hands back the store and the chosen events. What comes out
 * does not depend on the order of the files, on duplicates, or on how records are spread over files; only evidence names
 * where they were read. Throws what a file throws that is neither unreadable content nor an error of the file system.
 */
export async function judgeFiles(request: JudgeFilesRequest): Promise<JudgedFiles> {
  const reading: Reading = { kept: [], tally: newTally(), unreadable: [] };
  const ports = embedded(request);

  const failed = await detect(eventsOf(request, reading), ports).then(() => undefined, rulesFailed);

  const { timelines, alerts } = ports;
  const { kept, tally, unreadable, span } = reading;
  const known = { ...(span !== undefined && { span }), ...(failed !== undefined && { failed }) };
  return { kept, timelines, alerts, tally, unreadable, ...known };
}

/** The store in memory: nothing is thinned or cut, so counts and times are exact, and nobody is told. */
function embedded({ rules, excluded }: JudgeFilesRequest): DetectPorts & { readonly alerts: MemoryAlerts } {
  return {
    rules,
    alerts: memoryAlerts(),
    timelines: memoryTimelines(),
    ...(excluded !== undefined && { excluded }),
    publishers: [],
    clock: { now: () => earliestInstant, pause: async () => undefined },
    owner: 'judging',
    lease: seconds(1),
    updatesPerHour: 0,
    thinning: false,
    countLimit: Infinity,
    contextLimit: Infinity,
  };
}

async function* eventsOf(request: JudgeFilesRequest, reading: Reading): AsyncGenerator<readonly DetectorEvent[]> {
  const { files, rules, keep, see, wanted = wantedBy(rules) } = request;
  for await (const { file, tally, content } of begunAhead(
    files.map((file) => beginning(file, { ...request, wanted })),
    filesAhead,
  )) {
    try {
      for await (const batch of content) {
        reading.span = widened(reading.span, batch);
        if (keep !== undefined) for (const event of batch) if (keep(event)) reading.kept.push(event);
        if (see !== undefined) for (const event of batch) see(event);
        yield batch;
      }
    } catch (error) {
      reading.unreadable.push({ name: file.name, reason: whyUnreadable(error) });
    }
    const failures = tally.failures.map((failure) => ({ ...failure, where: `${file.name}, ${failure.where}` }));
    addTally(reading.tally, { ...tally, failures });
  }
}

/** How a file is read; only what has a size may be begun before its turn, as a pipe waits for somebody. */
function beginning(
  file: LogFile,
  { wanted, maxBytes, progress = noProgress }: JudgeFilesRequest & { readonly wanted: Wanted },
) {
  const options = { object: file.name, wanted, ...(maxBytes !== undefined && { maxBytes }) };
  return {
    early: file.size > 0,
    begin() {
      const tally = newTally();
      progress.begin(file);
      return { file, tally, content: readObject(counted(file, progress), options, tally) };
    },
  };
}

async function* counted(file: LogFile, progress: Progress): AsyncGenerator<Uint8Array> {
  for await (const chunk of file.open()) {
    progress.advance(chunk.byteLength);
    yield chunk;
  }
}

function widened(span: EventSpan | undefined, batch: readonly DetectorEvent[]): EventSpan | undefined {
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
