import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cells, cutEnd, cutMiddle, cutStart, pad, split, wrap } from '../../lambda/render/cells.ts';

describe('the cells of a terminal', () => {
  it.each([
    ['alice', 5],
    ['', 0],
    ['日本語', 6],
    ['é', 1],
    ['e\u0301', 1],
    ['👩', 2],
    ['━─', 2],
  ])('%j takes %i', (text, expected) => {
    expect(cells(text)).toBe(expected);
  });

  it('cuts a text behind its beginning, as far as that fits', () => {
    const cut = [20, 12, 8, 6].map((width) => cutMiddle('s3://ab/key/name', 's3://ab/', width));

    expect(cut).toEqual(['s3://ab/key/name', 's3://…y/name', 's3:…name', 's3…ame']);
  });

  it('a text is padded to a width on either side, and never cut by it', () => {
    expect([pad('日', 4), pad('7', 3, 'start'), pad('abc', 2)]).toEqual(['日  ', '  7', 'abc']);
  });

  it('a cut text keeps its start or its end, and says that it was cut', () => {
    expect([cutEnd('abcdef', 4), cutStart('abcdef', 4), cutEnd('abcd', 4)]).toEqual(['abc…', '…def', 'abcd']);
  });

  it('a text is split between characters, at least after the first, and a mark stays on its letter', () => {
    expect([split('日本語', 5), split('e\u0301a', 1), split('日本', 1), split('a', 4)]).toEqual([
      ['日本', '語'],
      ['e\u0301', 'a'],
      ['日', '本'],
      ['a', ''],
    ]);
  });

  it('half a wide character is never shown', () => {
    expect([cutEnd('日本語', 4), cutStart('日本語', 4)]).toEqual(['日…', '…語']);
  });

  it('items are wrapped between items, in their order', () => {
    const lines = wrap(['one', 'two', 'three'], { width: 9, between: ', ' });

    expect(lines).toEqual(['one, two', 'three']);
  });

  it('no line is wider than allowed, whatever the items', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' })), fc.integer({ min: 2, max: 40 }), (items, width) => {
        const lines = wrap(items, { width, between: ' · ' });

        for (const line of lines) expect(cells(line)).toBeLessThanOrEqual(width);
      }),
    );
  });
});
