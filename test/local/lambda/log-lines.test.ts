import { PassThrough } from 'node:stream';
import { finished } from 'node:stream/promises';
import { expect, it } from 'vitest';
import { eachLine } from '../../../local/lambda/log-lines.ts';

it.each([
  ['cut anywhere', ['ab', 'c\nd', '\n'], ['abc', 'd']],
  ['cut before their end', ['ab', '\n', 'cd\n'], ['ab', 'cd']],
  ['several at once', ['a\nb\nc\n'], ['a', 'b', 'c']],
  ['empty', ['a\n\nb\n'], ['a', '', 'b']],
  ['without an end', ['a\nb'], ['a', 'b']],
  ['with separators that JSON leaves as they are', ['a\u2028b\u2029c\r\n'], ['a\u2028b\u2029c\r']],
])('lines arrive whole: %s', async (_, chunks, expected) => {
  const lines = await linesOf(chunks.map((chunk) => Buffer.from(chunk)));

  expect(lines).toEqual(expected);
});

it('a letter that is cut in the middle arrives whole', async () => {
  const bytes = Buffer.from('日本\n');

  const lines = await linesOf([...bytes].map((byte) => Buffer.from([byte])));

  expect(lines).toEqual(['日本']);
});

async function linesOf(chunks: readonly Buffer[]): Promise<readonly string[]> {
  const stream = new PassThrough();
  const lines: string[] = [];
  eachLine(stream, (line) => lines.push(line));
  for (const chunk of chunks) stream.write(chunk);
  stream.end();
  await finished(stream);
  return lines;
}
