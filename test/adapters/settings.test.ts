import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readBucketSettings, readSettings } from '../../lambda/adapters/settings.ts';

const known = {
  ruleIds: ['some-rule'],
  tunables: { 'some-rule': { moreThan: { kind: 'moreThan', least: 1, most: 9 } } },
} as const;
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
    ALLOWED_BUCKETS: 'one,two',
    BUCKET_OWNER: '111122223333',
  };
});

afterEach(() => rmSync(folder, { recursive: true }));

describe('settings', () => {
  it('come from the environment and from the configuration beside the code', () => {
    const settings = readSettings(env, known);

    expect(settings).toMatchObject({
      functionName: 'cloudtrail',
      tableName: 'table',
      config: {
        entra: { landingPrefix: 'entra/' },
        rules: { 'some-rule': { enabled: false, moreThan: 3 } },
        exclusions: [],
      },
    });
  });

  it('name the buckets, for a function that reads log files', () => {
    expect(readBucketSettings(env)).toEqual({ buckets: new Set(['one', 'two']), bucketOwner: '111122223333' });
  });

  it.each([
    ['TABLE_NAME', () => readSettings(env, known)],
    ['MACHINE_TOPIC_ARN', () => readSettings(env, known)],
    ['PEOPLE_TOPIC_ARN', () => readSettings(env, known)],
    ['ALLOWED_BUCKETS', () => readBucketSettings(env)],
    ['BUCKET_OWNER', () => readBucketSettings(env)],
  ])('say that %s is not set', (name, read) => {
    env[name] = '';

    expect(read).toThrow(`the environment variable ${name} is not set`);
  });

  it('say what is wrong in the configuration', () => {
    writeConfig({ rules: { 'no-such-rule': {} } });

    expect(() => readSettings(env, known)).toThrow(/config\.json is not valid: .*some-rule/);
  });
});

function writeConfig(config: object): void {
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
}
