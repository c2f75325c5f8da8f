import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { type Assembly, synthesise } from '../../local/assembly.ts';
import { type Cloud, type CloudOptions, startCloud } from '../../local/cloud.ts';
import { logFile, logFileKey, signInFile } from '../handlers/batch.ts';
import type { Properties } from '../lib/synthesise.ts';
import { azureMonitorSignIn, consoleLogin } from '../records.ts';
import { changed, withoutGrant } from './assemblies.ts';
import { nameWith } from './gateway/calling.ts';

const login = consoleLogin({ additionalEventData: { MFAUsed: 'Yes' } });
const failures = Array.from({ length: 6 }, (_, n) =>
  azureMonitorSignIn({ id: `sign-in-${n}`, time: `2026-11-20T09:0${n}:00.1234567Z` }),
);

let assembly: Assembly;
const stopping: Promise<void>[] = []; // it takes a second, in which the next test can begin

beforeAll(async () => {
  assembly = await synthesise(undefined);
});

afterAll(async () => {
  await Promise.all(stopping);
  assembly.remove();
});

/** The template without statements of a policy. */
function lacking(policyId: string, isMeant: (statement: Properties) => boolean, property?: string): unknown {
  return changed(assembly.template, (all) => withoutGrant(all, policyId, isMeant, property));
}

/** Started, and stopped after the test. Nothing is scheduled, so that nothing happens but what a test does. */
async function started(template: unknown = assembly.template, options: CloudOptions = {}): Promise<Cloud> {
  const cloud = await startCloud({ ...assembly, template }, { schedules: false, ...options });
  onTestFinished(() => {
    stopping.push(cloud.stop());
  });
  return cloud;
}

async function put(cloud: Cloud, source: 'cloudtrail' | 'entra', key: string, body: Uint8Array): Promise<void> {
  const Bucket = nameWith(cloud.stack.buckets, source);
  await cloud.clients.s3.send(new PutObjectCommand({ Bucket, Key: key, Body: body }));
}

async function loginArrives(cloud: Cloud): Promise<void> {
  await put(cloud, 'cloudtrail', logFileKey('Mu0KsOhtH1ar15ZZ'), logFile(login));
}

async function failuresArrive(cloud: Cloud): Promise<void> {
  await put(cloud, 'entra', 'tenant one/m=11/d=20/PT1H+1.json', signInFile(...failures));
}

function rulesTold(cloud: Cloud): readonly string[] {
  return cloud.messages('machines').map(({ text }) => JSON.parse(text).rule.id);
}

describe('the cloud on the laptop', () => {
  it.each([
    ['the login comes last', [failuresArrive, loginArrives]],
    ['the failures come last', [loginArrives, failuresArrive]],
  ])('tells machines and people of one alert, once, when %s', async (_, arrivals) => {
    const cloud = await started();

    for (const arrive of arrivals) {
      expect(rulesTold(cloud)).toEqual([]);
      await arrive(cloud);
      await cloud.idle();
    }

    expect(rulesTold(cloud)).toEqual(['entra-failures-with-console-login']);
    expect(cloud.messages('people')).toEqual([
      expect.objectContaining({
        subject: expect.stringContaining('Failed Entra ID sign-ins'),
        text: expect.stringContaining('203.0.113.7'),
      }),
    ]);
    expect([cloud.refused, cloud.troubles, await cloud.deadLetters()]).toEqual([[], [], []]);
  });

  it('makes a dead letter of the message whose file cannot be read, after as many deliveries as the template has, and tells of the other files', async () => {
    const cloud = await started(assembly.template, { visibilitySeconds: 2 });
    await cloud.idle(); // the functions are warm, and take less than that

    await put(cloud, 'cloudtrail', logFileKey('BBBBBBBBBBBBBBBB'), logFile(login).subarray(0, 40));
    await put(cloud, 'cloudtrail', logFileKey('CCCCCCCCCCCCCCCC'), logFile(consoleLogin()));
    await cloud.idle();

    expect(rulesTold(cloud)).toEqual(['console-login-without-mfa']);
    expect(await cloud.deadLetters()).toEqual([
      {
        messageId: expect.any(String),
        body: expect.stringContaining('BBBBBBBBBBBBBBBB'),
        queueName: expect.stringContaining('CloudTrailQueueDeadLetters'),
        receiveCount: 5,
      },
    ]);
    expect(cloud.logs.filter((line) => line.startsWith('{"level":"error"'))).toHaveLength(5);
  });

  it('leaves what is not announced alone', async () => {
    const cloud = await started();

    await put(cloud, 'cloudtrail', 'AWSLogs/111122223333/CloudTrail-Digest/a.json.gz', logFile(login));
    await put(cloud, 'cloudtrail', 'AWSLogs/111122223333/CloudTrail/a.txt', logFile(login));
    await cloud.idle();

    const done = cloud.logs.filter((line) => line.includes('"message done"')).map((line) => JSON.parse(line));
    expect(done.map(({ Objects }) => Objects)).toEqual([0, 0]); // of S3's test messages
  });

  it('runs what a schedule starts, at once', async () => {
    const cloud = await started(assembly.template, { schedules: true });

    await cloud.idle();

    expect(cloud.logs.filter((line) => line.includes('"sweep done"'))).toHaveLength(1);
    expect(cloud.refused).toEqual([]);
  });
});

describe('what is not granted', () => {
  const allows =
    (action: string, part = '') =>
    (statement: Properties) =>
      [statement['Action']].flat().includes(action) && JSON.stringify(statement).includes(part);
  const detector = 'CloudTrailDetectorRoleDefaultPolicy';

  it.each<[string, string, (statement: Properties) => boolean, string]>([
    ['on the table', detector, allows('dynamodb:Query'), 'dynamodb:BatchWriteItem'],
    ['on the topics', detector, allows('sns:Publish'), 'sns:Publish'],
    ['on the objects', detector, allows('s3:GetObject'), 's3:GetObjectVersion'],
    ['on the key of the objects', detector, allows('kms:Decrypt', '"s3.'), 'kms:Decrypt'],
  ])('is refused to a function, and named: %s', async (_, policyId, isMeant, action) => {
    const cloud = await started(lacking(policyId, isMeant));

    await put(cloud, 'cloudtrail', logFileKey('Mu0KsOhtH1ar15ZZ'), logFile(consoleLogin()));
    const refused = await vi.waitUntil(() => cloud.refused[0], 60_000);

    expect(rulesTold(cloud)).toEqual([]);
    expect(refused).toEqual({
      role: expect.stringContaining('CloudTrailDetectorRole'),
      action,
      resource: expect.stringMatching(/^arn:aws:/),
    });
  });

  it('is refused to the sweeper: the index', async () => {
    const cloud = await started(lacking('SweeperRoleDefaultPolicy', allows('dynamodb:Query', '/index/due')));
    const sweeper = nameWith(cloud.stack.functions, 'Sweeper');

    const run = await cloud.invoke(sweeper, {});

    expect(run.ok).toBe(false);
    expect(cloud.refused[0]).toMatchObject({
      action: 'dynamodb:Query',
      resource: expect.stringMatching(/\/index\/due$/),
    });
  });

  it('is refused to the schedule: the start of its function', async () => {
    const template = lacking('SweeperScheduleRoleDefaultPolicy', allows('lambda:InvokeFunction'));

    const cloud = await started(template, { schedules: true });
    await cloud.idle();

    expect(cloud.refused).toMatchObject([{ action: 'lambda:InvokeFunction' }]);
    expect(cloud.logs.filter((line) => line.includes('sweep done'))).toEqual([]);
  });

  it('is refused to the polling of a queue, which is not begun', async () => {
    const cloud = await started(lacking(detector, allows('sqs:GetQueueAttributes')));

    await loginArrives(cloud);

    await expect(cloud.idle(3)).rejects.toThrow(
      /after 3 s there is still \d messages in Gatewarden-\w*CloudTrailQueue/,
    );
    expect(cloud.refused[0]).toMatchObject({
      action: 'sqs:GetQueueAttributes',
      role: expect.stringContaining('CloudTrail'),
    });
    expect(cloud.troubles).toContainEqual(expect.stringMatching(/polling .* is not authorized to perform/));
  });

  it("is refused to S3: a queue whose policy, or whose key's, does not let the bucket in gets nothing, and it is said", async () => {
    const ofS3 = (statement: Properties) => JSON.stringify(statement['Principal']).includes('s3.amazonaws.com');
    const policies = [
      ['CloudTrailQueuePolicy', 'PolicyDocument'],
      ['EncryptionMessages', 'KeyPolicy'],
    ] as const;
    const [byQueue, byKey] = policies.map(([id, property]) => lacking(id, ofS3, property));

    const cloud = await started(byQueue);
    await loginArrives(cloud);
    await cloud.idle();
    const troubles = [...cloud.troubles];
    const other = await started(byKey);

    expect(troubles).toHaveLength(2); // S3's test message, and the file
    expect(troubles[1]).toMatch(
      /S3 did not notify .*CloudTrailQueue.* of gatewarden-cloudtrail-.*: the queue's policy does not let it in/,
    );
    expect(other.troubles[0]).toMatch(/the policy of the queue's key does not let it in/);
  });
});
