import type { ByteWindow } from './byte-window.ts';
import { byte, type Cursor } from './scan.ts';

/** The longest line that is held in memory whole, in bytes. */
export const longestLine = 64 * 1024 * 1024;

/** Where the line ends that holds the place `ahead` of the window's cursor; undefined where it is too long to be held. */
export async function lineEnd(window: ByteWindow, ahead: number): Promise<number | undefined> {
  for (let searched = ahead; ; ) {
    const found = window.bytes.indexOf(byte.lineFeed, window.at + searched);
    const end = found === -1 ? window.end : found;
    if (end - window.at > longestLine) return undefined;
    if (found !== -1 || window.final) return end;
    searched = window.end - window.at;
    await window.fill();
  }
}

/** Moves behind the end of the line. */
export async function skipLine(window: ByteWindow): Promise<void> {
  for (;;) {
    const found = window.bytes.indexOf(byte.lineFeed, window.at);
    window.at = found === -1 ? window.end : found + 1;
    if (found !== -1 || window.final) return;
    await window.fill();
  }
}

export function holdsLineFeed({ bytes }: Cursor, start: number, end: number): boolean {
  return bytes.subarray(start, end).includes(byte.lineFeed);
}

/** How many line feeds there are between two places, wherever the bytes stand. */
export function lineFeedsIn(bytes: Buffer, from: number, to: number): number {
  const within = bytes.subarray(0, to);
  let count = 0;
  for (let at = within.indexOf(byte.lineFeed, from); at !== -1; at = within.indexOf(byte.lineFeed, at + 1)) count++;
  return count;
}

/** Whether these bytes are one JSON object or list. */
export function isDocument(bytes: Buffer): boolean {
  try {
    const value: unknown = JSON.parse(bytes.toString());
    return typeof value === 'object' && value !== null;
  } catch {
    return false;
  }
}
