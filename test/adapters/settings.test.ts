import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readLogBuckets, readSettings } from '../../lambda/adapters/settings.ts';

const known = {
  ruleIds: ['some-rule'],
  tunables: { 'some-rule': { moreThan: { kind: 'moreThan', least: 1, most: 9 } } },
} as const;
const one = { bucket: 'one', owner: '111122223333' };
const role = 'arn:aws:iam::444455556666:role/reader';
const two = { bucket: 'two', owner: '444455556666', region: 'eu-west-1', readAs: role };
let folder: string;
let env: NodeJS.ProcessEnv;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gatewarden-'));
  writeConfig({ entra: { landingPrefix: 'entra/' }, rules: { 'some-rule': { enabled: false, moreThan: 3 } } });
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
    const settings = readSettings(env, known);

    expect(settings).toMatchObject({
      functionName: 'cloudtrail',
      tableName: 'table',
      topicArns: { machines: env['MACHINE_TOPIC_ARN'], people: env['PEOPLE_TOPIC_ARN'] },
      config: {
        entra: { landingPrefix: 'entra/' },
        rules: { 'some-rule': { enabled: false, moreThan: 3 } },
        exclusions: [],
      },
    });
  });

  it('name the buckets, for a function that reads log files', () => {
    expect([...readLogBuckets(env)]).toEqual([
      ['one', one],
      ['two', two],
    ]);
  });

  it.each([['one,two'], ['[]'], ['[{"bucket":"one"}]'], ['[{"bucket":"one","owner":""}]']])(
    'take %s for no list of buckets, as nothing could be read of it',
    (text) => {
      env['ALLOWED_BUCKETS'] = text;

      expect(() => readLogBuckets(env)).toThrow('the environment variable ALLOWED_BUCKETS is no list of buckets');
    },
  );

  it.each([
    ['TABLE_NAME', () => readSettings(env, known)],
    ['ALLOWED_BUCKETS', () => readLogBuckets(env)],
  ])('say that %s is not set', (name, read) => {
    env[name] = '';

    expect(read).toThrow(`the environment variable ${name} is not set`);
  });

  it('name the topics that there are, and are faulty where there is none to tell anybody', () => {
    env['CHAT_TOPIC_ARN'] = 'arn:aws:sns:us-east-1:111122223333:chat';
    env['MACHINE_TOPIC_ARN'] = '';
    delete env['PEOPLE_TOPIC_ARN'];

    expect(readSettings(env, known).topicArns).toEqual({ chat: env['CHAT_TOPIC_ARN'] });
    delete env['CHAT_TOPIC_ARN'];
    expect(() => readSettings(env, known)).toThrow(
      'none of the environment variables MACHINE_TOPIC_ARN, PEOPLE_TOPIC_ARN, CHAT_TOPIC_ARN is set',
    );
  });

  it('say what is wrong in the configuration', () => {
    writeConfig({ rules: { 'no-such-rule': {} } });

    expect(() => readSettings(env, known)).toThrow(/config\.json is not valid: .*some-rule/);
  });
});

function writeConfig(config: object): void {
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
}
