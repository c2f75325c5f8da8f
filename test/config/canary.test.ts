import { describe, expect, it } from 'vitest';
import { sentenceOf } from '../../lambda/config/faults.ts';
import { defaultConfig, parseConfig } from '../../lambda/config/schema.ts';

const known = { ruleIds: [] };

function faultsOf(canary: unknown): readonly string[] {
  const parsed = parseConfig({ canary }, known);
  return parsed.ok ? [] : parsed.faults.map(sentenceOf);
}

describe('the canary', () => {
  it('is off where nothing is said of it', () => {
    expect(parseConfig({}, known)).toEqual({ ok: true, config: defaultConfig });
    expect(defaultConfig.canary).toBeUndefined();
  });

  it.each([
    [{ every: '1h' }, { every: '1h', within: '15m' }],
    [{ every: '15m' }, { every: '15m', within: '15m' }],
    [
      { every: '1d', within: '1h' },
      { every: '1d', within: '1h' },
    ],
    [
      { every: '5400s', within: '1m' },
      { every: '5400s', within: '1m' },
    ],
  ])('may be %j', (canary, read) => {
    expect(parseConfig({ canary }, known)).toMatchObject({ ok: true, config: { canary: read } });
  });

  it.each([
    [{}, 'canary.every is missing.'],
    [true, 'canary must be a mapping of every, within, not true.'],
    [{ every: '14m' }, 'canary.every must be a length of time from 15m to 1d, such as 90s, 15m, 12h or 1d, not "14m".'],
    [{ every: '25h' }, 'canary.every must be a length of time from 15m to 1d, such as 90s, 15m, 12h or 1d, not "25h".'],
    [{ every: '1000s' }, 'canary.every must be a length of whole minutes.'],
    [
      { every: '1h', within: '61m' },
      'canary.within must be a length of time from 1m to 1h, such as 90s, 15m, 12h or 1d, not "61m".',
    ],
    [{ every: '15m', within: '16m' }, 'canary.within must not be longer than canary.every, which is 15m.'],
    [{ every: '1h', often: true }, 'canary.often is not known here; known are every, within.'],
  ])('as %j is refused in a sentence', (canary, sentence) => {
    expect(faultsOf(canary)).toEqual([sentence]);
  });
});
