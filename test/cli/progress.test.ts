import { describe, expect, it } from 'vitest';
import type { LogFile } from '../../bin/commands/replay/log-file.ts';
import { progressLine } from '../../bin/commands/replay/progress.ts';
import { cells } from '../../lambda/render/cells.ts';

const erase = '\r\u001B[K';

/** A progress line of 40 bytes in two files, on a terminal that remembers, with a clock that is set by hand. */
function onATerminal({ columns = 80, name = 'logs/a.json' } = {}) {
  const written: string[] = [];
  const clock = { now: 0 };
  const files: LogFile[] = [name, 'b'].map((one) => ({ name: one, size: 20, open: () => neverRead() }));
  const terminal = { columns, write: (text: string) => written.push(text) };
  return { progress: progressLine(files, terminal, () => clock.now), files, written, clock };
}

async function* neverRead(): AsyncGenerator<Uint8Array> {}

describe('the progress line', () => {
  it('does not appear for what is done at once', () => {
    const { progress, files, written } = onATerminal();

    progress.begin(files[0] as LogFile);
    progress.advance(20);
    progress.end();

    expect(written).toEqual([]);
  });

  it('shows how much is done and which file is at hand, and leaves nothing behind', () => {
    const { progress, files, written, clock } = onATerminal();

    progress.begin(files[0] as LogFile);
    clock.now = 150;
    progress.advance(10);
    progress.end();

    expect(written).toEqual([`${erase}${'━'.repeat(6)}${'─'.repeat(18)}  25 %  1 of 2 files  logs/a.json`, erase]);
  });

  it('is drawn at most ten times a second', () => {
    const { progress, files, written, clock } = onATerminal();

    progress.begin(files[0] as LogFile);
    for (clock.now = 0; clock.now < 1_000; clock.now += 1) progress.advance(0);

    expect(written.length).toBeLessThanOrEqual(10);
    expect(written.length).toBeGreaterThan(5);
  });

  it.each([20, 45, 80])('fits into %i columns, with a file name that is hostile and long', (columns) => {
    const { progress, files, written, clock } = onATerminal({ columns, name: `\u001B[2J${'x'.repeat(500)}.json` });

    clock.now = 150;
    progress.begin(files[0] as LogFile);

    const [line] = written.map((text) => text.replace(erase, ''));
    expect(cells(line as string)).toBeLessThan(columns);
    expect(line).not.toMatch(/\p{Cc}/u);
  });

  it('never shows more than 100 %, though a file grew', () => {
    const { progress, files, written, clock } = onATerminal();

    progress.begin(files[0] as LogFile);
    clock.now = 150;
    progress.advance(4_000);

    expect(written.join('')).toContain(' 100 %');
  });
});
