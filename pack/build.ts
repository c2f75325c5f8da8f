import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { bundleHandler, projectRoot } from '../lib/bundle-handler.ts';
import { handlerNames } from '../lib/handler-code.ts';
import packageJson from '../package.json' with { type: 'json' };

/**
 * Makes `dist`, all that the package runs: Node strips no types below node_modules. The construct and the command line as
 * JavaScript for Node 20 with their types, file by file; what the command line reads beside its code; the handlers, each
 * bundled for Lambda.
 */
const dist = join(projectRoot, 'dist');
rmSync(dist, { recursive: true, force: true });
execFileSync('tsc', ['-p', join(projectRoot, 'pack')], { stdio: ['ignore', 2, 2] });
for (const file of filesBelow('dist')) correct(join(projectRoot, file));
writeFileSync(join(dist, 'package.js'), packageModule());
rmSync(join(dist, 'package.json'));

copyFileSync(join(projectRoot, 'pack', 'older-node.js'), join(dist, 'older-node.js'));
for (const file of filesBelow(join('bin', 'commands'))) if (/\.(css|js)$/.test(file)) copy(file, join(dist, file));
for (const handler of handlerNames) bundleHandler(handler, join(dist, 'handlers', handler));

/** What TypeScript leaves as it is: endings in declarations, and JSON, which Node 20 imports with a warning. */
function correct(file: string): void {
  if (!/\.(js|d\.ts)$/.test(file)) return;
  const text = readFileSync(file, 'utf8');
  const corrected = text
    .replaceAll(/(from |import\()(['"])(\.[^'"]+)\.ts\2/g, '$1$2$3.js$2')
    .replaceAll(/\/package\.json' with \{ type: 'json' \}/g, "/package.js'");
  if (corrected !== text) writeFileSync(file, corrected);
}

/** What the command line says of itself. */
function packageModule(): string {
  const { name, version, description } = packageJson;
  return `export default ${JSON.stringify({ name, version, description })};\n`;
}

function filesBelow(folder: string): readonly string[] {
  const entries = readdirSync(join(projectRoot, folder), { recursive: true, withFileTypes: true });
  return entries
    .filter((each) => each.isFile())
    .map((each) => join(each.parentPath, each.name).slice(projectRoot.length + 1));
}

function copy(file: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  copyFileSync(join(projectRoot, file), to);
}
