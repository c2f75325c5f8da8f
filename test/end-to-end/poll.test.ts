import { afterEach, describe, expect, it } from 'vitest';
import { formatInstant, type Instant, minus, minutes, seconds } from '../../lambda/core/time.ts';
import { logFile, logFileKey } from '../handlers/batch.ts';
import { consoleLogin, graphSignIn, type Json } from '../records.ts';
import { exampleApp, type GraphServer } from '../servers/graph.ts';
import { unlicensed } from '../servers/graph-faults.ts';
import { type Deployed, type DeployOptions, deployments } from './deployed.ts';
import { graphHere } from './graph-here.ts';

const deploy = deployments();

const address = '203.0.113.7';
const start = Date.now() as Instant;
const ago = (n: number): string => formatInstant(minus(start, minutes(n)));

let graph: GraphServer | undefined;

afterEach(async () => {
  await graph?.close();
  graph = undefined;
});

async function polling(options?: DeployOptions): Promise<{ readonly deployed: Deployed; readonly graph: GraphServer }> {
  const deployed = await deploy(options);
  graph = await graphHere();
  return { deployed, graph };
}

async function poll({ invoke, functions }: Deployed) {
  return invoke(functions.poller, {});
}

async function loginArrives(deployed: Deployed): Promise<void> {
  await deployed.put('cloudtrail', logFileKey('Mu0KsOhtH1ar15ZZ'), logFile(login()));
  await deployed.idle();
}

describe('failed sign-ins that Graph lists, and a console login from their address', () => {
  it.each([
    ['the login comes last', [poll, loginArrives]],
    ['the poll comes last', [loginArrives, poll]],
  ] as const)('are told once when %s', async (_, [first, last]) => {
    const { deployed, graph } = await polling();
    graph.publish(failures(6));
    await first(deployed);
    const early = deployed.machines();

    await last(deployed);
    await deployed.idle();

    expect(early).toEqual([]);
    expect(deployed.machines()).toEqual([
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
    expect(deployed.people()).toHaveLength(1);
  });

  it('are counted and measured, with nobody named', async () => {
    const { deployed, graph } = await polling();
    graph.publish([...failures(6), ...failures(2, 'nonInteractiveUser')]);

    await poll(deployed);

    const lines = deployed.lines();
    const [sums] = lines.filter((line) => 'SignInsRemembered' in line);
    expect(sums).toMatchObject({ Records: 8, SignInsRemembered: 8, RecordsFailed: 0, ReconciliationBroken: 0 });
    const [gauges] = lines.filter((line) => 'CursorAgeSeconds' in line);
    expect(Number(gauges?.['CursorAgeSeconds'])).toBeLessThan(60);
    expect(Number(gauges?.['LagSeconds'])).toBeGreaterThan(60);
    const log = JSON.stringify(lines);
    expect(log).not.toContain('@example.com');
    expect(log).not.toContain(exampleApp.credential.secret);
    expect(log).not.toContain(address);
  });
});

describe('a poller that cannot read', () => {
  it('fails, says what to do, and tells how old its cursor is', async () => {
    const failed = expect.stringContaining('the lines "poll failed" of the log say why');
    const { deployed, graph } = await polling({ troubles: [failed] });
    graph.plan(unlicensed, ({ kind }) => kind === 'signIns', 100);

    const run = await poll(deployed);

    expect(run.ok).toBe(false);
    const [line] = deployed.lines().filter(({ message }) => message === 'poll failed');
    expect(JSON.stringify(line?.['error'])).toMatch(/licen[cs]e/i);
    expect(deployed.lines().some((each) => 'CursorAgeSeconds' in each)).toBe(true);
  });
});

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
