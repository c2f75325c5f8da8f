import { expect, it } from 'vitest';
import { limits } from '../../lambda/config/limits.ts';

it('a claim outlives its owner, and a retry comes after the claim has ended', () => {
  const { functionTimeoutSeconds, clockSkewSeconds, leaseSeconds, visibilityTimeoutSeconds } = limits;

  expect(functionTimeoutSeconds + clockSkewSeconds).toBeLessThan(leaseSeconds);
  expect(leaseSeconds + clockSkewSeconds).toBeLessThan(visibilityTimeoutSeconds);
});

it('messages stay hidden and come again as often as AWS advises', () => {
  expect(limits.visibilityTimeoutSeconds).toBeGreaterThanOrEqual(6 * limits.functionTimeoutSeconds);
  expect(limits.maxReceiveCount).toBeGreaterThanOrEqual(5);
});
