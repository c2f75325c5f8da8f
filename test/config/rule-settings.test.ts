import { describe, expect, it } from 'vitest';
import { configuredRules } from '../../lambda/config/configured.ts';
import { formatDuration, parseDuration } from '../../lambda/config/duration.ts';
import { sentenceOf } from '../../lambda/config/faults.ts';
import { knownRules } from '../../lambda/config/rule-settings.ts';
import { parseConfig } from '../../lambda/config/schema.ts';
import { digest } from '../../lambda/core/identity.ts';
import type { Predicate } from '../../lambda/core/predicate.ts';
import type { Rule } from '../../lambda/core/rule.ts';
import { days, hours, minutes, seconds } from '../../lambda/core/time.ts';
import { tune } from '../../lambda/core/tunable.ts';
import { rules } from '../../lambda/rules/index.ts';

const known = knownRules(rules);

/** One rule as it is set by these settings. */
function set(id: string, settings: object): Rule {
  const parsed = parseConfig({ rules: { [id]: settings } }, known);
  if (!parsed.ok) throw new Error(parsed.faults.map(sentenceOf).join('\n'));
  return configuredRules(rules, parsed.config).find((rule) => rule.id === id) as Rule;
}

function faults(id: string, settings: unknown): readonly string[] {
  const parsed = parseConfig({ rules: { [id]: settings } }, known);
  return parsed.ok ? [] : parsed.faults.map(sentenceOf);
}

/** Every list of predicates of a rule, its own first. */
function predicatesOf({ where, correlate }: Rule): readonly (readonly Predicate[])[] {
  return [where, ...(correlate?.type === 'temporal' ? correlate.sides.map((side) => side.where) : [])];
}

const entra = 'entra-failures-with-console-login';
const fromIp = 'many-failed-logins-from-ip';

describe('what is set of a rule', () => {
  it('is a threshold and a window of an event count', () => {
    expect(set(fromIp, { moreThan: 50, within: '15m' }).correlate).toMatchObject({ moreThan: 50, within: minutes(15) });
  });

  it('is the threshold of every side', () => {
    const { correlate } = set(entra, { moreThan: 9, within: '12h' });

    expect(correlate).toMatchObject({ within: hours(12), sides: [{ moreThan: 9 }, { moreThan: 9 }] });
  });

  it('is the failure profile of every side, in the place of the declared one', () => {
    const [own, ...sides] = predicatesOf(set(entra, { failureProfile: 'credentials' }));

    expect(own).toEqual(predicatesOf(rules.find(({ id }) => id === entra) as Rule)[0]);
    for (const side of sides) {
      const codes = side.filter(({ field }) => field === 'ResultType');
      expect(codes).toEqual([
        expect.objectContaining({ op: 'in', values: expect.arrayContaining(['50126', '500121']) }),
      ]);
    }
  });

  it('is the profile that it has anyway', () => {
    const declared = rules.find(({ id }) => id === entra) as Rule;

    expect(set(entra, { failureProfile: 'sentinel', ignoreResultCodes: [] })).toEqual(declared);
  });

  it('is further result codes to ignore, with either profile, as text or number', () => {
    for (const failureProfile of ['sentinel', 'credentials']) {
      const [, ...sides] = predicatesOf(set(entra, { failureProfile, ignoreResultCodes: [50053, '50126'] }));

      for (const side of sides)
        expect(side).toContainEqual({ field: 'ResultType', op: 'notIn', values: ['50053', '50126'] });
    }
  });

  it('is the role in the ARN, in the place of the session', () => {
    const [own] = predicatesOf(set('console-login-without-mfa', { roleFromArn: true }));

    expect(own?.map(({ field }) => field)).toEqual(['EventName', 'MFAUsed', 'LoginResult', 'SessionRole']);
    expect(set('console-login-without-mfa', { roleFromArn: false })).toEqual(rules[0]);
  });

  it.each<[string, string, unknown, string]>([
    ['a threshold of 0', fromIp, { moreThan: 0 }, 'moreThan must be a whole number from 1 to 1000, not 0.'],
    ['a broken threshold', fromIp, { moreThan: 1.5 }, 'moreThan must be a whole number from 1 to 1000, not 1.5.'],
    [
      'a threshold beyond the bounds',
      fromIp,
      { moreThan: 1_001 },
      'moreThan must be a whole number from 1 to 1000, not 1001.',
    ],
    [
      'a window of two hours where the timeline keeps one',
      fromIp,
      { within: '2h' },
      'within must be a length of time from 1m to 1h, such as 90s, 15m, 12h or 1d, not "2h".',
    ],
    [
      'a window without a unit',
      entra,
      { within: 30 },
      'within must be a length of time from 1m to 1d, such as 90s, 15m, 12h or 1d, not 30.',
    ],
    [
      'an unknown profile',
      entra,
      { failureProfile: 'x' },
      'failureProfile must be "sentinel" or "credentials", not "x".',
    ],
    [
      'a code that is none',
      entra,
      { ignoreResultCodes: ['AADSTS50126'] },
      'ignoreResultCodes[0] must be a result code, such as 50126, not "AADSTS50126".',
    ],
    ['codes that are no list', entra, { ignoreResultCodes: 50126 }, 'ignoreResultCodes must be a list, not 50126.'],
    [
      'text for true',
      'console-login-without-mfa',
      { roleFromArn: 'yes' },
      'roleFromArn must be true or false, not "yes".',
    ],
    [
      'what the rule does not declare',
      'login-profile-created-and-used',
      { moreThan: 3 },
      'moreThan is not known here; known are enabled, severity, deliver, within.',
    ],
  ])('is refused in a sentence: %s', (_, id, settings, sentence) => {
    expect(faults(id, settings)).toEqual([`rules.${id}.${sentence}`]);
  });
});

describe('what a rule declares as tunable', () => {
  const tunables = rules.flatMap((rule) =>
    Object.entries(rule.tunable ?? {}).map(([name, tunable]) => [rule.id, name, rule, tunable] as const),
  );

  it.each(tunables)('%s, %s: fits the rule', (_, name, rule, tunable) => {
    const { correlate } = rule;
    const has = (predicate: Predicate | undefined) =>
      predicatesOf(rule).some((list) => list.some((each) => digest(each) === digest(predicate)));
    switch (tunable.kind) {
      case 'moreThan': {
        const declared =
          correlate?.type === 'temporal' ? correlate.sides.map((side) => side.moreThan) : [correlate?.moreThan];
        for (const moreThan of declared) {
          expect(moreThan).toBeGreaterThanOrEqual(tunable.least);
          expect(moreThan).toBeLessThanOrEqual(tunable.most);
        }
        expect(tunable.least).toBeGreaterThan(0);
        break;
      }
      case 'within':
        expect(correlate?.within).toBeGreaterThanOrEqual(tunable.least);
        expect(correlate?.within).toBeLessThanOrEqual(tunable.most);
        expect(tunable.most).toBeLessThanOrEqual(rule.period);
        break;
      case 'oneOf':
        expect(has(Object.values(tunable.options)[0])).toBe(true);
        break;
      case 'switch':
        expect(has(tunable.off)).toBe(true);
        break;
      case 'notIn':
        expect(predicatesOf(rule).some((list) => list.some(({ field }) => field === tunable.field))).toBe(true);
        break;
      default:
        tunable satisfies never;
    }
    expect(['enabled', 'severity', 'deliver']).not.toContain(name);
  });

  it('is all that can be set', () => {
    const rule = rules.find(({ id }) => id === fromIp) as Rule;

    expect(() => tune(rule, { colour: 'red' })).toThrow(RangeError);
    expect(() => tune(rule, { moreThan: 'red' })).toThrow(RangeError);
  });
});

describe('a length of time', () => {
  it.each([
    ['90s', seconds(90)],
    ['15m', minutes(15)],
    ['12h', hours(12)],
    ['1d', days(1)],
  ])('%s is read and written', (text, length) => {
    expect(parseDuration(text)).toBe(length);
    expect(formatDuration(length)).toBe(text);
  });

  it.each(['', '5', 'm', '1.5h', '-1m', '1 h', '1w', '1H', '1234567s'])('%j is none', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });
});
