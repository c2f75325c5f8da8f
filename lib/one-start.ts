import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import type { Loader, Plugin } from 'esbuild';

const late = Symbol('loaded later');

/**
 * Makes one module of all that a start parses. esbuild makes one for each set of entry points that share it, and what is
 * imported by `import()` is such an entry point: so each of these is told to import the handler, too, and shares all of
 * it. By then that has to have been loaded: so nothing of a start may wait for an `import()`. Each module takes time to be
 * found: five fewer are 2 % of an import (decision 14). What is no ES module, or is imported in the other way, too, would
 * change what a start parses; `test/performance/bundles.test.ts` says so.
 */
export function oneStart(handler: string): Plugin {
  return {
    name: 'one-start',
    setup(build) {
      build.onResolve({ filter: /.*/ }, async ({ path, kind, importer, resolveDir, pluginData }) => {
        if (kind !== 'dynamic-import' || pluginData === late) return undefined;
        const resolved = await build.resolve(path, { kind, importer, resolveDir, pluginData: late });
        return resolved.external ? resolved : { ...resolved, pluginData: late };
      });
      build.onLoad({ filter: /\.(ts|js)$/ }, async ({ path, pluginData }) => {
        if (pluginData !== late) return undefined;
        const contents = await readFile(path, 'utf8');
        return {
          contents: `${contents}\nimport ${JSON.stringify(handler)};\n`,
          loader: extname(path).slice(1) as Loader,
        };
      });
    },
  };
}
