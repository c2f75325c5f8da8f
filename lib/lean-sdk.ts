import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

/**
 * Leaves out of a bundle what the AWS SDK carries along and never uses: a tenth of it. What is left is the SDK's own
 * code, unchanged in what it does (decision 14).
 *
 * S3's client describes each operation of S3 in tables. esbuild would leave out those that nothing refers to, but for their
 * keys: `{ [_hH]: _xar }` might do something when it is evaluated, for all that esbuild knows. As such a key is a constant
 * of the same file, it becomes the text that it is: `{ "httpHeader": _xar }`. Other clients' tables go as they are.
 *
 * Each client imports its whole package.json, to name its version in requests.
 *
 * And what reads event streams is imported a second time when such an operation is called, which none of ours is. As a
 * module of its own it would split in two what a start parses, and each module takes time to be found.
 */
export const leanSdk: Plugin = {
  name: 'lean-sdk',
  setup(build) {
    build.onLoad(
      { filter: /[\\/]@aws-sdk[\\/]client-s3[\\/]dist-es[\\/]schemas[\\/]schemas_\d+\.js$/ },
      async ({ path }) => ({
        contents: withPlainKeys(await readFile(path, 'utf8')),
        loader: 'js',
      }),
    );
    build.onLoad({ filter: /[\\/]@aws-sdk[\\/][\w-]+[\\/]package\.json$/ }, async ({ path }) => ({
      contents: versionAlone(await readFile(path, 'utf8')),
      loader: 'json',
    }));
    build.onResolve({ filter: /^@smithy\/core\/event-streams$/ }, ({ path, kind }) =>
      kind === 'dynamic-import' ? { path, external: true } : undefined,
    );
  },
};

/** A module whose computed keys are text where they are constants of it that hold text; all else as it was. */
export function withPlainKeys(module: string): string {
  const texts = new Map<string, string>();
  for (const [, name, text] of module.matchAll(/^const (\w+) = ("[^"\\\n]*");$/gm))
    if (name !== undefined && text !== undefined && text !== '"__proto__"') texts.set(name, text); // a key that would be no property
  return module.replaceAll(/([{,]\s*)\[(\w+)\]:/g, (whole, before: string, name: string) => {
    const text = texts.get(name);
    return text === undefined ? whole : `${before}${text}:`;
  });
}

function versionAlone(packageJson: string): string {
  const { version }: { readonly version?: unknown } = JSON.parse(packageJson);
  if (typeof version !== 'string') throw new Error('expected a version in the package.json of an SDK client');
  return JSON.stringify({ version });
}
