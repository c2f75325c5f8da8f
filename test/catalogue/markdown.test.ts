import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { where } from '../../lambda/core/predicate.ts';
import { catalogue } from '../../lambda/render/catalogue/catalogue.ts';
import { markdownDocs, markdownPage } from '../../lambda/render/catalogue/markdown.ts';
import type { CataloguePage } from '../../lambda/render/catalogue/page.ts';
import { rules } from '../../lambda/rules/index.ts';
import { aRule, hostile } from './a-rule.ts';

const folder = join(import.meta.dirname, '../../docs/rules');
const command = 'npx gatewarden rules --format markdown --out docs/rules';

describe('docs/rules', () => {
  const docs = markdownDocs(catalogue(rules));

  it.each([...docs.keys()])(`holds %s as \`${command}\` writes it`, (name) => {
    const written = readFileSync(join(folder, name), 'utf8');

    expect(written, `out of date; run: ${command}`).toBe(docs.get(name));
  });

  it('holds nothing else', () => {
    const stale = readdirSync(folder).filter((name) => !docs.has(name));

    expect(stale, 'of no rule; delete them').toEqual([]);
  });
});

describe('a page', () => {
  it('shows what a rule says as text, whatever characters it has', () => {
    const [page] = catalogue([
      aRule({ title: hostile, description: hostile, falsePositives: [hostile], where: [where('User').is(hostile)] }),
    ]) as [CataloguePage];

    const lines = markdownPage(page).split('\n');

    const prose = lines.map((line) => line.replace(/(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)/g, '')).join('\n'); // without code
    expect(prose).not.toMatch(/(?<!\\)<(?!!--)/);
    expect(prose).not.toMatch(/(?<!\\)\[a(?<!\\)\]\(b\)/);
    expect(prose).not.toMatch(/(?<!\\)\*\*d/);
    expect(prose).not.toContain(' &amp; ');
  });

  it('tells what raises the severity, in a row of conditions and reason, and the worst of it in the head', () => {
    const [page] = catalogue([
      aRule({
        severityWhen: [
          { where: [where('User').is('root'), where('MFAUsed').isNot('Yes')], severity: 'High', because: 'a | reason' },
        ],
      }),
    ]) as [CataloguePage];

    const markdown = markdownPage(page);

    expect(markdown).toContain('`a-rule` · severity **Low, up to High** · ');
    expect(markdown).toContain('\n| High | `User` is `root` and `MFAUsed` is not `Yes` | a \\| reason |\n');
  });

  it('says of a rule whose severity nothing raises that it is always the same', () => {
    const [page] = catalogue([aRule()]) as [CataloguePage];

    const markdown = markdownPage(page);

    expect(markdown).toContain('`a-rule` · severity **Low** · ');
    expect(markdown).toContain('## Severity by circumstance\n\nNone: a match is Low, or what the configuration says');
  });

  it('keeps a row of a table in its columns, whatever a value has', () => {
    const [page] = catalogue([aRule({ where: [where('User').is('a|b`c')] })]) as [CataloguePage];

    const row = markdownPage(page)
      .split('\n')
      .find((line) => line.startsWith('| CloudTrail | `User`')) as string;

    expect(row.split(/(?<!\\)\|/)).toHaveLength(7);
    expect(row).toContain('``a\\|b`c``');
  });
});
