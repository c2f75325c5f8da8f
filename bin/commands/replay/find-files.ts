import type { BigIntStats } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { compareText } from '../../../lambda/core/identity.ts';
import { fileSystemReason, type LogFile, logFile, logStream, type Unreadable } from './log-file.ts';

export interface FoundFiles {
  /** In the order of the walk, each file once, however often and by whatever links it was reached. */
  readonly files: readonly LogFile[];
  /** How many files of folders were left alone because of their names. */
  readonly ignored: number;
  readonly unreadable: readonly Unreadable[];
}

interface Search {
  readonly files: Map<FileId, LogFile>;
  readonly folders: Set<FileId>;
  readonly ignored: Set<FileId>;
  readonly unreadable: Unreadable[];
}

/** Device and inode: the same for every path and link to one file. */
type FileId = string;

const logName = /\.(?:json|jsonl|ndjson|log)(?:\.gz)?$/i;

/**
 * The files behind paths. A path that is named is always taken; in a folder and all below it only `.json`, `.jsonl`,
 * `.ndjson`, `.log` and their `.gz`. The order in which paths are named makes no difference.
 */
export async function findFiles(paths: readonly string[]): Promise<FoundFiles> {
  const search: Search = { files: new Map(), folders: new Set(), ignored: new Set(), unreadable: [] };
  for (const path of [...new Set(paths)].sort(compareText)) await visit(path, search, { named: true });
  const { files, ignored, unreadable } = search;
  return { files: [...files.values()], ignored: ignored.difference(files).size, unreadable };
}

async function visit(path: string, search: Search, { named }: { readonly named: boolean }): Promise<void> {
  const stats = await stat(path, { bigint: true }).catch((error: unknown) => refuse(path, error, search));
  if (stats === undefined) return;
  const id = `${stats.dev}:${stats.ino}`;
  if (stats.isDirectory()) return visitFolder(path, id, search);
  if (named || (stats.isFile() && logName.test(path))) take(path, id, stats, search);
  else search.ignored.add(id);
}

/** Each folder once: that also ends a circle of symbolic links. */
async function visitFolder(path: string, id: FileId, search: Search): Promise<void> {
  if (search.folders.has(id)) return;
  search.folders.add(id);
  const names = await readdir(path).catch((error: unknown) => refuse(path, error, search));
  for (const name of names?.sort(compareText) ?? []) await visit(join(path, name), search, { named: false });
}

function take(path: string, id: FileId, stats: BigIntStats, search: Search): void {
  if (search.files.has(id)) return;
  search.files.set(id, stats.isFile() ? logFile(path, Number(stats.size)) : logStream(path));
}

function refuse(name: string, error: unknown, search: Search): undefined {
  const reason = fileSystemReason(error);
  if (reason === undefined) throw error;
  search.unreadable.push({ name, reason });
}
