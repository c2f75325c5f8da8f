import { describe, expect, it } from 'vitest';
import { doneOf } from '../../../local/lambda/batch-answer.ts';

const all = ['a', 'b', 'c'];
const failed = (...ids: readonly unknown[]) => ({ batchItemFailures: ids.map((id) => ({ itemIdentifier: id })) });

describe('of a batch whose function reports failures', () => {
  it.each([
    ['an empty list', failed(), all],
    ['no list', { batchItemFailures: null }, all],
    ['an object without a list', { statusCode: 200 }, all],
    ['an empty object', {}, all],
    ['nothing', null, all],
    ['an empty text', '', all],
    ['one failure', failed('b'), ['a', 'c']],
    ['one failure twice', failed('b', 'b'), ['a', 'c']],
    ['all as failed', failed('a', 'b', 'c'), []],
    ['an id of no message', failed('b', 'x'), []],
    ['an empty id', failed('b', ''), []],
    ['no id', failed('b', null), []],
    ['an id that is no text', failed('b', 1), []],
    ['an id under another name', { batchItemFailures: [{ messageId: 'b' }] }, []],
    ['an id that stands alone', { batchItemFailures: ['b'] }, []],
    ['a failure that is null', { batchItemFailures: [null] }, []],
    ['something else than a list', { batchItemFailures: 'b' }, []],
    ['a list', ['b'], []],
    ['a text', 'done', []],
    ['a number', 0, []],
  ])('that answers %s', (_, value, expected) => {
    expect(doneOf(all, { ok: true, value }, true)).toEqual(expected);
  });

  it('nothing is done when it failed', () => {
    expect(doneOf(all, { ok: false, error: { errorType: 'Error', errorMessage: '' } }, true)).toEqual([]);
  });
});

describe('of a batch whose function reports no failures', () => {
  it('everything is done, whatever it answers', () => {
    expect(doneOf(all, { ok: true, value: failed('b') }, false)).toEqual(all);
  });

  it('nothing is done when it failed', () => {
    expect(doneOf(all, { ok: false, error: { errorType: 'Error', errorMessage: '' } }, false)).toEqual([]);
  });
});
