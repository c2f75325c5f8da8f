import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { cloudTrailMessage, s3Notification } from '../adapters/envelopes.ts';
import { logFile, logFileKey, signInFile, sqsEvent } from '../handlers/batch.ts';
import { azureMonitorSignIn, consoleLogin } from '../records.ts';
import { type Deployed, deploy, landingBucket, logBucket } from './deployed.ts';

const logKey = logFileKey('Mu0KsOhtH1ar15ZZ');
const landingKey = 'tenant one/m=11/d=20/PT1H+1.json';
const login = consoleLogin({
  additionalEventData: { MFAUsed: 'Yes' },
  userIdentity: {
    type: 'AssumedRole',
    principalId: 'EXAMPLEPRINCIPAL:bob@example.com',
    arn: 'arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/bob@example.com',
    accountId: '111122223333',
  },
});
const failures = Array.from({ length: 6 }, (_, n) =>
  azureMonitorSignIn({ id: `sign-in-${n}`, time: `2026-11-20T09:0${n}:00.1234567Z` }),
);

let written: string[];
let deployed: Deployed;

beforeEach(async () => {
  written = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((line) => written.push(String(line)) > 0);
  deployed = await deploy();
  await deployed.put(logBucket, logKey, logFile(login));
  await deployed.put(landingBucket, landingKey, signInFile(...failures));
});

afterEach(async () => {
  vi.restoreAllMocks();
  await deployed.remove();
});

const logs = sqsEvent(s3Notification(logBucket, logKey));
const signIns = sqsEvent(s3Notification(landingBucket, landingKey));

describe('failed sign-ins to Entra ID and a console login from their address', () => {
  it.each([
    ['the login comes last', [() => deployed.entra(signIns), () => deployed.cloudtrail(logs)]],
    ['the failures come last', [() => deployed.cloudtrail(logs), () => deployed.entra(signIns)]],
  ])('are told to machines and people, once, when %s', async (_, [first, last]) => {
    const before = await first?.();
    const early = await deployed.machines();

    const after = await last?.();

    expect([before, early, after]).toEqual([{ batchItemFailures: [] }, [], { batchItemFailures: [] }]);
    expect(await deployed.machines()).toEqual([
      expect.objectContaining({
        schema: 'gatewarden.alert/1',
        rule: expect.objectContaining({ id: 'entra-failures-with-console-login' }),
        kind: 'new',
        revision: 1,
        startTime: '2026-11-20T10:00:00Z',
        eventCount: 1,
        columns: expect.objectContaining({ SourceIpAddress: '203.0.113.7', AccountName: 'bob', MFAUsed: 'Yes' }),
        evidence: [{ object: `s3://${logBucket}/${logKey}`, eventId: login['eventID'] }],
        context: expect.objectContaining({
          sides: [
            { name: 'SigninLogs', count: 6, atLeast: false },
            { name: 'AADNonInteractiveUserSignInLogs', count: 0, atLeast: false },
          ],
        }),
      }),
    ]);
    const [mail, ...others] = await deployed.people();
    expect(others).toEqual([]);
    expect(mail?.Subject).toMatch(/^\[Medium\] .*\(111122223333 us-east-1 AssumedRole\)$/);
    expect(mail?.Message).toMatch(/^Failed Entra ID sign-ins .*: bob@example\.com from 203\.0\.113\.7/);
  });

  it('are told once, however often their messages and objects come', async () => {
    const copy = logFileKey('AAAAAAAAAAAAAAAA');
    await deployed.put(logBucket, copy, logFile(login, login));

    for (let time = 0; time < 2; time++) {
      await deployed.entra(signIns);
      await deployed.cloudtrail(sqsEvent(s3Notification(logBucket, logKey, copy), s3Notification(logBucket, logKey)));
    }
    await Promise.all([deployed.cloudtrail(logs), deployed.entra(signIns)]);

    expect(await deployed.machines()).toHaveLength(1);
    expect(await deployed.people()).toHaveLength(1);
  });
});

describe('a bad message', () => {
  it('fails alone: the others of its batch are told and done', async () => {
    const [broken, missing] = [logFileKey('BBBBBBBBBBBBBBBB'), logFileKey('CCCCCCCCCCCCCCCC')];
    const good = logFileKey('DDDDDDDDDDDDDDDD');
    await deployed.put(logBucket, broken, logFile(login).subarray(0, 40));
    await deployed.put(logBucket, good, logFile(consoleLogin()));
    const event = sqsEvent(
      s3Notification(logBucket, broken),
      cloudTrailMessage(logBucket, missing),
      s3Notification(landingBucket, landingKey),
      '{"hello":"world"}',
      s3Notification(logBucket, good),
    );

    const { batchItemFailures } = await deployed.cloudtrail(event);

    expect(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)).toEqual(['m0', 'm1', 'm2', 'm3']);
    expect((await deployed.machines()).map(({ rule }) => rule.id)).toEqual(['console-login-without-mfa']);
  });

  it('leaves its reason in the log and in the metrics, and what was read adds up', async () => {
    await deployed.cloudtrail(sqsEvent('{"hello":"world"}', s3Notification(logBucket, logKey)));

    const lines = written.map((line) => JSON.parse(line));
    expect(lines).toContainEqual(
      expect.objectContaining({
        level: 'error',
        requestId: 'request',
        error: [expect.stringContaining('UnknownEnvelope')],
      }),
    );
    expect(lines).toContainEqual(
      expect.objectContaining({ Function: 'test', Records: 1, Events: 1, RecordsFailed: 0, ReconciliationBroken: 0 }),
    );
    expect(lines).toContainEqual(expect.objectContaining({ Function: 'test', MessagesFailed: 1 }));
  });
});
