import { describe, expect, it } from 'vitest';
import { limits } from '../../lambda/config/limits.ts';
import { s3Notification } from '../adapters/envelopes.ts';
import { logFile, logFileKey, signInFile } from '../handlers/batch.ts';
import { azureMonitorSignIn, consoleLogin } from '../records.ts';
import { type Deployed, deployments } from './deployed.ts';

const deploy = deployments();

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

const loginArrives = ({ put }: Deployed) => put('cloudtrail', logKey, logFile(login));
const failuresArrive = ({ put }: Deployed) => put('entra', landingKey, signInFile(...failures));

describe('failed sign-ins to Entra ID and a console login from their address', () => {
  it.each([
    ['the login comes last', [failuresArrive, loginArrives]],
    ['the failures come last', [loginArrives, failuresArrive]],
  ] as const)('are told to machines, people and chat, once, when %s', async (_, [first, last]) => {
    const deployed = await deploy();
    await first(deployed);
    await deployed.idle();
    const early = deployed.machines();

    await last(deployed);
    await deployed.idle();

    expect(early).toEqual([]);
    expect(deployed.machines()).toEqual([
      expect.objectContaining({
        schema: 'gatewarden.alert/1',
        rule: expect.objectContaining({ id: 'entra-failures-with-console-login' }),
        kind: 'new',
        revision: 1,
        startTime: '2026-11-20T10:00:00Z',
        eventCount: 1,
        columns: expect.objectContaining({ SourceIpAddress: '203.0.113.7', AccountName: 'bob', MFAUsed: 'Yes' }),
        evidence: [
          expect.objectContaining({
            object: expect.stringContaining(`s3://${deployed.buckets.cloudtrail}/${logKey}`),
            eventId: login['eventID'],
          }),
        ],
        context: expect.objectContaining({
          sides: [
            { name: 'SigninLogs', count: 6, atLeast: false },
            { name: 'AADNonInteractiveUserSignInLogs', count: 0, atLeast: false },
          ],
        }),
      }),
    ]);
    const [mail, ...others] = deployed.people();
    expect(others).toEqual([]);
    expect(mail?.subject).toMatch(/^\[Medium\] .*\(111122223333 us-east-1 AssumedRole\)$/);
    expect(mail?.text).toMatch(/^Failed Entra ID sign-ins .*: bob@example\.com from 203\.0\.113\.7/);
    expect(deployed.messages('chat')).toHaveLength(1);
  });

  it('are told once, however often and at the same time their messages and objects come', async () => {
    const deployed = await deploy({ retrySeconds: 2 }); // one may find the alert under another's claim, and comes again
    const copy = logFileKey('AAAAAAAAAAAAAAAA');
    const again = () => deployed.send('cloudtrail', s3Notification(deployed.buckets.cloudtrail, copy, logKey));

    await Promise.all([
      failuresArrive(deployed),
      loginArrives(deployed),
      deployed.put('cloudtrail', copy, logFile(login, login)),
    ]);
    await Promise.all([again(), again(), failuresArrive(deployed)]);
    await deployed.idle();
    await Promise.all([again(), failuresArrive(deployed)]);
    await deployed.idle();

    expect(deployed.machines()).toHaveLength(1);
    expect(deployed.people()).toHaveLength(1);
  });
});

describe('a bad message', () => {
  it('becomes a dead letter alone, with its reason in the log; the others are told and done, and what was read adds up', async () => {
    const deployed = await deploy({ retrySeconds: 0, deadLetters: 3 });
    const { buckets, functions } = deployed;
    const [broken, good] = [logFileKey('BBBBBBBBBBBBBBBB'), logFileKey('DDDDDDDDDDDDDDDD')];

    await deployed.put('cloudtrail', broken, logFile(login).subarray(0, 40));
    const unknown = await deployed.send('cloudtrail', '{"hello":"world"}');
    const foreign = await deployed.send('cloudtrail', s3Notification(buckets.entra, landingKey));
    await deployed.put('cloudtrail', good, logFile(consoleLogin()));
    await deployed.idle();

    const [dead, lines] = [await deployed.deadLetters(), deployed.lines()];
    expect(deployed.machines().map(({ rule }) => rule.id)).toEqual(['console-login-without-mfa']);
    expect(dead.map(({ messageId }) => messageId)).toEqual(expect.arrayContaining([unknown, foreign]));
    expect(dead.filter(({ body }) => body.includes(broken))).toHaveLength(1);
    expect(dead.map(({ receiveCount }) => receiveCount)).toEqual(Array(3).fill(limits.maxReceiveCount));
    expect(lines).toContainEqual(
      expect.objectContaining({
        level: 'error',
        function: functions.cloudtrail,
        requestId: expect.any(String),
        error: [expect.stringContaining('UnknownEnvelope')],
      }),
    );
    const ofFunction = { Function: functions.cloudtrail };
    expect(lines).toContainEqual(
      expect.objectContaining({ ...ofFunction, Records: 1, Events: 1, RecordsFailed: 0, ReconciliationBroken: 0 }),
    );
    expect(lines).toContainEqual(expect.objectContaining({ ...ofFunction, MessagesFailed: 1 }));
  });
});
