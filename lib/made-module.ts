import { pathToFileURL } from 'node:url';
import type { Plugin } from 'esbuild';

/** What is asked of the module that is replaced. */
interface Made {
  skimmerModule(): Uint8Array;
}

/**
 * Puts the skimmer's WebAssembly module into a bundle as the bytes that it is, instead of the code that makes it: a start
 * need not parse that, nor the first event wait for it (decision 14).
 */
export const madeModule: Plugin = {
  name: 'made-module',
  setup(build) {
    build.onLoad({ filter: /[\\/]lambda[\\/]sources[\\/]skimmer[\\/]module\.ts$/ }, async ({ path }) => {
      const made: Made = await import(pathToFileURL(path).href);
      const bytes = Buffer.from(made.skimmerModule()).toString('base64');
      return { contents: `export const skimmerModule = () => Buffer.from('${bytes}', 'base64');`, loader: 'js' };
    });
  },
};
