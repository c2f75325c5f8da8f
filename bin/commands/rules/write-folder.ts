import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Writes files by name into a folder, which is made where it is missing. Says in a sentence what could not be written. */
export async function writeFolder(folder: string, files: ReadonlyMap<string, string>): Promise<string | undefined> {
  try {
    await mkdir(folder, { recursive: true });
    for (const [name, text] of files) await writeFile(join(folder, name), text);
    return undefined;
  } catch (error) {
    const { code, path = folder } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    return `${path} cannot be written: ${unwritableReason(code)}`;
  }
}

/** What an error code of the file system means to a person who wants to write. */
export function unwritableReason(code: string): string {
  switch (code) {
    case 'EEXIST':
    case 'ENOTDIR':
      return 'a part of its path is no folder';
    case 'ENOENT':
      return 'there is no such folder';
    case 'EISDIR':
      return 'a folder has that name';
    case 'EACCES':
    case 'EPERM':
      return 'you may not write there';
    case 'EROFS':
      return 'the disk is read-only';
    case 'ENOSPC':
      return 'the disk is full';
    default:
      return `the system refuses (${code})`;
  }
}
