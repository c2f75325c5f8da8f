import fc from 'fast-check';

/** Texts that mean something to a shell, a query language, markdown or a mail program. */
const known = [
  "'; DROP TABLE x; --",
  '" | take 1 | where "" == "',
  `a'"\`$(id)\${IFS}\\`,
  "'\\''; id; '",
  '\u2018; id; \u2019',
  'a\r\nb',
  '\u001B[2Ja\u202Eb',
  'https://evil.example/x',
  'evil.example',
  '\\\\evil.example\\share',
  '*_~`<!channel>@here[x](https://evil.example)',
  '{{DATE(2026-11-20T00:00:00Z)}}',
  'alice: [*]\n- x: "y"',
  '*',
  'carol@example.com',
  'j.smith',
  '\u{1F600}\u{10FFFF}\u0000',
  '%COMSPEC%&calc|more^>x!y!',
] as const;

const fragment = fc.oneof(
  fc.constantFrom(...known),
  fc.string({ maxLength: 20 }),
  fc.string({ unit: 'binary', maxLength: 20 }),
);

/** Any text, most often one that an attacker would try. */
export const hostileText = fc.array(fragment, { minLength: 1, maxLength: 4 }).map((parts) => parts.join(''));

/** What a mail program would make a link of, of the texts above; a mail address that holds one of them is none. */
export const clickable = /https?:\/\/|\bwww\.\w|\\\\\S|(?<![@\p{L}\p{N}_.%+'-])evil\.example(?![\p{L}\p{N}_.%+'-]*@)/iu;
