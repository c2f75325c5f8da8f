import { closeSync, createReadStream, openSync, readSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import type { ObjectName } from '../../../lambda/core/event.ts';

/** A file to replay. Opening it again reads it from the start. */
export interface LogFile {
  /** Its path, as evidence and messages show it. */
  readonly name: ObjectName;
  /** In bytes, as far as it is known before it is read: a pipe has none. */
  readonly size: number;
  open(): AsyncIterable<Uint8Array>;
}

/** A file or folder of which nothing, or not all, could be read. */
export interface Unreadable {
  readonly name: ObjectName;
  /** The end of a sentence that begins with the name. */
  readonly reason: string;
}

/** Large, as every chunk costs a round through zlib. */
const chunkBytes = 256 * 1024;

/** A file on disk. */
export function logFile(name: ObjectName, size: number): LogFile {
  return { name, size, open: () => readChunks(name) };
}

/** What has no size and no end that is known: a pipe, a terminal, a device. */
export function logStream(name: ObjectName): LogFile {
  return { name, size: 0, open: () => createReadStream(name, { highWaterMark: chunkBytes }) };
}

/** Synchronously: CloudTrail writes many small files, and a stream costs more than ten times as much as reading one. */
async function* readChunks(name: ObjectName): AsyncGenerator<Uint8Array> {
  const file = openSync(name, 'r');
  try {
    for (;;) {
      await setImmediate(); // else nothing would let an interruption in
      const chunk = Buffer.allocUnsafe(chunkBytes);
      const bytes = readSync(file, chunk);
      if (bytes === 0) return;
      yield chunk.subarray(0, bytes);
    }
  } finally {
    closeSync(file);
  }
}

/** What an error of the file system means to a person; undefined for an error of another kind. */
export function fileSystemReason(error: unknown): string | undefined {
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (code === undefined || syscall === undefined) return undefined;
  switch (code) {
    case 'ENOENT':
      return 'there is no such file or folder';
    case 'EACCES':
    case 'EPERM':
      return 'you may not read it';
    case 'ELOOP':
      return 'its symbolic links lead in a circle';
    case 'ENOTDIR':
      return 'a part of its path is no folder';
    case 'ENAMETOOLONG':
      return 'its name is too long';
    default:
      return `the system cannot read it (${code})`;
  }
}
