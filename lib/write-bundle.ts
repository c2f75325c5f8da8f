import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import { projectRoot } from './bundle-handler.ts';
import { leanSdk } from './lean-sdk.ts';
import { madeModule } from './made-module.ts';
import { oneStart } from './one-start.ts';

/**
 * A program: bundles the module that the first argument names into the folder that the second names, and prints what is
 * in it as JSON (esbuild's Metafile). It is one, as esbuild takes plugins only asynchronously, and constructs are made
 * synchronously.
 */

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

const [file, folder] = process.argv.slice(2);
if (file === undefined || folder === undefined) throw new Error('expected a module and a folder');

const { metafile, outputFiles } = await build({
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
  plugins: [leanSdk, madeModule, oneStart(file)],
  minify: true,
  metafile: true,
  logLevel: 'warning',
});
mkdirSync(folder, { recursive: true });
for (const { path, contents } of outputFiles) writeFileSync(join(folder, basename(path)), contents);
process.stdout.write(JSON.stringify(metafile));
