#!/usr/bin/env node
// Plain JavaScript that every Node.js since 12 can parse: the sources are TypeScript, and an old one could not even say so.
if (process.features.typescript) {
  import('node:module')
    .then((nodeModule) => {
      // Halves the time to start. Beside the code that it caches, as /tmp belongs to everybody.
      nodeModule.enableCompileCache(`${import.meta.dirname}/../node_modules/.cache/gatewarden`);
      return import('./gatewarden.ts');
    })
    .then(
      (gatewarden) => gatewarden.main(process.argv.slice(2)),
      (error) => {
        if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
        console.error('gatewarden: its dependencies are not installed; run `npm ci` first.');
        process.exitCode = 2;
      },
    );
} else {
  console.error(
    'gatewarden needs a Node.js that runs TypeScript (22.18 or newer), and ' +
      process.version +
      ' does not; `npm ci` brings Node 24 along, and `npm start` and `npx gatewarden` then use it.',
  );
  process.exitCode = 2;
}
