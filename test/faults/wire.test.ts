import { expect, it } from 'vitest';
import { effort, isLong } from '../effort.ts';
import { playMany } from './many.ts';
import { signsWanted } from './signs.ts';

it('the adapters and the clients of AWS keep the promises where requests are refused, fail and lose their answers', async () => {
  const { failures, signs } = await playMany({ level: 'wire', from: 1, count: effort(30) });

  expect(failures).toEqual([]);
  const missing = signsWanted('wire').filter((sign) => !signs.get(sign));
  if (isLong) expect(missing).toEqual([]); // else they would prove little; a few lack some
}, 900_000); // milliseconds: long enough for a machine that is busy with other things
