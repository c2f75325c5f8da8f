import { expect, it } from 'vitest';
import { playMany } from './many.ts';

it('the adapters and the clients of AWS keep the promises where requests are refused, fail and lose their answers', async () => {
  const { failures, signs } = await playMany({ level: 'wire', from: 1, count: 24 });

  expect(failures).toEqual([]);
  expect([...signs]).toEqual(expect.arrayContaining(['a message that came again', 'told again', 'a dead message']));
}, 900_000); // milliseconds: long enough for a machine that is busy with other things
