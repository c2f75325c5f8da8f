import { describe, expect, it } from 'vitest';
import { sentenceOf } from '../../lambda/config/faults.ts';
import { parseConfig } from '../../lambda/config/schema.ts';

const known = { ruleIds: [], tunables: {} };

function telling(raw: unknown): unknown {
  const parsed = parseConfig({ telling: raw }, known);
  return parsed.ok ? parsed.config.telling : parsed.faults.map(sentenceOf);
}

describe('what is told when', () => {
  it('is what the documents say, where nothing is said', () => {
    expect(telling(undefined)).toEqual({ updatesPerHour: 4, stormAbove: 25, digest: { below: 'Medium', hour: 8 } });
  });

  it('may be changed in part', () => {
    expect(telling({ digest: { hour: 0 } })).toEqual({
      updatesPerHour: 4,
      stormAbove: 25,
      digest: { below: 'Medium', hour: 0 },
    });
  });

  it.each([
    [{ updatesPerHour: -1 }, 'telling.updatesPerHour must be a whole number from 0 to 60, not -1.'],
    [{ updatesPerHour: 1.5 }, 'telling.updatesPerHour must be a whole number from 0 to 60, not 1.5.'],
    [{ stormAbove: 0 }, 'telling.stormAbove must be a whole number from 1 to 1000, not 0.'],
    [{ digest: { hour: 24 } }, 'telling.digest.hour must be a whole number from 0 to 23, not 24.'],
    [
      { digest: { below: 'Critical' } },
      'telling.digest.below must be one of Informational, Low, Medium, High, not "Critical".',
    ],
    [{ digest: 'daily' }, 'telling.digest must be a mapping of below, hour, not "daily".'],
    [{ storm: 5 }, 'telling.storm is not known here; known are updatesPerHour, stormAbove, digest.'],
  ])('is refused in a sentence: %j', (raw, sentence) => {
    expect(telling(raw)).toEqual([sentence]);
  });
});
