import { cells, cutEnd, cutStart } from '../../../lambda/render/cells.ts';
import { neutral } from '../../../lambda/render/neutral.ts';
import type { LogFile } from './log-file.ts';

/** Told of every file that is begun and of all bytes that are read. */
export interface Progress {
  begin(file: LogFile): void;
  advance(bytes: number): void;
  /** Leaves nothing on the screen. */
  end(): void;
}

export const noProgress: Progress = { begin() {}, advance() {}, end() {} };

/** The part of a terminal's stream that a progress line needs. */
export interface ProgressTerminal {
  readonly columns: number;
  write(text: string): unknown;
}

const barCells = 24;
const betweenDraws = 100; // ms: faster than that is flicker
const eraseLine = '\r\u001B[K';

/**
 * One line that is drawn over itself: bar, files, and the file at hand. Nothing appears before the first tenth of a
 * second is over. `now` is a clock in milliseconds.
 */
export function progressLine(files: readonly LogFile[], terminal: ProgressTerminal, now: () => number): Progress {
  const total = files.reduce((sum, { size }) => sum + size, 0);
  let [begun, bytes, name, drawn, shown] = [0, 0, '', now(), false];
  const draw = (): void => {
    if (now() - drawn < betweenDraws) return;
    [drawn, shown] = [now(), true];
    const counts = `${bar(total === 0 ? 0 : bytes / total)}  ${begun} of ${files.length} files  `;
    const room = terminal.columns - 1 - cells(counts);
    terminal.write(eraseLine + (room > 0 ? counts + cutStart(name, room) : cutEnd(counts, terminal.columns - 1)));
  };
  return {
    begin(file) {
      begun += 1;
      name = neutral(file.name);
      draw();
    },
    advance(more) {
      bytes += more;
      draw();
    },
    end() {
      if (shown) terminal.write(eraseLine);
      shown = false;
    },
  };
}

/** A file may grow while it is read: never more than full. */
function bar(share: number): string {
  const part = Math.min(1, share);
  const filled = Math.round(part * barCells);
  return `${'━'.repeat(filled)}${'─'.repeat(barCells - filled)} ${String(Math.floor(part * 100)).padStart(3)} %`;
}
