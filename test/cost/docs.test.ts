import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { gatewarden, repository } from '../cli/run-cli.ts';

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
