import { expect } from 'vitest';

/** What is assumed is not too low, and not more than twice as high as what was measured. */
export function expectFits(taken: number, assumed: number): void {
  expect(taken).toBeLessThanOrEqual(assumed);
  expect(assumed).toBeLessThanOrEqual(2 * taken);
}
