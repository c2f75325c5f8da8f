import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/property-seed.ts'],
    globalSetup: ['test/end-to-end/assembly-on-demand.ts'],
    // Twice the cores, as many tests wait for servers and processes most of the time. Modules are loaded once for all the
    // files of a worker, which is a third of the work: so no file mocks a module, and each puts back what it changes.
    maxWorkers: 2 * availableParallelism(),
    isolate: false,
    // Long enough for a slow, shared machine: no test is about time.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
