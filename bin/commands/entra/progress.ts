import { type Duration, formatInstant, type Instant, minutes } from '../../../lambda/core/time.ts';
import { cutEnd } from '../../../lambda/render/cells.ts';
import { counted } from '../../../lambda/render/quantity.ts';
import type { ProgressTerminal } from '../replay/progress.ts';
import type { BackfillProgress, FeedReading } from './backfill.ts';
import { inWords } from './duration-in-words.ts';
import type { Span } from './spans.ts';

/** Shows how far the reading has come, and what it waits for. */
export interface ProgressDisplay extends BackfillProgress {
  waiting(length: Duration): void;
  /** Leaves nothing on the screen. */
  end(): void;
}

/** Where there is no terminal: nothing but a line for each wait so long that the command would seem to hang. */
export function waitLines(stream: Pick<ProgressTerminal, 'write'>): ProgressDisplay {
  return {
    advance() {},
    waiting(length) {
      if (length > longestSilence) stream.write(`Waiting ${inWords(length)}, as Microsoft asks.\n`);
    },
    end() {},
  };
}

const longestSilence = minutes(1);

/** Of a terminal that says it has none. */
const usualColumns = 80;

const eraseLine = '\r\u001B[K';

/** One line that is drawn over itself, a few times in ten seconds, as that is how often Graph may be asked. */
export function progressLine(span: Span, terminal: ProgressTerminal): ProgressDisplay {
  let line = '';
  const draw = (text: string): void => {
    terminal.write(eraseLine + cutEnd(text, (terminal.columns || usualColumns) - 1));
  };
  return {
    advance(reading, at) {
      line = describe(reading, at, span);
      draw(line);
    },
    waiting(length) {
      draw(`${line === '' ? '' : `${line}, `}waiting ${inWords(length)}`);
    },
    end() {
      terminal.write(eraseLine);
    },
  };
}

function describe({ feed, pages, records }: FeedReading, at: Instant, { from, to }: Span): string {
  const share = Math.floor(((at - from) / (to - from)) * 100);
  const reached = formatInstant(at).slice(0, 16).replace('T', ' ');
  return `${feed.id} ${String(share).padStart(3)} %, ${reached}: ${counted(pages, 'page')}, ${counted(records, 'record')}`;
}
