import { expect, it } from 'vitest';
import { playMany } from './many.ts';
import { signsWanted } from './signs.ts';

it('the adapters and the clients of AWS keep the promises where requests are refused, fail and lose their answers', async () => {
  const { failures, signs } = await playMany({ level: 'wire', from: 1, count: 30 });

  expect(failures).toEqual([]);
  expect(signsWanted('wire').filter((sign) => !signs.get(sign))).toEqual([]); // else they would prove little
}, 900_000); // milliseconds: long enough for a machine that is busy with other things
