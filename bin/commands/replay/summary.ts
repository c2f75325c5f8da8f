import type { Exclusion } from '../../../lambda/core/exclusion.ts';
import { compareText } from '../../../lambda/core/identity.ts';
import { formatInstant } from '../../../lambda/core/time.ts';
import { byRule } from '../../../lambda/render/by-rule.ts';
import { neutral } from '../../../lambda/render/neutral.ts';
import { counted, number } from '../../../lambda/render/quantity.ts';
import { timeSpan } from '../../../lambda/render/when.ts';
import { reasonInWords } from '../../../lambda/sources/source.ts';
import { excludedLines } from './excluded.ts';
import type { FoundFiles } from './find-files.ts';
import type { ReplayResult } from './replay.ts';

export interface Replayed extends ReplayResult {
  readonly found: FoundFiles;
  readonly milliseconds: number;
  /** Every exclusion of the rules that were judged, also those that did nothing. */
  readonly exclusions?: readonly Exclusion[];
}

const mostFailures = 5;
const labelWidth = 10;

/**
 * What a replay read and found, for a person: every record and every file is accounted for. Ends in a line break. Names
 * and reasons may come from attackers and are made safe.
 */
export function summary(replayed: Replayed): string {
  return [
    ...readLines(replayed),
    ...unreadableLines(replayed),
    ...ruleFailureLines(replayed),
    ...excludedLines(replayed),
    ...alertLines(replayed),
  ]
    .map((line) => `${line}\n`)
    .join('');
}

function readLines({ found, tally, unreadable, span, milliseconds }: Replayed): readonly string[] {
  const read = counted(found.files.length - unreadable.length, 'file');
  const ignored = found.ignored === 0 ? '' : `, left ${counted(found.ignored, 'other')} alone`;
  const time = span === undefined ? '' : `, ${timeSpan(formatInstant(span.first), formatInstant(span.last))} UTC`;
  const skipped = [...tally.skipped].toSorted(([a, x], [b, y]) => y - x || compareText(a, b));
  const reasons = skipped.map(([reason, count]) => `${neutral(reason)} ${number(count)}`).join(', ');
  const failures = tally.failures.slice(0, mostFailures);
  return [
    `Read ${read}${ignored}: ${counted(tally.records, 'record')} in ${duration(milliseconds)}.`,
    labelled('judged', `${number(tally.events)}${time}`),
    ...(skipped.length === 0
      ? []
      : [labelled('skipped', `${number(sum(skipped.map(([, count]) => count)))}: ${reasons}`)]),
    ...(tally.failed === 0 ? [] : [labelled('failed', `${number(tally.failed)}, which does not stop the rest`)]),
    ...failures.map((failure) => labelled('', `${neutral(failure.where, 400)}: ${neutral(reasonInWords(failure))}`)),
    ...(tally.failed > failures.length ? [labelled('', `and ${number(tally.failed - failures.length)} more`)] : []),
  ];
}

function unreadableLines({ found, unreadable }: Replayed): readonly string[] {
  const all = [...found.unreadable, ...unreadable];
  if (all.length === 0) return [];
  return [
    `Could not read ${counted(all.length, 'path')}:`,
    ...all.map(({ name, reason }) => `  ${neutral(name, 1_024)}: ${neutral(reason)}`),
  ];
}

function ruleFailureLines({ failed }: Replayed): readonly string[] {
  if (failed === undefined) return [];
  const causes = failed.cause instanceof AggregateError ? failed.cause.errors : [];
  return failed.ruleIds.map((id, index) => {
    const cause: unknown = causes[index];
    return `The rule ${id} failed, so that its alerts may be missing: ${neutral(cause instanceof Error ? cause.message : String(cause))}`;
  });
}

function alertLines({ alerts }: Replayed): readonly string[] {
  const signals = alerts.filter(({ signal }) => signal).length;
  const found = counted(alerts.length - signals, 'alert') + (signals === 0 ? '' : ` and ${counted(signals, 'signal')}`);
  return [
    `Found ${found}${alerts.length === 0 ? '.' : ':'}`,
    ...byRule(alerts).map((group) => {
      const [{ severity, rule, signal }] = group;
      return `  ${number(group.length)} ${severity}${signal ? ' (signal)' : ''}: ${rule.id}`;
    }),
  ];
}

function labelled(label: string, text: string): string {
  return `  ${label.padEnd(labelWidth)}${text}`;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}

function duration(milliseconds: number): string {
  return `${(milliseconds / 1_000).toFixed(milliseconds < 10_000 ? 2 : 0)} s`;
}
