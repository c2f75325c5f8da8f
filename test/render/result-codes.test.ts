import { expect, it } from 'vitest';
import { resultCodeInWords } from '../../lambda/render/result-codes.ts';

it.each([
  ['50126', '50126 wrong user name or password'],
  ['50053', '50053 account locked, or address blocked'],
  ['424242', '424242'],
  ['constructor', 'constructor'],
  ['', 'no result code'],
])('the result code %j reads %j', (code, words) => {
  expect(resultCodeInWords(code)).toBe(words);
});
