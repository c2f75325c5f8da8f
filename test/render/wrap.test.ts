import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cells } from '../../lambda/render/cells.ts';
import { defanged, looksLikeLink } from '../../lambda/render/mail/defang.ts';
import { row, wrapped } from '../../lambda/render/mail/wrap.ts';
import { neutral } from '../../lambda/render/neutral.ts';
import { hostileText } from './hostile.ts';

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
        for (const line of lines.slice(1)) expect(line).toMatch(/^( {4}\S|$)/);
        expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
      }),
    );
  });

  it.each([
    ['inside a mail address', `${'日'.repeat(32)}x@evil.example`, 'evil[.]example'],
    ['inside the name of a host', `${'日'.repeat(30)}x@not-evil.example`, 'evil[.]example'],
    ['inside the host of a mail address', `${'日'.repeat(25)}.evil.ex@ample.example`, 'le[.]example'],
    ['before a scheme', `${'日'.repeat(32)}xxmailto:bob@example.com`, 'mailto[:]bob@example.com'],
  ])('that is broken %s leaves no link at the begin of a line', (_, text, second) => {
    expect(looksLikeLink(text)).toBe(false);

    const lines = row('Who', text);

    expect(lines.map((line) => line.trim())).toEqual([expect.stringMatching(/^Who /), second]);
    expect(lines.filter(looksLikeLink)).toEqual([]);
  });

  it('that holds no link has none in its lines, wherever they break, and these are no wider for it', () => {
    const filler = fc.integer({ min: 40, max: 76 }).map((length) => 'x'.repeat(length));

    fc.assert(
      fc.property(filler, hostileText, fc.constantFrom('@', '.'), hostileText, (before, one, between, other) => {
        const text = defanged(neutral(`${before}${one}${between}${other}@example.com`));

        const lines = wrapped(text, '  ');

        expect(lines.filter(looksLikeLink)).toEqual([]);
        for (const line of lines) expect(cells(line)).toBeLessThanOrEqual(76);
      }),
    );
  });
});
