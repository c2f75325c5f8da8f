import { describe, expect, it } from 'vitest';
import { parseConfigText } from '../../bin/config-file.ts';
import { configuredRules } from '../../lambda/config/configured.ts';
import { expiryWarnings, toExclusions } from '../../lambda/config/exclusions.ts';
import { sentenceOf } from '../../lambda/config/faults.ts';
import { knownRules } from '../../lambda/config/rule-settings.ts';
import { type Config, parseConfig } from '../../lambda/config/schema.ts';
import { type Instant, parseInstant } from '../../lambda/core/time.ts';
import { rules } from '../../lambda/rules/index.ts';

const known = knownRules(rules);
const usual = { id: 'x', match: { user: 'alice' }, effect: 'drop', reason: 'r', owner: 'o' };

function parse(...exclusions: readonly unknown[]) {
  return parseConfig({ exclusions }, known);
}

function config(...changes: readonly object[]): Config {
  const parsed = parse(...changes.map((change) => ({ ...usual, ...change })));
  if (!parsed.ok) throw new Error(parsed.faults.map(sentenceOf).join('\n'));
  return parsed.config;
}

function faults(...exclusions: readonly unknown[]): readonly string[] {
  const parsed = parse(...exclusions);
  return parsed.ok ? [] : parsed.faults.map(sentenceOf);
}

const instant = (text: string) => parseInstant(text) as Instant;

describe('an exclusion', () => {
  it('is for all rules where it names none', () => {
    const configured = configuredRules(rules, config({}));

    expect(configured.map(({ exclusions }) => exclusions?.length)).toEqual(rules.map(() => 1));
  });

  it.each([
    [{ rules: 'all' }, rules.map(({ id }) => id)],
    [{ rules: 'console-login' }, ['console-login']],
    [{ rules: ['console-login', 'console-login-failure'] }, ['console-login', 'console-login-failure']],
  ])('with %j is for these', (change, expected) => {
    const configured = configuredRules(rules, config(change));

    expect(configured.filter(({ exclusions }) => exclusions !== undefined).map(({ id }) => id)).toEqual(expected);
  });

  it('takes one value or several, and result codes as numbers', () => {
    const [exclusion] = config({
      match: { user: ['a', 'b'], sourceIp: '2001:db8::/32', resultCode: [50126, '5300?'] },
    }).exclusions;

    expect(exclusion?.match).toEqual({ user: ['a', 'b'], sourceIp: ['2001:db8::/32'], resultCode: ['50126', '5300?'] });
  });

  it('reads the same again after it was written as JSON, as synth does for the functions', () => {
    const once = config({ expires: '2027-06-30', rules: 'console-login', match: { resultCode: 50126 } });

    expect(parseConfig(JSON.parse(JSON.stringify(once)), known)).toEqual({ ok: true, config: once });
  });

  it.each([
    ['2027-06-30', '2027-06-30T00:00:00Z'],
    ['2027-06-30T18:00:00Z', '2027-06-30T18:00:00Z'],
    ['2027-06-30T18:00:00+02:00', '2027-06-30T16:00:00Z'],
  ])('that expires at %s does so at %s', (expires, expected) => {
    const [exclusion] = toExclusions(config({ expires }).exclusions);

    expect(exclusion?.expires).toBe(instant(expected));
  });

  const range =
    'must be an address, or a range such as 203.0.113.0/24 with a prefix of 1 or more and no bits set behind it, IPv4 written as such';
  const date = 'must be a date such as 2027-06-30, or a time such as 2027-06-30T18:00:00Z';

  it.each<[string, object, string]>([
    [
      'bits behind the prefix',
      { match: { sourceIp: '203.0.113.7/24' } },
      `match.sourceIp ${range}, not "203.0.113.7/24".`,
    ],
    [
      'a prefix that is too long',
      { match: { sourceIp: ['203.0.113.0/33'] } },
      `match.sourceIp[0] ${range}, not "203.0.113.0/33".`,
    ],
    ['every address', { match: { sourceIp: '0.0.0.0/0' } }, `match.sourceIp ${range}, not "0.0.0.0/0".`],
    ['every IPv6 address', { match: { sourceIp: '::/0' } }, `match.sourceIp ${range}, not "::/0".`],
    [
      'IPv4 written as IPv6',
      { match: { sourceIp: '::ffff:203.0.113.0/120' } },
      `match.sourceIp ${range}, not "::ffff:203.0.113.0/120".`,
    ],
    ['no address', { match: { sourceIp: 'office' } }, `match.sourceIp ${range}, not "office".`],
    ['no values', { match: { user: [] } }, 'match.user must be one value or a list of them, not [].'],
    [
      'an empty text',
      { match: { user: ' ' } },
      'match.user must be a text, in which * and ? stand for others, not " ".',
    ],
    [
      'an account as a number',
      { match: { account: 111122223333 } },
      'match.account must be an account id of 12 digits, in quotes, not 111122223333.',
    ],
    [
      'a code that is none',
      { match: { resultCode: 'x' } },
      'match.resultCode must be a result code, such as 50126, not "x".',
    ],
    [
      'an unknown field',
      { match: { colour: 'red' } },
      'match.colour is not known here; known are sourceIp, user, account, role, application, operation, resultCode, userAgent, samlProvider.',
    ],
    ['no field', { match: {} }, 'match must name at least one field: to switch a rule off, say enabled: false there.'],
    [
      'fields that no event has together',
      { match: { application: 'a', role: 'b' } },
      'match can never match: no event has all of role, application, as some are only in console events and others only in Entra sign-ins.',
    ],
    [
      'a severity that sign-ins have not',
      { match: { application: 'a' }, effect: 'lower' },
      'effect must be "drop": only console events have a severity, and none has all the fields that it matches.',
    ],
    ['an unknown effect', { effect: 'mute' }, 'effect must be "drop" or "lower", not "mute".'],
    ['no reason', { reason: undefined }, 'reason is missing: it must be the reason, for who reads it in a year.'],
    ['an empty owner', { owner: '' }, 'owner must be who answers for it, not "".'],
    ['a day that does not exist', { expires: '2027-02-30' }, `expires ${date}, not "2027-02-30".`],
    ['a date in another form', { expires: '30.06.2027' }, `expires ${date}, not "30.06.2027".`],
    [
      'a name with spaces',
      { id: 'my exclusion' },
      'id must be a name of small letters, digits and -, not "my exclusion".',
    ],
    [
      'an unknown key',
      { expiry: '2027-06-30' },
      'expiry is not known here; known are id, rules, match, effect, reason, owner, expires.',
    ],
  ])('with %s is refused in a sentence', (_, change, sentence) => {
    expect(faults({ ...usual, ...change })).toEqual([`exclusions[0].${sentence}`]);
  });

  it('for an unknown rule is refused, alone or in a list', () => {
    const [alone] = faults({ ...usual, rules: 'nope' });
    const [listed] = faults({ ...usual, rules: ['console-login', 'nope'] });

    expect(alone).toMatch(/^exclusions\[0\]\.rules must be the id of a rule \(.*\), not "nope"\.$/);
    expect(listed).toMatch(/^exclusions\[0\]\.rules\[1\] must be the id of a rule \(.*\), not "nope"\.$/);
  });

  it('of the same id as one above is refused', () => {
    expect(faults(usual, usual)).toEqual(['exclusions[1] has the same id as one above.']);
  });

  it('has its faults named together with those of rules, each with its place in the file', () => {
    const text = [
      'rules:',
      '  nope: {}',
      '  many-failed-logins-from-ip: { moreThan: 0, within: 2h }',
      'exclusions:',
      '  - id: x',
      '    rules: [nope]',
      '    match: { sourceIp: 203.0.113.0/99 }',
      '    effect: drop',
      '    reason: r',
      '    owner: o',
      '    expires: soon',
    ].join('\n');

    const read = () => parseConfigText(text, { file: 'c.yaml', ruleIds: known.ruleIds });

    const places = [':2:3: rules.nope ', ':3:33: ', ':3:46: ', ':6:13: ', ':7:14: ', ':11:5: '];
    expect(read).toThrow(new RegExp(`^${places.map((place) => `c\\.yaml${place}[^\\n]+\\.`).join('\\n')}$`));
  });
});

describe('an expired exclusion', () => {
  const exclusions = toExclusions(
    config({ id: 'old', expires: '2026-11-20', owner: 'network' }, { id: 'open' }, { id: 'new', expires: '2026-11-21' })
      .exclusions,
  );

  it('is warned of with its owner, from its end on', () => {
    expect(expiryWarnings(exclusions, instant('2026-11-20T00:00:00Z'))).toEqual([
      'The exclusion old has expired and does nothing to events since 2026-11-20T00:00:00Z; its owner is network.',
    ]);
    expect(expiryWarnings(exclusions, instant('2026-11-19T23:59:59Z'))).toEqual([]);
  });
});
