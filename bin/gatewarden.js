#!/usr/bin/env node
// Plain JavaScript that every Node.js since 12 can parse: an old one could not even say that it is too old.
// In the repository it runs the sources, which are TypeScript; in the package there are none, and it runs what was built.
import { existsSync } from 'node:fs';

const sources = new URL('./gatewarden.ts', import.meta.url);
const older = new URL('../dist/older-node.js', import.meta.url);
const built = new URL('../dist/bin/gatewarden.js', import.meta.url);

if (existsSync(sources)) {
  if (process.features.typescript) {
    run(sources);
  } else {
    refuse(
      'gatewarden needs a Node.js that runs TypeScript (22.18 or newer), and ' +
        process.version +
        ' does not; `npm ci` brings Node 24 along, and `npm start` and `npx gatewarden` then use it.',
    );
  }
} else if (isAtLeast(20, 19)) {
  import(older.href).then(() => run(built));
} else {
  refuse('gatewarden needs Node.js 20.19 or newer, and this is ' + process.version + '.');
}

function run(module) {
  import('node:module')
    .then((nodeModule) => {
      // Halves the time to start. Beside the code that it caches, as /tmp belongs to everybody. Node 20 has none.
      if (nodeModule.enableCompileCache)
        nodeModule.enableCompileCache(`${import.meta.dirname}/../node_modules/.cache/gatewarden`);
      return import(module.href);
    })
    .then(
      (gatewarden) => gatewarden.main(process.argv.slice(2)),
      (error) => {
        if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
        refuse('gatewarden: its dependencies are not installed; run `npm ci` first.');
      },
    );
}

function isAtLeast(major, minor) {
  const [ours, minors] = process.versions.node.split('.').map(Number);
  return ours > major || (ours === major && minors >= minor);
}

function refuse(sentence) {
  console.error(sentence);
  process.exitCode = 2;
}
