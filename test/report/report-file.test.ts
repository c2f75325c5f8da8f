import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { reportFile } from '../../bin/commands/replay/report/report-file.ts';
import { UnwritableReport } from '../../bin/commands/replay/report/unwritable-report.ts';
import { tempFolder } from '../cli/temp-folder.ts';

describe("a report's file", () => {
  it('is written whole, in the place of what was there, and nothing is left beside it', async () => {
    using folder = tempFolder({ 'report.html': 'before' });
    const path = join(folder.path, 'report.html');

    const file = await reportFile(path);
    const meanwhile = readFileSync(path, 'utf8');
    await file.write('after');

    expect([meanwhile, readFileSync(path, 'utf8')]).toEqual(['before', 'after']);
    expect(readdirSync(folder.path)).toEqual(['report.html']);
  });

  it('is not begun where it is only asked whether it could be written', async () => {
    using folder = tempFolder();

    await reportFile(join(folder.path, 'report.html'));

    expect(readdirSync(folder.path)).toEqual([]);
  });

  it('is written behind a link, which stays a link', async () => {
    using folder = tempFolder({ 'real/report.html': '' });
    const link = join(folder.path, 'link.html');
    symlinkSync(join(folder.path, 'real/report.html'), link);

    await (await reportFile(link)).write('text');

    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(folder.path, 'real/report.html'), 'utf8')).toBe('text');
  });

  it('is left alone if the folder is gone when it is to be written', async () => {
    using folder = tempFolder({ 'sub/x': '' });
    const file = await reportFile(join(folder.path, 'sub/report.html'));
    rmSync(join(folder.path, 'sub'), { recursive: true });

    await expect(file.write('text')).rejects.toThrow(/cannot be written: there is no such folder/);
    expect(existsSync(join(folder.path, 'sub'))).toBe(false);
  });

  it.each([
    ['missing/report.html', 'there is no such folder'],
    ['folder.html', 'a folder has that name'],
    ['file.json/report.html', 'a part of its path is no folder'],
    ['file.json', 'give it a name that ends in .html'],
    ['report', 'give it a name that ends in .html'],
  ])('is refused at once as %s: %s', async (name, reason) => {
    using folder = tempFolder({ 'file.json': '[]' });
    mkdirSync(join(folder.path, 'folder.html'));

    const refused = await reportFile(join(folder.path, name)).catch((error: unknown) => error);

    expect(refused).toBeInstanceOf(UnwritableReport);
    expect((refused as Error).message).toContain(reason);
    expect(readFileSync(join(folder.path, 'file.json'), 'utf8')).toBe('[]');
  });
});
