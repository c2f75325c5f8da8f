import type { Readable } from 'node:stream';

/**
 * Calls for each line that a stream of UTF-8 brings, without its end; for what stands behind the last one as well.
 *
 * Not node:readline, which also cuts at U+2028 and U+2029: JSON may hold them as they are.
 */
export function eachLine(stream: Readable, take: (line: string) => void): void {
  let begun = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    const lines = (begun + chunk).split('\n');
    begun = lines.pop() ?? '';
    for (const line of lines) take(line);
  });
  stream.on('end', () => {
    if (begun !== '') take(begun);
  });
}
