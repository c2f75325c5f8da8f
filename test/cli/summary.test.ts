import { describe, expect, it } from 'vitest';
import { type Replayed, summary } from '../../bin/commands/replay/summary.ts';
import { RulesFailed } from '../../lambda/core/errors.ts';
import type { Instant } from '../../lambda/core/time.ts';
import { newTally } from '../../lambda/sources/read-object.ts';
import { anAlert, aSprayAlert } from '../render/an-alert.ts';

const file = { name: 'a.json', size: 1, open: async function* () {} };

function replayed(changes: Partial<Replayed> = {}): Replayed {
  return {
    found: { files: [file], ignored: 0, unreadable: [] },
    alerts: [],
    tally: newTally(),
    unreadable: [],
    milliseconds: 1_234,
    ...changes,
  };
}

describe('the summary of a replay', () => {
  it('says what was read, what became of each record, and what was found', () => {
    const text = summary(
      replayed({
        found: { files: [file, file], ignored: 3, unreadable: [] },
        tally: {
          ...newTally(),
          records: 1_234_567,
          events: 1_204_567,
          skipped: new Map([
            ['one reason', 10_000],
            ['another', 20_000],
          ]),
        },
        span: { first: 0 as Instant, last: 60_000 as Instant },
        alerts: [anAlert(), aSprayAlert(), anAlert(), anAlert({ severity: 'High', signal: true })],
      }),
    );

    expect(text).toBe(
      [
        'Read 2 files, left 3 others alone: 1,234,567 records in 1.23 s.',
        '  judged    1,204,567, 1970-01-01 00:00:00 – 00:01:00 UTC',
        '  skipped   30,000: another 20,000, one reason 10,000',
        'Found 3 alerts and 1 signal:',
        '  1 High (signal): console-login-without-mfa',
        '  1 Medium: entra-failures-with-console-login',
        '  2 Low: console-login-without-mfa',
        '',
      ].join('\n'),
    );
  });

  it('speaks of one file, one record and no alert as a person would', () => {
    const text = summary(replayed({ tally: { ...newTally(), records: 1, events: 1 } }));

    expect(text).toBe('Read 1 file: 1 record in 1.23 s.\n  judged    1\nFound 0 alerts.\n');
  });

  it('lists the first records that failed, and counts the others', () => {
    const failures = Array.from({ length: 7 }, (_, index) => ({ where: `a.json, line ${index}`, reason: 'no time' }));

    const text = summary(replayed({ tally: { ...newTally(), records: 40, failed: 40, failures } }));

    expect(text).toContain('  failed    40, which does not stop the rest\n            a.json, line 0: no time\n');
    expect(text).toContain('line 4: no time\n            and 35 more\n');
    expect(text).not.toContain('line 5');
  });

  it('lists every path that could not be read, and does not count it as read', () => {
    const text = summary(
      replayed({
        found: { files: [file], ignored: 0, unreadable: [{ name: 'missing', reason: 'there is none' }] },
        unreadable: [{ name: 'a.json', reason: 'empty file' }],
      }),
    );

    expect(text).toContain('Read 0 files: ');
    expect(text).toContain('Could not read 2 paths:\n  missing: there is none\n  a.json: empty file\n');
  });

  it('names a rule that failed, and why', () => {
    const failed = new RulesFailed(new Map([['my-rule', new Error('broken')]]));

    const text = summary(replayed({ failed }));

    expect(text).toContain('The rule my-rule failed, so that its alerts may be missing: broken\n');
  });

  it('shows no active character, whatever files and records are called', () => {
    const hostile = '\u001B[2J\u202E\n';

    const text = summary(
      replayed({
        unreadable: [{ name: hostile, reason: hostile }],
        tally: { ...newTally(), failed: 1, failures: [{ where: hostile, reason: hostile }] },
      }),
    );

    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });
});
