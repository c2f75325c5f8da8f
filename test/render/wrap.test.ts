import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cells } from '../../lambda/render/cells.ts';
import { row, wrapped } from '../../lambda/render/mail/wrap.ts';

describe('a text in lines', () => {
  it('breaks between words, and indents what follows', () => {
    const lines = wrapped('word '.repeat(20).trim(), '1. ', '   ');

    expect(lines).toEqual([`1. ${'word '.repeat(14).trim()}`, `   ${'word '.repeat(6).trim()}`]);
  });

  it('stands beside its label', () => {
    const lines = row('Who', 'x '.repeat(60).trim());

    expect(lines[0]).toMatch(/^Who {7}x /);
    expect(lines[1]).toMatch(/^ {10}x /);
  });

  it('whatever the text, is 76 columns wide at most, never reaches left of its indentation, and loses no letter', () => {
    const unit = fc.constantFrom('a', ' ', '日', '1. ', 'WHY', '\u0301');

    fc.assert(
      fc.property(fc.string({ unit, maxLength: 300 }), (text) => {
        const lines = wrapped(text, '', '    ');

        for (const line of lines) expect(cells(line)).toBeLessThanOrEqual(76);
        for (const line of lines.slice(1)) expect(line).toMatch(/^( {4}|$)/);
        expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
      }),
    );
  });
});
