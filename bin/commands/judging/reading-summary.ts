import { neutral } from '../../../lambda/render/neutral.ts';
import { counted, number } from '../../../lambda/render/quantity.ts';
import { reasonInWords } from '../../../lambda/sources/source.ts';
import type { FoundFiles } from '../replay/find-files.ts';
import type { JudgedFiles } from './judge-files.ts';

/**
 * What was read, and what could not be, for a person: what stands in no file that was read, no command can tell of.
 * Ends in a line break. Names and reasons may come from attackers and are made safe.
 */
export function readingSummary(found: FoundFiles, { tally, unreadable, failed }: JudgedFiles): string {
  const missing = [...found.unreadable, ...unreadable];
  const skipped = tally.records - tally.events - tally.failed;
  const lines = [
    `Read ${counted(found.files.length - unreadable.length, 'file')}: ${counted(tally.records, 'record')}, of which ${number(tally.events)} judged, ${number(skipped)} skipped, ${number(tally.failed)} failed.`,
    ...tally.failures
      .slice(0, 5)
      .map((failure) => `  ${neutral(failure.where, 400)}: ${neutral(reasonInWords(failure))}`),
    ...(missing.length === 0 ? [] : [`Could not read ${counted(missing.length, 'path')}:`]),
    ...missing.map(({ name, reason }) => `  ${neutral(name, 1_024)}: ${neutral(reason)}`),
    ...(failed === undefined
      ? []
      : [`These rules failed, so that their alerts may be missing: ${failed.ruleIds.join(', ')}.`]),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

/** 2 where something could not be read or judged, so that the answer may not be whole; else 0. */
export function readingStatus(found: FoundFiles, { unreadable, failed }: JudgedFiles): 0 | 2 {
  return found.unreadable.length + unreadable.length > 0 || failed !== undefined ? 2 : 0;
}
