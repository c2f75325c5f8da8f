import { chmodSync, linkSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type FoundFiles, findFiles } from '../../bin/commands/replay/find-files.ts';
import { tempFolder } from './temp-folder.ts';

function names({ files }: FoundFiles, folder: string): readonly string[] {
  return files.map(({ name }) => relative(folder, name));
}

describe('the files behind paths', () => {
  it('in a folder are those with a log file’s name, and the others are counted', async () => {
    const content = 'x';
    using folder = tempFolder({
      'b/c.JSON': content,
      'a.json': content,
      'a.json.gz': content,
      'd.jsonl': content,
      'e.ndjson.gz': content,
      'f.log': content,
      'g.txt': content,
      'h.json.zip': content,
      'b/json': content,
    });

    const found = await findFiles([folder.path]);

    expect(names(found, folder.path)).toEqual(['a.json', 'a.json.gz', 'b/c.JSON', 'd.jsonl', 'e.ndjson.gz', 'f.log']);
    expect(found.ignored).toBe(3);
    expect(found.unreadable).toEqual([]);
  });

  it('that are named are taken whatever their name, and are not counted as left alone', async () => {
    using folder = tempFolder({ 'a.txt': 'x', 'b.txt': 'x' });

    const found = await findFiles([join(folder.path, 'b.txt'), folder.path]);

    expect(names(found, folder.path)).toEqual(['b.txt']);
    expect(found.ignored).toBe(1);
  });

  it('are found once, in the same order, however they are named and linked', async () => {
    using folder = tempFolder({ 'a/1.json': 'x', 'b/2.json': 'x' });
    const [a, b] = [join(folder.path, 'a'), join(folder.path, 'b')];
    symlinkSync(a, join(b, 'other-a'));
    symlinkSync(join(a, '1.json'), join(b, 'other-1.json'));
    linkSync(join(b, '2.json'), join(b, '3.json'));

    const found = await findFiles([b, a, b]);
    const inReverse = await findFiles([a, b]);

    expect(names(found, folder.path)).toEqual(['a/1.json', 'b/2.json']);
    expect(names(inReverse, folder.path)).toEqual(names(found, folder.path));
  });

  it('end where symbolic links lead in a circle', async () => {
    using folder = tempFolder({ 'a/b/1.json': 'x' });
    symlinkSync(folder.path, join(folder.path, 'a/b/up'));
    symlinkSync('itself.json', join(folder.path, 'itself.json'));

    const found = await findFiles([folder.path]);

    expect(names(found, folder.path)).toEqual(['a/b/1.json']);
    expect(found.unreadable).toEqual([
      { name: join(folder.path, 'itself.json'), reason: 'its symbolic links lead in a circle' },
    ]);
  });

  it('that are missing are told, and the others are found', async () => {
    using folder = tempFolder({ '1.json': 'x' });
    symlinkSync('nowhere', join(folder.path, 'broken.json'));
    const missing = join(folder.path, 'missing');

    const found = await findFiles([missing, folder.path]);

    const reason = 'there is no such file or folder';
    expect(names(found, folder.path)).toEqual(['1.json']);
    expect(found.unreadable).toEqual([
      { name: join(folder.path, 'broken.json'), reason },
      { name: missing, reason },
    ]);
  });

  it('in a folder are never sockets, which cannot be read', async () => {
    using folder = tempFolder();
    await using server = createServer();
    await new Promise<void>((resolve) => server.listen(join(folder.path, 'socket.json'), resolve));

    const found = await findFiles([folder.path]);

    expect(found).toMatchObject({ files: [], ignored: 1, unreadable: [] });
  });

  it.skipIf(process.getuid?.() === 0)('leave out a folder that may not be read, and tell of it', async () => {
    using folder = tempFolder({ 'closed/1.json': 'x', '2.json': 'x' });
    const closed = join(folder.path, 'closed');
    chmodSync(closed, 0);

    const found = await findFiles([folder.path]).finally(() => chmodSync(closed, 0o700));

    expect(names(found, folder.path)).toEqual(['2.json']);
    expect(found.unreadable).toEqual([{ name: closed, reason: 'you may not read it' }]);
  });
});
