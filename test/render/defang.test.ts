import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defanged } from '../../lambda/render/mail/defang.ts';
import { clickable, hostileText } from './hostile.ts';

describe('what a mail program would make a link of', () => {
  it.each([
    ['https://evil.example/a.b?c', 'hxxps[:]//evil[.]example/a[.]b?c'],
    ['see HTTP://evil.example', 'see hxxp[:]//evil[.]example'],
    ['x://y/https://evil.example', 'x[:]//y/hxxps[:]//evil[.]example'],
    ['0https://evil.example', '0hxxps[:]//evil[.]example'],
    ['evil.example0', 'evil[.]example0'],
    ['carol@example.com_evil.example', 'carol@example[.]com_evil[.]example'],
    ['www.evil.example', 'www[.]evil[.]example'],
    ['example.com', 'example[.]com'],
    ['call evil.example/login now', 'call evil[.]example/login now'],
    ['ftp://192.0.2.1/x', 'ftp[:]//192[.]0[.]2[.]1/x'],
    ['http:\\\\evil.example', 'hxxp[:]\\[]\\evil[.]example'],
    ['192.0.2.1/login', '192[.]0[.]2[.]1/login'],
    ['192.0.2.1:8443/login', '192[.]0[.]2[.]1:8443/login'],
    ['carol@example.com/login', 'carol@example[.]com/login'],
    ['ex\u0430mple.com', 'ex\u0430mple[.]com'],
    ['example\u3002com', 'example[.]com'],
    ['xn--e1afmkfd.xn--p1ai', 'xn--e1afmkfd[.]xn--p1ai'],
    ['\\\\evil.example\\share', '\\[]\\evil[.]example\\share'],
    ['mailto:carol@example.com', 'mailto[:]carol@example.com'],
    ['[text](https://evil.example)', '[text](hxxps[:]//evil[.]example)'],
  ])('is broken: %s', (text, shown) => {
    expect(defanged(text)).toBe(shown);
  });

  it.each([
    'carol@example.com',
    'carol.smith+aws@mail.example.com ×3, and 8 more',
    'a@b.com@example.com',
    '203.0.113.7',
    '2001:db8::1',
    'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0',
    'arn:aws:iam::111122223333:root',
    '2026-11-20 03:14:07',
    'account 111122223333, us-east-1.',
  ])('is not everything: %s', (text) => {
    expect(defanged(text)).toBe(text);
  });

  it('whatever the text, is gone, and done again changes nothing', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const shown = defanged(text);

        expect(shown).not.toMatch(clickable);
        expect(defanged(shown)).toBe(shown);
      }),
    );
  });

  it('is found quickly in a text made to be slow', () => {
    const text = `${'a.'.repeat(5_000)}!${'a@'.repeat(5_000)}`;

    const started = performance.now();
    defanged(text.slice(0, 1_100));

    expect(performance.now() - started).toBeLessThan(500);
  });
});
