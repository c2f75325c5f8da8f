import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { type SliceFile, sliceFile, sliceName } from './slice-name.ts';
import type { Span } from './spans.ts';

/** The files of one feed. Rejects with errors of the file system, `write` also with what `pages` throws. */
export interface SliceFolder {
  list(): Promise<readonly SliceFile[]>;
  /** Writes the records of a slice as they come, one a line, under a name that nobody reads. */
  write(pages: AsyncIterable<readonly unknown[]>): Promise<Draft>;
  remove(name: string): Promise<void>;
}

/** A slice that has no name yet. */
interface Draft {
  /**
   * Gives it its name, in place of an older file of that name. Of one without records a mark stays where it is whole, and
   * nothing where it is open. Tells what stayed.
   */
  keep(span: Span, kind: 'whole' | 'open'): Promise<SliceFile | undefined>;
}

/** Sign-ins are personal data. */
const [fileMode, folderMode] = [0o600, 0o700];

const partial = '.partial';

/**
 * A feed's folder, made where it is missing; what a killed run left half written is removed. The paths of half-written
 * files are in `drafts` for as long as there are any.
 */
export async function sliceFolder(path: string, drafts: Set<string>): Promise<SliceFolder> {
  await mkdir(path, { recursive: true, mode: folderMode });
  for (const name of await readdir(path)) if (name.endsWith(partial)) await rm(join(path, name), { force: true });

  const drop = async (draft: string): Promise<void> => {
    await rm(draft, { force: true });
    drafts.delete(draft);
  };

  return {
    async list() {
      return (await readdir(path)).flatMap((name) => sliceFile(name) ?? []);
    },
    async write(pages) {
      const draft = join(path, `${randomUUID()}${partial}`);
      const count = { records: 0 };
      drafts.add(draft);
      try {
        const file = createWriteStream(draft, { flags: 'wx', mode: fileMode, flush: true });
        await pipeline(linesOf(pages, count), createGzip(), file);
      } catch (error) {
        await drop(draft);
        throw error;
      }
      return {
        async keep(span, full) {
          const kind = count.records > 0 ? full : 'empty';
          const name = sliceName(span, kind);
          try {
            if (kind !== 'empty') await rename(draft, join(path, name));
            else if (full === 'whole') await writeFile(join(path, name), '', { mode: fileMode });
            else return undefined;
            return { name, kind, span };
          } finally {
            await drop(draft);
          }
        },
      };
    },
    remove: (name) => rm(join(path, name)),
  };
}

async function* linesOf(pages: AsyncIterable<readonly unknown[]>, count: { records: number }): AsyncGenerator<string> {
  for await (const records of pages) {
    count.records += records.length;
    yield records.map((record) => `${JSON.stringify(record)}\n`).join('');
  }
}
