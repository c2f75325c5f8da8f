import { describe, expect, it } from 'vitest';
import { configuredRules } from '../../lambda/config/configured.ts';
import { sentenceOf } from '../../lambda/config/faults.ts';
import { limits } from '../../lambda/config/limits.ts';
import { type Config, defaultConfig, parseConfig } from '../../lambda/config/schema.ts';
import { rules } from '../../lambda/rules/index.ts';

const ruleIds = ['console-login-without-mfa', 'entra-failures-with-console-login'];
const existing = { mode: 'bucket', bucket: 'example-logs', account: '111122223333' };

function faults(raw: unknown): readonly string[] {
  const parsed = parseConfig(raw, { ruleIds });
  return parsed.ok ? [] : parsed.faults.map(sentenceOf);
}

function config(raw: unknown): Config {
  const parsed = parseConfig(raw, { ruleIds });
  if (!parsed.ok) throw new Error(parsed.faults.map(sentenceOf).join('\n'));
  return parsed.config;
}

describe('a configuration', () => {
  it.each([
    [undefined],
    [null],
    [{}],
    [{ cloudtrail: null, entra: null, topics: null, telling: null, subscribers: null, rules: null, limits: null }],
    [{ alarms: null, dashboard: null }],
    [{ alarms: { noFilesMinutes: null } }],
    [{ exclusions: null, telling: { digest: null } }],
    [{ topics: { machines: null, people: {}, chat: null }, subscribers: { machines: null, chat: null } }],
  ])('that says nothing (%j) is the default one', (raw) => {
    expect(config(raw)).toEqual(defaultConfig);
  });

  it('keeps all that it says', () => {
    const said = {
      cloudtrail: [{ ...existing, keyArn: 'arn:aws-us-gov:kms:us-gov-west-1:111122223333:key/mrk-0123' }],
      entra: { landingPrefix: 'insights-logs-signinlogs/' },
      topics: {
        machines: { enabled: true, format: 'ocsf' },
        people: { enabled: true, principalInSubject: true },
        chat: { enabled: false },
      },
      telling: { updatesPerHour: 0, stormAbove: 100, digest: { below: 'Informational', hour: 23 } },
      subscribers: {
        machines: [],
        people: [{ protocol: 'email', endpoint: 'security+aws@example.com' }],
        chat: [],
        operators: [{ protocol: 'email', endpoint: 'operations@example.com' }],
      },
      rules: { 'console-login-without-mfa': { enabled: true, severity: 'High', deliver: 'signal' } },
      exclusions: [
        {
          id: 'office-egress',
          rules: ['console-login-without-mfa'],
          match: { sourceIp: ['203.0.113.0/24'], user: ['*@example.com'] },
          effect: 'lower',
          reason: 'a shared address',
          owner: 'network',
          expires: '2027-06-30',
        },
      ],
      limits: { decompressedBytes: 2 ** 31 },
      alarms: { noFilesMinutes: { cloudtrail: false, entra: 1_440 } },
      dashboard: false,
    };

    expect(config(said)).toEqual(said);
  });

  it('reads the same again after it was written as JSON, as synth does for the functions', () => {
    const once = config({ entra: { landingPrefix: 'entra/' }, rules: { [ruleIds[0] as string]: { enabled: false } } });

    expect(config(JSON.parse(JSON.stringify(once)))).toEqual(once);
  });

  it.each<[string, unknown, string]>([
    [
      'a list',
      [],
      'the configuration must be a mapping of cloudtrail, entra, fastPath, topics, telling, subscribers, rules, exclusions, limits, alarms, canary, dashboard, not [].',
    ],
    [
      'text',
      'x',
      'the configuration must be a mapping of cloudtrail, entra, fastPath, topics, telling, subscribers, rules, exclusions, limits, alarms, canary, dashboard, not "x".',
    ],
    [
      'an unknown key',
      { colour: 1 },
      'colour is not known here; known are cloudtrail, entra, fastPath, topics, telling, subscribers, rules, exclusions, limits, alarms, canary, dashboard.',
    ],
    [
      'an unknown mode',
      { cloudtrail: { mode: 'mine' } },
      'cloudtrail.mode must be "create", "bucket", "topic", "eventbridge" or "replica", not "mine".',
    ],
    [
      'no mode',
      { cloudtrail: {} },
      'cloudtrail.mode is missing: it must be "create", "bucket", "topic", "eventbridge" or "replica".',
    ],
    [
      'a bare mode',
      { cloudtrail: 'create' },
      'cloudtrail must be a mapping whose mode is "create", "bucket", "topic", "eventbridge" or "replica", not "create".',
    ],
    [
      'an existing trail without account',
      { cloudtrail: { mode: 'bucket', bucket: 'example-logs' } },
      'cloudtrail.account is missing.',
    ],
    [
      'a bucket for a created trail',
      { cloudtrail: { mode: 'create', bucket: 'b' } },
      'cloudtrail.bucket is not known here; known are mode.',
    ],
    [
      'a bucket ARN for a name',
      { cloudtrail: { ...existing, bucket: 'arn:aws:s3:::logs' } },
      'cloudtrail.bucket must be the name of a bucket, not "arn:aws:s3:::logs".',
    ],
    [
      'an account that YAML read as a number',
      { cloudtrail: { ...existing, account: 111122223333 } },
      'cloudtrail.account must be an account id of 12 digits, in quotes, not 111122223333.',
    ],
    [
      'a key alias',
      { cloudtrail: { ...existing, keyArn: 'arn:aws:kms:us-east-1:111122223333:alias/trail' } },
      'cloudtrail.keyArn must be the ARN of a KMS key (a policy cannot name its alias), not "arn:aws:kms:us-east-1:111122223333:alias/trail".',
    ],
    [
      'a prefix with a wildcard',
      { entra: { landingPrefix: 'a*' } },
      'entra.landingPrefix must be the beginning of a key, of letters, digits and _ . - /, and without a slash in front, not "a*".',
    ],
    [
      'an empty prefix',
      { entra: { landingPrefix: '' } },
      'entra.landingPrefix must be the beginning of a key, of letters, digits and _ . - /, and without a slash in front, not "".',
    ],
    [
      'an unknown rule',
      { rules: { 'console-login': {} } },
      'rules.console-login is not known here; known are console-login-without-mfa, entra-failures-with-console-login.',
    ],
    ['a list of rules', { rules: [] }, 'rules must be a mapping of rule ids to their settings, not [].'],
    [
      'an unknown delivery',
      { rules: { 'console-login-without-mfa': { deliver: 'mail' } } },
      'rules.console-login-without-mfa.deliver must be "alert" or "signal", not "mail".',
    ],
    [
      'text for true',
      { rules: { 'console-login-without-mfa': { enabled: 'yes' } } },
      'rules.console-login-without-mfa.enabled must be true or false, not "yes".',
    ],
    [
      'too short a silence',
      { alarms: { noFilesMinutes: { cloudtrail: 14 } } },
      'alarms.noFilesMinutes.cloudtrail must be a whole number of minutes from 15 to 1440, or false, not 14.',
    ],
    [
      'a silence of more than a day',
      { alarms: { noFilesMinutes: { entra: 1_441 } } },
      'alarms.noFilesMinutes.entra must be a whole number of minutes from 15 to 1440, or false, not 1441.',
    ],
    [
      'a silence that is always told',
      { alarms: { noFilesMinutes: { entra: true } } },
      'alarms.noFilesMinutes.entra must be a whole number of minutes from 15 to 1440, or false, not true.',
    ],
    ['a dashboard with a name', { dashboard: 'mine' }, 'dashboard must be true or false, not "mine".'],
    [
      'no bytes',
      { limits: { decompressedBytes: 0 } },
      'limits.decompressedBytes must be a whole number of bytes, 1 or more, not 0.',
    ],
    [
      'half a byte',
      { limits: { decompressedBytes: 1.5 } },
      'limits.decompressedBytes must be a whole number of bytes, 1 or more, not 1.5.',
    ],
  ])('with %s is refused in a sentence', (_, raw, sentence) => {
    expect(faults(raw)).toEqual([sentence]);
  });

  it('names all its faults at once', () => {
    const places = faults({
      cloudtrail: { mode: 'bucket', bucket: 'X', account: '1' },
      rules: { nope: { severity: 'Severe' } },
      limits: { decompressedBytes: -1, files: 3 },
      colour: 'red',
      size: 4,
    }).map((sentence) => sentence.split(' ')[0]);

    expect(places.toSorted()).toEqual([
      'cloudtrail.account',
      'cloudtrail.bucket',
      'colour',
      'limits.decompressedBytes',
      'limits.files',
      'rules.nope',
      'size',
    ]);
  });

  it('does not repeat a long value', () => {
    const [sentence] = faults({ subscribers: { people: [{ protocol: 'email', endpoint: 'a'.repeat(10_000) }] } });

    expect(sentence?.length).toBeLessThan(200);
  });
});

describe('the configured rules', () => {
  it('are the declared ones where nothing is said', () => {
    expect(configuredRules(rules, defaultConfig)).toEqual(rules);
  });

  it('leave out what is disabled, and change what is set and nothing else', () => {
    const settings = {
      'console-login-without-mfa': { enabled: false },
      'entra-failures-with-console-login': { severity: 'High', deliver: 'signal' },
    } as const;

    const [only, ...others] = configuredRules(rules.slice(0, 2), { rules: settings });

    expect(others).toEqual([]);
    expect(only).toEqual({ ...rules[1], alertSeverity: 'High', deliver: 'signal' });
  });
});

it.each(['__proto__', 'prototype', 'constructor'])(
  'the key %s is unknown like any other, wherever it stands',
  (key) => {
    const raw = JSON.parse(`{"${key}":1,"rules":{"${key}":{"enabled":false}},"subscribers":{"people":[{"${key}":1}]}}`);

    const places = faults(raw).map((sentence) => sentence.split(' ')[0]);

    expect(places).toEqual(expect.arrayContaining([key, `rules.${key}`, `subscribers.people[0].${key}`]));
  },
);

describe('the limits', () => {
  it('let a claim outlast its function, and a message stay hidden until the claim has ended', () => {
    expect(limits.functionTimeoutSeconds + limits.clockSkewSeconds).toBeLessThan(limits.leaseSeconds);
    expect(limits.leaseSeconds).toBeLessThan(limits.visibilityTimeoutSeconds);
  });
});
