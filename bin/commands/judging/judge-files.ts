import { type MemoryAlerts, memoryAlerts } from '../../../lambda/adapters/memory/alerts.ts';
import { memoryTimelines } from '../../../lambda/adapters/memory/timelines.ts';
import { type DetectPorts, detect } from '../../../lambda/core/detect.ts';
import { RulesFailed } from '../../../lambda/core/errors.ts';
import type { DetectorEvent } from '../../../lambda/core/event.ts';
import type { Timelines } from '../../../lambda/core/ports.ts';
import type { Rule } from '../../../lambda/core/rule.ts';
import { earliestInstant, seconds } from '../../../lambda/core/time.ts';
import type { Wanted } from '../../../lambda/core/wanted.ts';
import { UnreadableObject } from '../../../lambda/sources/errors.ts';
import { newTally, readObject, type Tally } from '../../../lambda/sources/read-object.ts';
import { addTally } from '../../../lambda/sources/tally.ts';
import { fileSystemReason, type LogFile, type Unreadable } from '../replay/log-file.ts';

export interface JudgeFilesRequest {
  readonly files: readonly LogFile[];
  readonly rules: readonly Rule[];
  readonly wanted: Wanted;
  /** The most that one file may decompress to. */
  readonly maxBytes: number;
  /** Which events to hand back. */
  readonly keep: (event: DetectorEvent) => boolean;
}

/** What is known once all files were read and judged. */
export interface JudgedFiles {
  /** In the order in which they were read, with their copies and versions. */
  readonly kept: readonly DetectorEvent[];
  /** Everything that the rules remember, nothing thinned. */
  readonly timelines: Timelines;
  readonly alerts: MemoryAlerts;
  readonly tally: Tally;
  /** Files that could not be read to their end. What they held before that was judged. */
  readonly unreadable: readonly Unreadable[];
  readonly failed?: RulesFailed;
}

/**
 * Judges the records of files with an embedded store, as `replay` does, and hands back the store and the chosen events.
 * Throws what a file throws that is neither unreadable content nor an error of the file system.
 */
export async function judgeFiles({ files, rules, wanted, maxBytes, keep }: JudgeFilesRequest): Promise<JudgedFiles> {
  const kept: DetectorEvent[] = [];
  const tally = newTally();
  const unreadable: Unreadable[] = [];
  const ports = embedded(rules);

  const failed = await detect(eventsOf(), ports).then(() => undefined, rulesFailed);

  const { timelines, alerts } = ports;
  return { kept, timelines, alerts, tally, unreadable, ...(failed !== undefined && { failed }) };

  async function* eventsOf(): AsyncGenerator<readonly DetectorEvent[]> {
    for (const file of files) {
      const ofFile = newTally();
      try {
        for await (const batch of readObject(file.open(), { object: file.name, wanted, maxBytes }, ofFile)) {
          for (const event of batch) if (keep(event)) kept.push(event);
          yield batch;
        }
      } catch (error) {
        unreadable.push({ name: file.name, reason: whyUnreadable(error) });
      }
      const failures = ofFile.failures.map((failure) => ({ ...failure, where: `${file.name}, ${failure.where}` }));
      addTally(tally, { ...ofFile, failures });
    }
  }
}

/** The store in memory: nothing is thinned or cut, so counts and times are exact, and nobody is told. */
function embedded(rules: readonly Rule[]): DetectPorts & { readonly alerts: MemoryAlerts } {
  return {
    rules,
    alerts: memoryAlerts(),
    timelines: memoryTimelines(),
    publishers: [],
    clock: { now: () => earliestInstant, pause: async () => undefined },
    owner: 'judging',
    lease: seconds(1),
    thinning: false,
    countLimit: Infinity,
    contextLimit: Infinity,
  };
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
