import { execFileSync } from 'node:child_process';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { jsonLiteral, kqlLiteral, sqlLiteral, yamlLiteral } from '../../lambda/render/queries/literals.ts';
import { hostileText } from './hostile.ts';

const languages = { jsonLiteral, kqlLiteral, sqlLiteral, yamlLiteral };

/** What a KQL expression of plain literals and code points comes to; throws for any other expression. */
function evaluatedKql(expression: string): string {
  const piece = String.raw`"[A-Za-z0-9 _+=,@.-]+"|unicode_codepoints_to_string\(\d+\)`;
  const pieces = expression.startsWith('strcat(')
    ? (new RegExp(`^strcat\\((?<inner>(?:${piece})(?:, (?:${piece}))+)\\)$`).exec(expression)?.groups?.['inner'] ?? '')
    : (new RegExp(`^(?:${piece})$`).exec(expression)?.[0] ?? '');
  const found = pieces.match(new RegExp(piece, 'g'));
  if (found === null) throw new Error(`not an expression of ours: ${expression}`);
  return found
    .map((each) => (each.startsWith('"') ? each.slice(1, -1) : String.fromCodePoint(Number(/\d+/.exec(each)?.[0]))))
    .join('');
}

describe('a text in single quotes of a shell', () => {
  it('is one word that the shell leaves as it is, and JSON of the text', () => {
    const texts = fc.sample(hostileText, 300).filter((text) => jsonLiteral(text) !== undefined);
    const script = texts.map((text) => `printf '%s\\n' '[${jsonLiteral(text)}]'`).join('\n');

    const words = execFileSync('sh', ['-c', script], { encoding: 'utf8' }).trimEnd().split('\n');

    expect(words.map((word) => JSON.parse(word))).toEqual(texts.map((text) => [text]));
  });

  it('is as harmless to PowerShell and cmd.exe, to which other quotes and signs mean something', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const literal = jsonLiteral(text) ?? '""';

        expect(literal).toMatch(/^"(?:[A-Za-z0-9 _+=,@.-]|\\u[0-9a-f]{4})*"$/);
      }),
    );
  });
});

describe('a text in SQL', () => {
  it('is an expression of one value, the text', () => {
    const database = new DatabaseSync(':memory:');
    database.function('chr', (codePoint) => String.fromCodePoint(Number(codePoint)));

    fc.assert(
      fc.property(
        hostileText.filter((text) => !text.includes('\0')), // which SQLite, not Athena, takes for an end
        (text) => {
          const literal = sqlLiteral(text);
          fc.pre(literal !== undefined);

          const rows = database
            .prepare(`SELECT ${literal} = ? AS same, 1 AS one WHERE 1 = 1 AND 'x' <> ${literal}`)
            .all(text);

          expect(rows).toEqual(text === 'x' ? [] : [{ same: 1, one: 1 }]);
        },
      ),
    );
  });
});

describe('a text in KQL', () => {
  it('is an expression of one value, the text, and needs no escape', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const literal = kqlLiteral(text);
        fc.pre(literal !== undefined);

        const value = evaluatedKql(literal as string);

        expect(value).toBe(text);
        expect(literal).not.toContain('\\');
      }),
    );
  });
});

describe('a text in YAML', () => {
  it('is one value, the text', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const literal = yamlLiteral(text);
        fc.pre(literal !== undefined);

        const value = parse(`list:\n  - key: ${literal}\n`);

        expect(value).toEqual({ list: [{ key: text }] });
      }),
    );
  });
});

describe.each(Object.entries(languages))('%s', (_, literal) => {
  it.each([
    ['nothing', ''],
    ['half a surrogate pair', 'a\uD83D'],
    ['a text that was broken before', 'a\u{FFFD}'],
    ['more than 256 characters', 'a'.repeat(257)],
  ])('leaves %s out, as no query would find it', (_name, text) => {
    expect(literal(text)).toBeUndefined();
  });

  it('keeps what is harmless readable, mail addresses too', () => {
    const shown = literal('carol.smith_2@example.com');

    expect(shown).toContain('carol.smith_2@example.com');
  });

  it.each(['https://evil.example/x', 'www.evil.example', 'evil.example', 'evil.example\u{1E4D0}carol@example.com'])(
    'holds no link to click on: %s',
    (text) => {
      const shown = literal(text);

      expect(shown).not.toMatch(/evil\.example|https?:/);
    },
  );
});
