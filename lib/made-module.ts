import type { Plugin } from 'esbuild';
import { skimmerModule } from '../lambda/sources/skimmer/module.ts';

/**
 * Puts the skimmer's WebAssembly module into a bundle as the bytes that it is, instead of the code that makes it: a start
 * need not parse that, nor the first event wait for it (decision 14).
 */
export const madeModule: Plugin = {
  name: 'made-module',
  setup(build) {
    build.onLoad({ filter: /[\\/]lambda[\\/]sources[\\/]skimmer[\\/]module\.ts$/ }, () => ({
      contents: `export const skimmerModule = () => Buffer.from('${Buffer.from(skimmerModule()).toString('base64')}', 'base64');`,
      loader: 'js',
    }));
  },
};
