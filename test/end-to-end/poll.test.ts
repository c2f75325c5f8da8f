import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { formatInstant, type Instant, minus, minutes, seconds } from '../../lambda/core/time.ts';
import { s3Notification } from '../adapters/envelopes.ts';
import { logFile, logFileKey, sqsEvent } from '../handlers/batch.ts';
import { consoleLogin, graphSignIn, type Json } from '../records.ts';
import { exampleApp, type GraphServer, startGraph } from '../servers/graph.ts';
import { unlicensed } from '../servers/graph-faults.ts';
import { type SecretsManagerServer, startSecretsManager } from '../servers/secrets-manager.ts';
import { type Deployed, deploy, logBucket } from './deployed.ts';

const secretArn = 'arn:aws:secretsmanager:us-east-1:111122223333:secret:gatewarden/entra-AbCdEf';
const logKey = logFileKey('Mu0KsOhtH1ar15ZZ');
const address = '203.0.113.7';
const start = Date.now() as Instant;
const ago = (n: number): string => formatInstant(minus(start, minutes(n)));

let written: Json[];
let graph: GraphServer;
let secretsManager: SecretsManagerServer;
let deployed: Deployed;

beforeEach(async () => {
  written = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((line) => written.push(JSON.parse(String(line))) > 0);
  graph = await startGraph({ now: () => Date.now() as Instant });
  secretsManager = await startSecretsManager();
  secretsManager.secrets.set(secretArn, exampleApp.credential.secret);
  const { tenant, clientId } = exampleApp;
  const auth = { method: 'secret', secretArn };
  const spans = { overlap: '1h', backfill: '0m' }; // one page a feed: five would be paced, in real time
  deployed = await deploy(
    { entra: { graph: { tenant, clientId, auth, authority: graph.origin, endpoint: graph.origin, ...spans } } },
    { AWS_ENDPOINT_URL_SECRETS_MANAGER: secretsManager.endpoint },
  );
  await deployed.put(logBucket, logKey, logFile(login()));
});

afterEach(async () => {
  vi.restoreAllMocks();
  await Promise.all([deployed.remove(), graph.close(), secretsManager.close()]);
});

describe('failed sign-ins that Graph lists, and a console login from their address', () => {
  it.each([
    ['the login comes last', [() => deployed.poll(), () => loginArrives()]],
    ['the poll comes last', [() => loginArrives(), () => deployed.poll()]],
  ])('are told once when %s', async (_, [first, last]) => {
    graph.publish(failures(6));
    await first?.();
    const early = await deployed.machines();

    await last?.();

    expect(early).toEqual([]);
    expect(await deployed.machines()).toEqual([
      expect.objectContaining({
        rule: expect.objectContaining({ id: 'entra-failures-with-console-login' }),
        columns: expect.objectContaining({ SourceIpAddress: address }),
        context: expect.objectContaining({
          sides: [
            { name: 'SigninLogs', count: 6, atLeast: false },
            { name: 'AADNonInteractiveUserSignInLogs', count: 0, atLeast: false },
          ],
        }),
      }),
    ]);
    expect(await deployed.people()).toHaveLength(1);
  });

  it('are counted and measured, with nobody named', async () => {
    graph.publish([...failures(6), ...failures(2, 'nonInteractiveUser')]);

    await deployed.poll();

    const [sums] = written.filter((line) => 'SignInsRemembered' in line);
    expect(sums).toMatchObject({ Records: 8, SignInsRemembered: 8, RecordsFailed: 0, ReconciliationBroken: 0 });
    const [gauges] = written.filter((line) => 'CursorAgeSeconds' in line);
    expect(Number(gauges?.['CursorAgeSeconds'])).toBeLessThan(60);
    expect(Number(gauges?.['LagSeconds'])).toBeGreaterThan(60);
    const log = JSON.stringify(written);
    expect(log).not.toContain('@example.com');
    expect(log).not.toContain(exampleApp.credential.secret);
    expect(log).not.toContain(address);
  });
});

describe('a poller that cannot read', () => {
  it('fails, says what to do, and tells how old its cursor is', async () => {
    graph.plan(unlicensed, ({ kind }) => kind === 'signIns', 100);

    const run = deployed.poll();

    await expect(run).rejects.toThrow('the lines "poll failed" of the log say why');
    const [line] = written.filter(({ message }) => message === 'poll failed');
    expect(JSON.stringify(line?.['error'])).toMatch(/licen[cs]e/i);
    expect(written.some((each) => 'CursorAgeSeconds' in each)).toBe(true);
  });
});

async function loginArrives(): Promise<void> {
  const answer = await deployed.cloudtrail(sqsEvent(s3Notification(logBucket, logKey)));
  expect(answer).toEqual({ batchItemFailures: [] });
}

function login(): Json {
  return consoleLogin({
    eventTime: ago(5),
    sourceIPAddress: address,
    additionalEventData: { MFAUsed: 'Yes' },
  });
}

function failures(count: number, type: 'interactiveUser' | 'nonInteractiveUser' = 'interactiveUser') {
  const table = type === 'interactiveUser' ? 'SigninLogs' : 'AADNonInteractiveUserSignInLogs';
  return Array.from({ length: count }, (_, n) => ({
    record: graphSignIn({ id: `${type}-${n}`, time: ago(30 + n), address, table }),
    from: minus(start, seconds(1)),
  }));
}
