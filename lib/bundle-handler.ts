import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import type { Metafile } from 'esbuild';

export const projectRoot = join(import.meta.dirname, '..');

/** Lambda loads `index.handler`. */
const entry = 'index';

/**
 * What the SDK imports only when it comes to it, and in these functions never does: Lambda puts a function's credentials
 * into its environment, where the SDK looks first; and there is no browser to tell the name of. It would be
 * a fifth of a bundle.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
 */
const neverReached = [
  '@aws-sdk/credential-provider-http',
  '@aws-sdk/credential-provider-ini',
  '@aws-sdk/credential-provider-process',
  '@aws-sdk/credential-provider-sso',
  '@aws-sdk/credential-provider-web-identity',
  '@smithy/credential-provider-imds',
  'bowser',
];

/**
 * Bundles a handler into ES modules with everything in them, the SDK as well: half the import time of CommonJS, and the
 * version that was tested instead of the one that Lambda happens to have. What the sources import by `import()` is a
 * module of its own, as a start takes as long as what it parses. Returns what is in them. Throws where the sources do not
 * build.
 *
 * Names of functions are shortened: to keep them takes 7 % of the bundle, and the log shows no stacks, but for errors at
 * the start, which say what is wrong.
 *
 * esbuild is there for development alone, so it is loaded only here; and synchronously, as constructs are made.
 */
export function bundleHandler(handler: string, folder: string): Metafile {
  return bundleModule(join(projectRoot, 'lambda', 'handlers', `${handler}.ts`), folder);
}

/** The same for a module that stands elsewhere. */
export function bundleModule(file: string, folder: string): Metafile {
  const { buildSync } = createRequire(import.meta.url)('esbuild') as typeof import('esbuild');
  const { metafile, outputFiles } = buildSync({
    entryPoints: { [entry]: file },
    absWorkingDir: projectRoot,
    outdir: join(projectRoot, 'bundle'), // nothing is written there: the names of modules follow from it, and must not from the folder
    write: false,
    preserveSymlinks: true, // as the same goes for where the packages are
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    external: neverReached,
    minify: true,
    metafile: true,
    logLevel: 'warning',
  });
  mkdirSync(folder, { recursive: true });
  for (const { path, contents } of outputFiles) writeFileSync(join(folder, basename(path)), contents);
  return metafile;
}
