import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { confirmed } from '../../bin/commands/redrive/confirm.ts';

it.each([
  ['y\n', true],
  ['YES\n', true],
  [' yes \n', true],
  ['n\n', false],
  ['\n', false],
  ['yess\n', false],
  ['', false],
])('the answer %j means %j', async (answer, meant) => {
  const [input, output] = [new PassThrough(), new PassThrough()];
  input.end(answer);

  expect(await confirmed('Send 3 dead letters again?', { input, output })).toBe(meant);
  expect(String(output.read())).toContain('Send 3 dead letters again? [y/N] ');
});
