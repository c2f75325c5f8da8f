import { describe, expect, it } from 'vitest';
import { limits } from '../../lambda/config/limits.ts';

describe('the limits of the poller', () => {
  const { clockSkewSeconds, poll } = limits;

  it('keep a run from beginning while another one may live, whoever of them has the faster clock', () => {
    expect(poll.functionTimeoutSeconds + clockSkewSeconds).toBeLessThan(poll.leaseSeconds);
  });

  it('refuse no run that follows the last one as early as the schedule can, whoever has the slower clock', () => {
    const shortestInterval = poll.everyMinutes * 60 - poll.imprecisionSeconds;

    expect(poll.leaseSeconds + clockSkewSeconds).toBeLessThan(shortestInterval);
  });

  it('let a claim on an alert outlast the run that made it', () => {
    expect(poll.functionTimeoutSeconds + clockSkewSeconds).toBeLessThan(limits.leaseSeconds);
  });

  it('give the poller several runs before the operators are told', () => {
    expect(poll.longestCursorAgeMinutes).toBeGreaterThanOrEqual(3 * poll.everyMinutes);
  });
});
