import { constants } from 'node:fs';
import { access, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { unwritableReason } from '../../rules/write-folder.ts';
import { UnwritableReport } from './unwritable-report.ts';

/** A file that is written at the end of a long reading. */
export interface ReportFile {
  readonly path: string;
  /** Writes it at once or not at all: whoever looks meanwhile sees what was there before. Throws UnwritableReport. */
  write(text: string): Promise<void>;
}

/**
 * Finds out now whether a report can be written there later. Only `.html` and `.htm`: so a log that is named where the
 * report's name is missing is never overwritten. Throws UnwritableReport.
 */
export async function reportFile(path: string): Promise<ReportFile> {
  if (!/\.html?$/i.test(path))
    throw new UnwritableReport(`the report is a page: give it a name that ends in .html, not '${path}'`);
  return attempt(path, async () => {
    const target = await targetOf(path);
    const draft = join(dirname(target), `.${basename(target)}.${process.pid}.draft`);
    await (await open(draft, 'wx')).close();
    await rm(draft);
    return { path, write: (text: string) => attempt(path, () => replace(target, draft, text)) };
  });
}

/** Behind links, so that a link stays one. */
async function targetOf(path: string): Promise<string> {
  const known = await stat(path).catch(() => undefined);
  if (known === undefined) return path;
  if (!known.isFile()) {
    const what = known.isDirectory() ? 'a folder has that name' : 'it is no ordinary file';
    throw new UnwritableReport(`${path} cannot be written: ${what}`);
  }
  await access(path, constants.W_OK);
  return realpath(path);
}

async function replace(target: string, draft: string, text: string): Promise<void> {
  const file = await open(draft, 'wx');
  try {
    await file.writeFile(text);
    await file.sync();
    await file.close();
    await rename(draft, target);
  } catch (error) {
    await file.close().catch(() => undefined);
    await rm(draft, { force: true });
    throw error;
  }
}

async function attempt<Result>(path: string, work: () => Promise<Result>): Promise<Result> {
  return work().catch((error: NodeJS.ErrnoException) => {
    if (error.code === undefined) throw error;
    throw new UnwritableReport(`${path} cannot be written: ${reason(error.code)}`, { cause: error });
  });
}

function reason(code: string): string {
  return code === 'ENOENT' ? 'there is no such folder' : unwritableReason(code);
}
