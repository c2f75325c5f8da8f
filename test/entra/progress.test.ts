import { describe, expect, it } from 'vitest';
import { newReading } from '../../bin/commands/entra/backfill.ts';
import { inWords } from '../../bin/commands/entra/duration-in-words.ts';
import { progressLine, waitLines } from '../../bin/commands/entra/progress.ts';
import { feedLines, nextLines } from '../../bin/commands/entra/summary.ts';
import { hours, type Instant, minutes, parseInstant, seconds } from '../../lambda/core/time.ts';
import { cells } from '../../lambda/render/cells.ts';

const span = {
  from: parseInstant('2026-11-20T00:00:00Z') as Instant,
  to: parseInstant('2026-11-20T12:00:00Z') as Instant,
};
const reading = { ...newReading({ id: 'interactiveUser', version: 'v1.0' }), pages: 1, records: 1_017 };
const erase = '\r\u001B[K';

function onATerminal(columns: number) {
  const written: string[] = [];
  return { progress: progressLine(span, { columns, write: (text: string) => written.push(text) }), written };
}

describe('the progress line of a backfill', () => {
  it('tells how far it has come, what it waits for, and leaves nothing behind', () => {
    const { progress, written } = onATerminal(120);

    progress.waiting(seconds(2));
    progress.advance(reading, parseInstant('2026-11-20T03:00:00Z') as Instant);
    progress.waiting(seconds(90));
    progress.end();

    const line = 'interactiveUser  25 %, 2026-11-20 03:00: 1 page, 1,017 records';
    expect(written).toEqual([`${erase}waiting 2 s`, `${erase}${line}`, `${erase}${line}, waiting 1 min 30 s`, erase]);
  });

  it.each([20, 45, 0])('fits into %i columns', (columns) => {
    const { progress, written } = onATerminal(columns);

    progress.advance(reading, span.from);

    for (const line of written) expect(cells(line.replace(erase, ''))).toBeLessThan(columns || 80);
  });
});

it('without a terminal, a backfill tells of long waits alone', () => {
  const written: string[] = [];
  const lines = waitLines({ write: (text: string) => written.push(text) });

  lines.waiting(minutes(1));
  lines.advance(reading, span.from);
  lines.waiting(minutes(5));
  lines.end();

  expect(written).toEqual(['Waiting 5 min, as Microsoft asks.\n']);
});

describe('the summary of a backfill', () => {
  const done = { folder: 'signins', span, overlap: hours(2), readings: [{ ...reading, slices: 2, there: 3 }] };

  it('counts what was read and what stood there, and names the next command', () => {
    expect(feedLines(done)).toBe(
      'Sign-ins of 2026-11-20 00:00:00 – 12:00:00 UTC, in signins:\n  interactiveUser  2 slices (and 3 from before), 1 page, 1,017 records\n',
    );
    expect(nextLines(done)).toContain('the last 2 h again');
    expect(nextLines(done)).toContain('\nNext: gatewarden replay signins <your CloudTrail logs>\n');
  });

  it("quotes a folder's name as a shell takes it", () => {
    expect(nextLines({ ...done, folder: "my team's" })).toContain(String.raw`replay 'my team'\''s' <`);
  });
});

it.each([
  [0, '0 s'],
  [seconds(8), '8 s'],
  [1, '1 s'],
  [minutes(3) + seconds(20), '3 min 20 s'],
  [hours(2), '2 h'],
])('%i ms are %s', (length, words) => {
  expect(inWords(length as ReturnType<typeof hours>)).toBe(words);
});
