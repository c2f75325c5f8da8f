import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Long enough for a slow, shared machine: no test is about time.
  test: { include: ['test/**/*.test.ts'], testTimeout: 120_000, hookTimeout: 120_000 },
});
