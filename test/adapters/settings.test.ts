import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readLogBuckets, readSettings } from '../../lambda/adapters/settings.ts';
import { configFileName, sealFileName } from '../../lambda/config/environment.ts';
import { type Config, parseConfig } from '../../lambda/config/schema.ts';
import { minutes } from '../../lambda/core/time.ts';
import { writeConfig } from '../../lib/write-config.ts';

const known = {
  ruleIds: ['some-rule'],
  tunables: {
    'some-rule': {
      moreThan: { kind: 'moreThan', least: 1, most: 9 },
      within: { kind: 'within', least: minutes(1), most: minutes(90) },
    },
  },
} as const;
/** Of each section that functions read, something that is not its default. */
const everything = {
  entra: { landingPrefix: 'entra/' },
  topics: { people: { enabled: false }, chat: { enabled: true } },
  telling: { digest: { below: 'High' } },
  rules: { 'some-rule': { enabled: false, moreThan: 3, within: '1h' } },
  exclusions: [{ id: 'one', match: { sourceIp: '192.0.2.1' }, effect: 'lower', reason: 'a test', owner: 'us' }],
  limits: { decompressedBytes: 1_000 },
  canary: { every: '1h' },
};
const one = { bucket: 'one', owner: '111122223333' };
const role = 'arn:aws:iam::444455556666:role/reader';
const two = { bucket: 'two', owner: '444455556666', region: 'eu-west-1', readAs: role };
let folder: string;
let env: NodeJS.ProcessEnv;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gatewarden-'));
  writeConfig(read(everything), folder);
  env = {
    AWS_LAMBDA_FUNCTION_NAME: 'cloudtrail',
    LAMBDA_TASK_ROOT: folder,
    TABLE_NAME: 'table',
    MACHINE_TOPIC_ARN: 'arn:aws:sns:us-east-1:111122223333:machines',
    PEOPLE_TOPIC_ARN: 'arn:aws:sns:us-east-1:111122223333:people',
    ALLOWED_BUCKETS: JSON.stringify([one, two]),
  };
});

afterEach(() => rmSync(folder, { recursive: true }));

describe('settings', () => {
  it('come from the environment and from the configuration beside the code', () => {
    const settings = readSettings(env);

    expect(settings).toMatchObject({
      functionName: 'cloudtrail',
      tableName: 'table',
      topicArns: { machines: env['MACHINE_TOPIC_ARN'], people: env['PEOPLE_TOPIC_ARN'] },
      config: {
        entra: { landingPrefix: 'entra/' },
        rules: { 'some-rule': { enabled: false, moreThan: 3 } },
        exclusions: [{ id: 'one' }],
      },
    });
  });

  it('name the buckets, for a function that reads log files', () => {
    expect([...readLogBuckets(env)]).toEqual([
      ['one', one],
      ['two', two],
    ]);
  });

  it.each([
    ['one,two'],
    ['[]'],
    ['[{"bucket":"one"}]'],
    ['[{"bucket":"one","owner":""}]'],
    ['[{"bucket":"one","owner":"two","key":"x"}]'],
    ['[null]'],
    ['[{"bucket":"one","owner":"two","region":1}]'],
  ])('take %s for no list of buckets, as nothing could be read of it', (text) => {
    env['ALLOWED_BUCKETS'] = text;

    expect(() => readLogBuckets(env)).toThrow('the environment variable ALLOWED_BUCKETS is no list of buckets');
  });

  it.each([
    ['TABLE_NAME', () => readSettings(env)],
    ['ALLOWED_BUCKETS', () => readLogBuckets(env)],
  ])('say that %s is not set', (name, read) => {
    env[name] = '';

    expect(read).toThrow(`the environment variable ${name} is not set`);
  });

  it('name the topics that there are, and are faulty where there is none to tell anybody', () => {
    env['CHAT_TOPIC_ARN'] = 'arn:aws:sns:us-east-1:111122223333:chat';
    env['MACHINE_TOPIC_ARN'] = '';
    delete env['PEOPLE_TOPIC_ARN'];

    expect(readSettings(env).topicArns).toEqual({ chat: env['CHAT_TOPIC_ARN'] });
    delete env['CHAT_TOPIC_ARN'];
    expect(() => readSettings(env)).toThrow(
      'none of the environment variables MACHINE_TOPIC_ARN, PEOPLE_TOPIC_ARN, CHAT_TOPIC_ARN is set',
    );
  });

  it.each([
    ['is another than was validated', (folder: string) => writeFileSync(join(folder, configFileName), '{}')],
    ['has another seal', (folder: string) => writeFileSync(join(folder, sealFileName), '')],
  ])('are refused where the configuration %s', (_, tamper) => {
    tamper(folder);

    expect(() => readSettings(env)).toThrow(/config\.json is not as it was deployed/);
  });

  it('are what a validation of what was written would give', () => {
    const config = read(JSON.parse(JSON.stringify(everything)));
    writeConfig(config, folder);

    const { config: settings } = readSettings(env);

    expect(settings).toEqual(config);
    expect(read(settings)).toEqual(config);
  });
});

function read(raw: unknown): Config {
  const parsed = parseConfig(raw, known);
  if (!parsed.ok) throw new Error(`expected a valid configuration: ${JSON.stringify(parsed.faults)}`);
  return parsed.config;
}
