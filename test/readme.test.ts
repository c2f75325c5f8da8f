import { exec } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> };

const blocks = [...readme.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, language, text]) => ({ language, text }));

/** How long a run took is nobody's promise. */
const untimed = (output: string): string => output.replace(/in \d+\.\d+ s\./, 'in … s.');

describe('the README', () => {
  it('begins with the two commands that are everything', () => {
    const commands = blocks.filter(({ language }) => language === 'sh').map(({ text }) => text?.trim());

    expect(commands.slice(0, 2)).toEqual(['npm ci && npm start', 'npm ci && npm test']);
  });

  it('shows what npm start prints', async () => {
    const [command, ...options] = (scripts['start'] as string).split(' ');
    expect(command).toBe('node');

    const run = `'${process.execPath}' ${options.join(' ')} 2>&1`; // both streams in one, as a terminal shows them
    const { stdout } = await promisify(exec)(run, { cwd: root });

    const shown = blocks.find(({ language }) => language === 'text')?.text as string;
    expect(untimed(shown)).toBe(untimed(stdout));
  });

  it('names no file that is not there', () => {
    const links = [...readme.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, target]) => target as string);

    expect(links.length).toBeGreaterThan(5);
    for (const link of links) expect(() => readFileSync(join(root, link)), link).not.toThrow();
  });
});
