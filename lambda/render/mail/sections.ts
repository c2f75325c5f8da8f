/** A part of a mail under its heading, in lines. */
export interface Section {
  readonly heading: string;
  readonly lines: readonly string[];
}

/** SNS takes 262,144 bytes. */
const mostBytesOfMail = 256_000;

/**
 * The sections one below the other, the first ones first, in at most `mostBytes` bytes of UTF-8 with those before them.
 * A section that does not fit any more is left out whole, and named at the end: half a query is worse than none.
 */
export function stacked(
  opening: readonly string[],
  sections: readonly Section[],
  mostBytes: number = mostBytesOfMail,
): string {
  let text = `${opening.join('\n')}\n`;
  const leftOut: string[] = [];
  for (const { heading, lines } of sections) {
    const longer = `${text}\n${heading}\n${lines.join('\n')}\n`;
    if (Buffer.byteLength(longer) > mostBytes) leftOut.push(heading);
    else text = longer;
  }
  return leftOut.length === 0 ? text : `${text}\nLeft out, as the message would be too large: ${leftOut.join(', ')}.\n`;
}
