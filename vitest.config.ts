import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/end-to-end/assembly-on-demand.ts'],
    maxWorkers: '100%', // by itself it leaves one core free
    // Long enough for a slow, shared machine: no test is about time.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
