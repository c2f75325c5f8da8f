import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { neutral } from '../../lambda/render/neutral.ts';

describe('a text from a log, made safe to show', () => {
  it.each([
    ['an ANSI escape', 'a\u001B[31mred', 'a\u{FFFD}[31mred'],
    ['a C1 control sequence', 'a\u009B31m', 'a\u{FFFD}31m'],
    ['line breaks and tabs, as one', 'a\r\n\tb', 'a\u{FFFD}b'],
    ['a line separator', 'a\u2028b', 'a\u{FFFD}b'],
    ['a right-to-left override', 'a\u202Egnp.exe', 'a\u{FFFD}gnp.exe'],
    ['an isolate', 'a\u2066b\u2069', 'a\u{FFFD}b\u{FFFD}'],
    ['zero-width characters', 'ad\u200B\u200Dmin', 'ad\u{FFFD}min'],
    ['an invisible letter', 'ad\u3164min', 'ad\u{FFFD}min'],
    ['half a surrogate pair', 'a\uD83Db', 'a\u{FFFD}b'],
    ['a tag character', 'a\u{E0041}b', 'a\u{FFFD}b'],
  ])('shows one mark for %s', (_, text, expected) => {
    const shown = neutral(text);

    expect(shown).toBe(expected);
  });

  it('keeps letters of all languages, emoji and punctuation', () => {
    const text = 'Ünïcode שלום 日本語 👩 a+b@example.com <b>&';

    const shown = neutral(text);

    expect(shown).toBe(text);
  });

  it('makes every kind of space a plain one', () => {
    const shown = neutral('a\u00A0b\u3000c');

    expect(shown).toBe('a b c');
  });

  it('keeps three marks on a letter, and no tower of them', () => {
    const shown = neutral(`e${'\u0301'.repeat(40)}!`);

    expect(shown).toBe(`e${'\u0301'.repeat(3)}!`);
  });

  it('leaves a text of exactly the limit whole, and ends a longer one in an ellipsis', () => {
    const [whole, cut] = [neutral('abcde', 5), neutral('abcdef', 5)];

    expect([whole, cut]).toEqual(['abcde', 'abcd…']);
  });

  it('counts characters, not halves of them', () => {
    const shown = neutral('👩👩👩', 2);

    expect(shown).toBe('👩…');
  });

  it('whatever the text, is bounded, has no control or format character, and changes no more when done again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 100 }), fc.integer({ min: 1, max: 40 }), (text, max) => {
        const shown = neutral(text, max);

        expect([...shown].length).toBeLessThanOrEqual(max);
        expect(shown).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
        expect(neutral(shown, max)).toBe(shown);
      }),
    );
  });

  it('is quick for a megabyte', () => {
    const text = '\u202Ea'.repeat(500_000);

    const shown = neutral(text, 10);

    expect([...shown]).toHaveLength(10);
  });
});
