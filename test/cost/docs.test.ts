import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { gatewarden } from '../cli/gatewarden.ts';
import { repository } from '../cli/run-cli.ts';

const page = readFileSync(join(repository, 'docs/cost.md'), 'utf8');

/** Each command of the page that stands above a table, and the table. */
const shown = [...page.matchAll(/^```sh\nnpx gatewarden (cost .*)\n```\n\n((?:\|.*\n)+)/gm)].map(
  ([, command = '', table = '']) => ({ command, table }),
);

describe('docs/cost.md', () => {
  it('shows three organisations, and attacks from one and from many addresses', () => {
    const commands = shown.map(({ command }) => command).join('\n');

    expect(shown.length).toBeGreaterThanOrEqual(7);
    for (const part of ['--accounts 1 ', '--accounts 50 ', '--accounts 1000 ', 'one-address', 'many-addresses'])
      expect(commands).toContain(part);
  });

  it.each(shown)('shows what `$command` prints', async ({ command, table }) => {
    const { stdout } = await gatewarden(command.split(' '));

    expect(table, `out of date; run: npx gatewarden ${command}`).toBe(stdout);
  });

  it('names no file that is not there', () => {
    const links = [...page.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, target]) => join('docs', target as string));
    const files = [...page.matchAll(/`((?:bin|test|bench)\/[\w/.-]+)`/g)].map(([, name]) => name as string);

    expect(links.length + files.length).toBeGreaterThan(4);
    for (const file of [...links, ...files]) expect(() => readFileSync(join(repository, file)), file).not.toThrow();
  });
});

/** What other pages say in a sentence, and the accounts that it is of. */
const sentences = [
  { file: 'README.md', accounts: 1, sentence: / (\d+) \$ a month\nfor 1 account,/ },
  { file: 'README.md', accounts: 50, sentence: / (\d+) \$ for 50 / },
  { file: 'README.md', accounts: 1_000, sentence: / (\d+) \$ for 1,000 / },
  { file: 'docs/deploy.md', accounts: 10, sentence: /For 10 accounts .* about \*\*(\d+) \$\*\* a month/ },
] as const;

describe.each(sentences)('what $file says of $accounts accounts', ({ file, accounts, sentence }) => {
  it('is what the command prints, in whole dollars', async () => {
    const said = sentence.exec(readFileSync(join(repository, file), 'utf8'))?.[1];

    const { stdout } = await gatewarden(['cost', '--accounts', String(accounts), '--format', 'json']);

    const { dollars } = JSON.parse(stdout) as { dollars: number };
    expect(said).toBe(dollars.toFixed(0));
  });
});
