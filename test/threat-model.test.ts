import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

/** One line of a table of docs/threat-model.md. */
interface Line {
  readonly id: string;
  readonly cells: readonly string[];
  /** `file › name › name`: a test's own name last, before it those of what it stands in, if they tell it apart. */
  readonly heldBy: readonly string[];
}

const root = join(import.meta.dirname, '..');
const codeSpan = /(`+)(.+?)\1(?!`)/g;
const page = readFileSync(join(root, 'docs', 'threat-model.md'), 'utf8');
const tables = ['Blind', 'Flood', 'Abuse'] as const;
const lines = tables.flatMap((title) => linesOf(sectionOf(title)));

describe('the threat model', () => {
  it.each(tables)(
    'numbers every line of the table %s, and says in it who, what, what stops it and what holds it',
    (title) => {
      const own = linesOf(sectionOf(title));

      expect(own.length).toBeGreaterThan(10);
      expect(own.map(({ id }) => id)).toEqual(own.map((_, index) => `${title[0]}${index + 1}`));
      for (const { cells } of own) {
        expect(cells).toHaveLength(4);
        expect(cells.filter((cell) => cell === '')).toEqual([]);
      }
    },
  );

  it('knows everybody of whom a line speaks', () => {
    const known = [...sectionOf('Who could try').matchAll(/^\| (\w+) \|/gm)].map(([, who]) => who);

    expect(new Set(lines.map(({ cells }) => cells[1]))).toEqual(new Set(known.slice(1)));
  });

  it.each(lines.map((line) => [line.id, line] as const))(
    '%s is held by tests that are there',
    (_, { cells, heldBy }) => {
      expect(heldBy.length).toBeGreaterThan(0);
      expect(heldBy.flatMap(faultsOf)).toEqual([]);
      expect(cells[3]?.replace(codeSpan, '').trim()).toBe(''); // nothing but tests holds a line
    },
  );

  it('says of what remains to which line it belongs, where there is one, and links to what is there', () => {
    const ids = [...sectionOf('What remains').matchAll(/\b[BFA]\d+\b/g)].map(([id]) => id);
    const links = [...page.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, target]) => target as string);

    expect(ids.length).toBeGreaterThan(5);
    expect(ids.filter((id) => !lines.some((line) => line.id === id))).toEqual([]);
    expect(links.filter((link) => !existsSync(join(root, 'docs', link)))).toEqual([]);
  });

  it('counts no test that is left out', () => {
    const source = `it.${'skip'}('one', run); it.${'todo'}('two', run); it.skipIf(here)('three', run); it.each([1])('four', run);`;

    expect([...titlesIn(source)]).toEqual(['three', 'four']);
  });

  it('can count on all tests: none is left out, and none keeps the others from running', () => {
    const files = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' }).filter((name) =>
      /\.(?:test|contract)\.ts$/.test(name),
    );
    const leftOut = /\b(?:describe|it|test)(?:\.\w+)*\.(?:skip|todo|only)\b|\b[xf](?:it|describe|test)(?:\.\w+)*\(/;

    expect(files.length).toBeGreaterThan(100);
    expect(files.filter((name) => leftOut.test(readFileSync(join(root, 'test', name), 'utf8')))).toEqual([]);
  });

  it.each([
    ['a file that is not there', 'test/nowhere.test.ts › the threat model'],
    ['a file that holds no tests', 'test/records.ts › consoleLogin'],
    ['no test', 'test/threat-model.test.ts'],
    ['a test that is not there', `test/threat-model.test.ts › ${'a test that '}was there`],
    ['a text that is no test', 'test/threat-model.test.ts › utf8'],
    [
      'a row that is not there',
      `test/threat-model.test.ts › %s is held by tests that are there › ${'nobody'} wrote it`,
    ],
  ])('would not be held by %s', (_, reference) => {
    expect(faultsOf(reference)).toHaveLength(1);
  });
});

function sectionOf(title: string): string {
  const [, section = ''] = page.split(new RegExp(`^## ${title}$`, 'm'));
  return section.split(/^## /m)[0] as string;
}

function linesOf(section: string): readonly Line[] {
  const rows = section.split('\n').filter((row) => row.startsWith('| '));
  return rows.slice(2).map((row) => {
    const [, id = '', ...cells] = row.split('|').map((cell) => cell.trim());
    const heldBy = [...(cells[3] ?? '').matchAll(codeSpan)].map(([, , reference]) => reference as string);
    return { id, cells: cells.slice(0, -1), heldBy };
  });
}

/** Why a reference leads to no test; nothing where it does. */
function faultsOf(reference: string): readonly string[] {
  const [path = '', ...names] = reference.split(' › ');
  if (!/^test\/.+\.(?:test|contract)\.ts$/.test(path)) return [`${path} is no file of tests`];
  if (!existsSync(join(root, path))) return [`there is no ${path}`];
  if (names.length === 0) return [`${reference} names no test`];
  const source = readFileSync(join(root, path), 'utf8');
  const [titles, texts] = [titlesIn(source), new Set([source, ...importedBy(path, source)].flatMap(textsIn))];
  const missing = names.filter((name, index) => !titles.has(name) && (index === 0 || !texts.has(name)));
  return missing.map((name) => `${path} has no "${name}"`);
}

/** What `describe`, `it` and `test` are given first, and what they are for each row: with `%s` where the row stands. */
function titlesIn(source: string): ReadonlySet<string> {
  const titles = /(?:\b(?:describe|it|test)(?:\.(?!skip\b|todo\b)\w+)*|[\])]|>)\(\s*(['"`])((?:\\.|(?!\1).)*)\1\s*,/gs;
  return new Set([...source.matchAll(titles)].map(([, , title]) => unescaped(title as string)));
}

/** Every text, as rows may stand anywhere in a file, or in one of those that it imports. */
function textsIn(source: string): readonly string[] {
  return [...source.matchAll(/(['"`])((?:\\.|(?!\1|\n).)*)\1/g)].map(([, , text]) => unescaped(text as string));
}

function importedBy(path: string, source: string): readonly string[] {
  const imports = [...source.matchAll(/ from '(\.[^']+)'/g)].map(([, file]) => join(dirname(path), file as string));
  const own = imports.filter((file) => file.startsWith('test/') && existsSync(join(root, file)));
  return own.map((file) => readFileSync(join(root, file), 'utf8'));
}

function unescaped(text: string): string {
  return text.replace(/\\(.)/g, '$1');
}
