import { tableStyle } from '../judging/format.ts';
import { entryLine } from './json.ts';
import { type Found, listedSummary } from './summary.ts';
import { renderEntries } from './table.ts';

/** Prints what was found, and sets the exit status. */
export function listEntries(found: Found): void {
  const { entries, missing, format } = found;
  const { stdout, stderr } = process;
  if (missing.length > 0) process.exitCode = 1;
  switch (format) {
    case 'json':
      for (const entry of entries) stdout.write(entryLine(entry));
      break;
    case 'table':
      stdout.write(renderEntries(entries, tableStyle()));
      stderr.write('\n');
      break;
    default:
      format satisfies never;
  }
  stderr.write(listedSummary(found));
}
