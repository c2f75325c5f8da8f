import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';

export const projectRoot = join(import.meta.dirname, '..');

/** Bytes of a Metafile as JSON: it names every module that is in a bundle, twice. */
const longestMetafile = 16 * 1024 * 1024;

/**
 * Bundles a handler into ES modules with everything in them, the SDK as well: half the import time of CommonJS, and the
 * version that was tested instead of the one that Lambda happens to have. What the sources import by `import()` is a
 * module of its own, as a start takes as long as what it parses. Returns what is in them. Throws where the sources do not
 * build.
 *
 * Names of functions are shortened: to keep them takes 7 % of the bundle, and the log shows no stacks, but for errors at
 * the start, which say what is wrong.
 *
 * esbuild is there for development alone, so it is loaded only here, by a program of its own; and synchronously, as
 * constructs are made.
 */
export function bundleHandler(handler: string, folder: string): Metafile {
  return bundleModule(join(projectRoot, 'lambda', 'handlers', `${handler}.ts`), folder);
}

/** The same for a module that stands elsewhere. */
export function bundleModule(file: string, folder: string): Metafile {
  const args = [join(import.meta.dirname, 'write-bundle.ts'), file, folder];
  const stdio = ['ignore', 'pipe', 'inherit'] as const;
  const written = execFileSync(process.execPath, args, {
    encoding: 'utf8',
    maxBuffer: longestMetafile,
    stdio: [...stdio],
  });
  return JSON.parse(written) as Metafile;
}
