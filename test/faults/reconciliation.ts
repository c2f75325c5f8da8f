import { metrics } from '../../lambda/config/metrics.ts';
import { type LogObject, uriOf } from './log-objects.ts';
import type { Schedule } from './schedule.ts';
import type { Quiet } from './system.ts';

type Line = Readonly<Record<string, unknown>>;

/** What does not add up in the counts of a schedule's log and metrics, each in a sentence. */
export function unreconciled({ lines, taken }: Quiet, { objects }: Schedule): readonly string[] {
  const parsed = lines.map((line) => JSON.parse(line) as Line);
  const done = parsed.filter(({ message }) => message === 'message done');
  const namesOf = new Map(taken.map(({ messageId, names }) => [messageId, names]));
  return [
    ...done.flatMap((line) => [...oneMessage(line), ...truth(line, namesOf.get(String(line['messageId'])), objects)]),
    ...parsed.filter(({ message }) => message === 'records do not add up').map(() => 'records do not add up'),
    ...agreement(parsed, done),
  ];
}

/** Records are judged, skipped or failed. */
function oneMessage(line: Line): readonly string[] {
  const { names } = metrics;
  const [records, judged, failed] = [names.records, names.events, names.recordsFailed].map((name) =>
    numberIn(line, name),
  );
  const skipped = sum(Object.values(line['skippedRecords'] ?? {}).map(Number));
  if (records === (judged ?? 0) + skipped + (failed ?? 0)) return [];
  return [`${line['messageId']}: ${records} records, ${judged} judged, ${skipped} skipped, ${failed} failed`];
}

/** A message that did not fail counts all records of its objects, as they were written. */
function truth(line: Line, named: readonly string[] | undefined, objects: readonly LogObject[]): readonly string[] {
  const { names } = metrics;
  if (named === undefined || named.length === 0 || numberIn(line, names.messagesFailed) > 0) return [];
  const read = named.map((name) => objects.find((object) => uriOf(object) === name) as LogObject);
  if (read.some(({ states }) => states.length > 1)) return []; // nobody knows how far it had grown
  const states = read.map(({ states: [state] }) => state as LogObject['states'][number]);
  const expected = [sum(states.map(({ records }) => records)), sum(states.map(({ bad }) => bad)), named.length];
  const found = [numberIn(line, names.records), numberIn(line, names.recordsFailed), numberIn(line, names.objects)];
  if (`${found}` === `${expected}`) return [];
  return [`${line['messageId']}: counted ${found} records, bad ones and objects, and there were ${expected}`];
}

/** The metrics are the sums of the log. */
function agreement(parsed: readonly Line[], done: readonly Line[]): readonly string[] {
  const { names } = metrics;
  const batches = parsed.filter((line) => '_aws' in line && line['Function'] !== 'sweep');
  const total = (lines: readonly Line[], name: string) => sum(lines.map((line) => numberIn(line, name)));
  const inLog = sum(done.flatMap((line) => Object.values(line['skippedRecords'] ?? {}).map(Number)));
  const wrong = [names.records, names.events, names.recordsFailed, names.objects, names.messagesFailed].filter(
    (name) => total(batches, name) !== total(done, name),
  );
  return [
    ...wrong.map((name) => `the metric ${name} is ${total(batches, name)}, and the log says ${total(done, name)}`),
    ...(total(batches, names.recordsSkipped) === inLog
      ? []
      : ['the metric of skipped records is another than in the log']),
    ...(total(batches, names.reconciliationBroken) === 0 ? [] : ['the metric of what does not add up is not zero']),
  ];
}

function numberIn(line: Line, name: string): number {
  return Number(line[name] ?? 0);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}
