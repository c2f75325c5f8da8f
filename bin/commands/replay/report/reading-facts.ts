import { compareText } from '../../../../lambda/core/identity.ts';
import { formatInstant } from '../../../../lambda/core/time.ts';
import type { ReadingFacts } from '../../../../lambda/render/report/report.ts';
import { reasonInWords } from '../../../../lambda/sources/source.ts';
import type { Replayed } from '../summary.ts';

/** What the report tells of the reading: the same as the summary on the terminal, but not how long it took. */
export function readingFacts({ found, tally, unreadable, span, failed }: Replayed): ReadingFacts {
  const causes = failed?.cause instanceof AggregateError ? failed.cause.errors : [];
  return {
    ...(span !== undefined && { span: { first: formatInstant(span.first), last: formatInstant(span.last) } }),
    files: found.files.length - unreadable.length,
    ignoredFiles: found.ignored,
    records: tally.records,
    judged: tally.events,
    failed: tally.failed,
    skipped: [...tally.skipped].toSorted(([a, x], [b, y]) => y - x || compareText(a, b)),
    failures: tally.failures.map((failure) => `${failure.where}: ${reasonInWords(failure)}`),
    unreadable: [...found.unreadable, ...unreadable].map(({ name, reason }) => `${name}: ${reason}`),
    brokenRules: (failed?.ruleIds ?? []).map((id, index) => `${id}: ${messageOf(causes[index])}`),
  };
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
