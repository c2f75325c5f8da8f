import { describe, expect, it } from 'vitest';
import { accountOfLogFile, cloudTrailKey, landingKey } from '../../lambda/adapters/object-key.ts';

const file = '111122223333_CloudTrail_us-east-1_20261120T1005Z_Mu0KsOhtH1ar15ZZ.json.gz';
const day = 'us-east-1/2026/11/20';

describe("a key in CloudTrail's bucket", () => {
  it.each([
    ['at the root', `AWSLogs/111122223333/CloudTrail/${day}/${file}`],
    ['under a prefix', `some/prefix/AWSLogs/111122223333/CloudTrail/${day}/${file}`],
    ['of an organisation', `AWSLogs/o-example1234/111122223333/CloudTrail/${day}/${file}`],
    ['of Control Tower', `o-example1234/AWSLogs/o-example1234/111122223333/CloudTrail/${day}/${file}`],
    ['of Control Tower, later', `o-example1234/AWSLogs/111122223333/CloudTrail/${day}/${file}`],
    ['under a prefix that is named like the digests', `CloudTrail-Digest/AWSLogs/1/CloudTrail/${day}/${file}`],
    ['of a Region with a long name', `AWSLogs/1/CloudTrail/us-gov-east-1/2026/11/20/${file.replace('us-', 'us-gov-')}`],
  ])('is ours %s', (_, key) => {
    expect(cloudTrailKey(key)).toBe('ours');
  });

  it.each([
    [
      'digest',
      `AWSLogs/1/CloudTrail-Digest/${day}/1_CloudTrail-Digest_us-east-1_trail_us-east-1_20261120T100500Z.json.gz`,
    ],
    [
      'insights',
      `AWSLogs/1/CloudTrail-Insight/${day}/111122223333_CloudTrail-Insight_us-east-1_20261120T1005Z_a.json.gz`,
    ],
    ['foreign file', `AWSLogs/111122223333/CloudTrail-Aggregated/${day}/${file}`],
    ['foreign file', `AWSLogs/111122223333/Config/${day}/ConfigHistory/${file}`],
    ['foreign file', `AWSLogs/111122223333/CloudTrail/${day}/notes.json.gz`],
    ['foreign file', `AWSLogs/111122223333/CloudTrail/${day}/${file}.bak`],
    ['foreign file', `AWSLogs/111122223333/CloudTrail/${day}/x${file}`],
    ['foreign file', `NotCloudTrail/${file}`],
    ['foreign file', file],
    ['folder', 'AWSLogs/111122223333/CloudTrail/'],
  ])('is skipped as a %s: %s', (skipped, key) => {
    expect(cloudTrailKey(key)).toEqual({ skipped });
  });
});

describe('a key in the landing bucket', () => {
  it.each([
    ['', 'anything.json', 'ours'],
    ['', 'tenant/y=2026/PT1H.json', 'ours'],
    ['entra/', 'entra/PT1H.json', 'ours'],
    ['entra/', 'other/PT1H.json', { skipped: 'foreign file' }],
    ['entra/', 'entra/', { skipped: 'folder' }],
  ])('under the prefix "%s" is told: %s', (prefix, key, verdict) => {
    expect(landingKey(prefix)(key)).toEqual(verdict);
  });
});

describe('the account of a log file', () => {
  it('is the one that its name begins with, whatever folders it is in', () => {
    expect(accountOfLogFile(`AWSLogs/o-example1234/444455556666/CloudTrail/${day}/${file}`)).toBe('111122223333');
  });

  it.each([
    ['a sign-in log', 'tenantId=1/y=2026/m=11/d=20/h=10/m=00/PT1H.json'],
    ['a folder', `${file}/`],
    ['nothing', ''],
  ])('is not known of %s', (_, key) => {
    expect(accountOfLogFile(key)).toBeUndefined();
  });
});
