import { setTimeout } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { answerOf, newAssets, obedient, runs } from './assets.ts';

const assets = newAssets();

afterEach(async () => {
  vi.unstubAllEnvs();
  await assets.clear();
});

/** Says which process answers, when as many invocations as the event says have begun. */
const waitingForOthers = `
  import { mkdirSync, readdirSync } from 'node:fs';
  import { setTimeout } from 'node:timers/promises';
  export const handler = async ({ round = '', others = 0 }, { awsRequestId }) => {
    const folder = process.env.LAMBDA_TASK_ROOT + '/begun' + round;
    mkdirSync(folder + '/' + awsRequestId, { recursive: true });
    while (readdirSync(folder).length <= others) await setTimeout(5);
    return process.pid;
  };`;

describe('the processes of a function', () => {
  it('stay warm', async () => {
    const { invoke } = assets.host('let count = 0; export const handler = async () => (count += 1);');

    const invocations = [await invoke({}), await invoke({}), await invoke({})];

    expect(invocations.map(answerOf)).toEqual([1, 2, 3]);
  });

  it('are as many as there are invocations at once, and the one that was used last comes first', async () => {
    const { invoke } = assets.host(waitingForOthers);

    const together = await Promise.all([1, 2, 3].map(() => invoke({ round: 1, others: 2 })));
    const afterwards = [await invoke({}), await invoke({})];
    const again = await Promise.all([1, 2, 3].map(() => invoke({ round: 2, others: 2 })));

    const pids = new Set(together.map(answerOf));
    expect(pids.size).toBe(3);
    expect(afterwards[0]).toEqual(afterwards[1]);
    expect(new Set(again.map(answerOf))).toEqual(pids);
  });

  it('are replaced when they die while they have nothing to do', async () => {
    const { invoke } = assets.host(`
      export const handler = async () => {
        setTimeout(() => process.exit(0), 100);
        return process.pid;
      };`);
    const first = answerOf(await invoke({})) as number;
    await vi.waitFor(() => expect(runs(first)).toBe(false), { timeout: 5_000 });
    await setTimeout(100); // for the host to hear of it

    const next = answerOf(await invoke({}));

    expect(next).not.toBe(first);
  });

  it('have the variables that Lambda sets, those of the function, and none of this machine', async () => {
    vi.stubEnv('SOMETHING_OF_THE_HOST', 'x');
    const { invoke, folder } = assets.host('export const handler = async () => process.env;', {
      environment: { TABLE_NAME: 'a table', AWS_ACCESS_KEY_ID: 'LOCAL-EXAMPLE', AWS_REGION: 'eu-west-1' },
    });

    const variables = answerOf(await invoke({})) as Record<string, string>;

    expect(variables).toMatchObject({
      TABLE_NAME: 'a table',
      AWS_ACCESS_KEY_ID: 'LOCAL-EXAMPLE',
      AWS_REGION: 'eu-west-1',
      AWS_LAMBDA_FUNCTION_NAME: 'example',
      LAMBDA_TASK_ROOT: folder,
      _X_AMZN_TRACE_ID: expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Sampled=0$/),
    });
    const others = Object.keys(variables).filter((name) => !/^(_?AWS_|LAMBDA_|_X_AMZN_)/.test(name));
    expect(others.toSorted()).toEqual(['HOME', 'LANG', 'PATH', 'TABLE_NAME', 'TZ', '_HANDLER']);
  });

  it('live in UTC, in the folder of the asset', async () => {
    const { invoke, folder } = assets.host(
      'export const handler = async () => [new Date().getTimezoneOffset(), process.cwd()];',
    );

    const invocation = await invoke({});

    expect(invocation).toEqual({ ok: true, value: [0, folder] });
  });

  it('have the heap that a function of 128 MB was seen to have in Lambda', async () => {
    const { invoke } = assets.host('export const handler = async () => process.execArgv;', { memoryMegabytes: 128 });

    const invocation = await invoke({});

    expect(answerOf(invocation)).toEqual(
      expect.arrayContaining(['--max-semi-space-size=6', '--max-old-space-size=116']),
    );
  });

  it('are ended by stop, and with them what runs there', async () => {
    const { invoke, stop } = assets.host(obedient);
    const pid = answerOf(await invoke({})) as number;
    const running = invoke({ hang: true });
    const beside = invoke({});

    await beside;
    await stop();

    expect(await running).toMatchObject({ ok: false, error: { errorType: 'Runtime.ExitError' } });
    expect([pid, answerOf(await beside) as number].map(runs)).toEqual([false, false]);
    await expect(invoke({})).rejects.toThrow('function example is not hosted any more');
  });
});
