import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { hostFunction } from '../../../local/lambda/hosted-function.ts';
import { answerOf, newAssets, obedient, runs } from './assets.ts';

const assets = newAssets();

afterEach(() => assets.clear());

describe('an invocation', () => {
  it('brings the event to the handler, and back what it answers', async () => {
    const { invoke } = assets.host('export const handler = async (event) => ({ got: event });');

    const invocation = await invoke({ text: 'Zürich 日本', list: [1, null] });

    expect(invocation).toEqual({ ok: true, value: { got: { text: 'Zürich 日本', list: [1, null] } } });
  });

  it('answers null where the handler answers nothing', async () => {
    const { invoke } = assets.host('export const handler = async () => {};');

    const invocation = await invoke({});

    expect(invocation).toEqual({ ok: true, value: null });
  });

  it('gives the handler the context that Lambda gives', async () => {
    const { invoke } = assets.host(
      `export const handler = async (event, { getRemainingTimeInMillis, ...context }) =>
        ({ ...context, remaining: getRemainingTimeInMillis() });`,
      { name: 'teller', timeoutSeconds: 20, memoryMegabytes: 256, environment: { AWS_REGION: 'eu-west-1' } },
    );

    const invocation = await invoke({});

    expect(invocation).toMatchObject({
      ok: true,
      value: {
        awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        functionName: 'teller',
        functionVersion: '$LATEST',
        invokedFunctionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:teller',
        memoryLimitInMB: '256',
        logGroupName: '/aws/lambda/teller',
      },
    });
    const { remaining } = answerOf(invocation) as { remaining: number };
    expect(remaining).toBeGreaterThan(10_000);
    expect(remaining).toBeLessThanOrEqual(20_000);
  });

  it('fails with the name and the message of what the handler throws, and the process stays', async () => {
    const { invoke, logs } = assets.host(obedient);
    const before = await invoke({});

    const failed = await invoke({ thrown: 'too far' });
    const after = await invoke({});

    expect(failed).toEqual({ ok: false, error: { errorType: 'RangeError', errorMessage: 'too far' } });
    expect(after).toEqual(before);
    expect(logs).toEqual([expect.stringMatching(/ERROR\tInvoke Error .*"errorMessage":"too far"/)]);
  });

  it('fails where the answer is not to be said in JSON', async () => {
    const { invoke } = assets.host('export const handler = async () => 1n;');

    const invocation = await invoke({});

    expect(invocation).toMatchObject({ ok: false, error: { errorType: 'Runtime.JSONStringifyError' } });
  });

  it('that takes too long is ended, and the next one has a process of its own', async () => {
    const { invoke } = assets.host(obedient, { timeoutSeconds: 1 });
    const first = await invoke({});

    const late = await invoke({ hang: true });
    const next = await invoke({});

    expect(late).toMatchObject({
      ok: false,
      error: {
        errorType: 'Sandbox.Timedout',
        errorMessage: expect.stringMatching(/^RequestId: \S+ Error: Task timed out after 1\.00 seconds$/),
      },
    });
    expect(runs(answerOf(first) as number)).toBe(false);
    expect(next).toMatchObject({ ok: true });
    expect(next).not.toEqual(first);
  });

  it.each([
    ['an exit status', { exit: 3 }, 'Runtime exited with error: exit status 3'],
    ['no reason', { exit: 0 }, 'Runtime exited without providing a reason'],
    ['a signal', { signal: 'SIGKILL' }, 'Runtime exited with error: signal: killed'],
  ])('whose process dies with %s says so, and the next one has another process', async (_, event, words) => {
    const { invoke } = assets.host(obedient);
    const before = await invoke({});

    const failed = await invoke(event);
    const next = await invoke({});

    const errorMessage = expect.stringMatching(new RegExp(`^RequestId: \\S+ Error: ${words}$`));
    expect(failed).toEqual({ ok: false, error: { errorType: 'Runtime.ExitError', errorMessage } });
    expect(next).toMatchObject({ ok: true });
    expect(next).not.toEqual(before);
  });

  it('in which something is thrown that nobody catches says what it was', async () => {
    const { invoke } = assets.host(obedient);

    const failed = await invoke({ uncaught: 'in a timer' });
    const next = await invoke({});

    expect(failed).toEqual({ ok: false, error: { errorType: 'RangeError', errorMessage: 'in a timer' } });
    expect(next).toMatchObject({ ok: true });
  });

  it('that needs more memory than the function has kills it', async () => {
    const { invoke } = assets.host(
      'export const handler = async () => { const all = []; for (;;) all.push({ length: all.length }); };',
    );

    const invocation = await invoke({});

    const errorMessage = expect.stringMatching(/Runtime exited with error: signal: aborted$/);
    expect(invocation).toEqual({ ok: false, error: { errorType: 'Runtime.ExitError', errorMessage } });
  });
});

describe('a function that cannot begin', () => {
  it.each([
    ['has no such module', 'missing.handler', '', 'Runtime.ImportModuleError'],
    ['exports no such handler', 'index.missing', '', 'Runtime.HandlerNotFound'],
    ['exports something else as its handler', 'index.handler', 'export const handler = 1;', 'Runtime.HandlerNotFound'],
    [
      'has a handler with a callback',
      'index.handler',
      'export function handler(event, context, callback) {}',
      'Runtime.CallbackHandlerDeprecated',
    ],
    ['has a handler without a name', 'index', '', 'Runtime.MalformedHandlerName'],
    ['is no JavaScript', 'index.handler', 'export const handler = ', 'Runtime.UserCodeSyntaxError'],
    ['imports what its asset lacks', 'index.handler', "import 'nowhere-to-be-found';", 'Error'],
    ['exits', 'index.handler', 'process.exit(1);', 'Runtime.ExitError'],
  ])('because it %s fails with that', async (_, handler, source, errorType) => {
    const { invoke } = assets.host(source, { handler });

    const invocation = await invoke({});

    expect(invocation).toMatchObject({ ok: false, error: { errorType } });
  });

  it('tries again at the next invocation', async () => {
    const { invoke, folder } = assets.host(`
      import { existsSync } from 'node:fs';
      if (!existsSync('now')) throw new TypeError('not yet');
      export const handler = async () => 'now';`);

    const early = await invoke({});
    writeFileSync(join(folder, 'now'), '');
    const later = await invoke({});

    expect(early).toEqual({ ok: false, error: { errorType: 'TypeError', errorMessage: 'not yet' } });
    expect(later).toEqual({ ok: true, value: 'now' });
  });

  it('because its code is not there is refused at once', () => {
    const spec = { name: 'gone', codeFolder: '/nowhere', handler: 'index.handler', timeoutSeconds: 3, environment: {} };

    expect(() => hostFunction({ ...spec, memoryMegabytes: 128 }, { onLog: () => {} })).toThrow(
      'function gone: there is no folder /nowhere',
    );
  });
});

describe('what it writes', () => {
  it('arrives in whole lines, before the invocation is over', async () => {
    const { invoke, logs } = assets.host(`
      import { setTimeout } from 'node:timers/promises';
      export const handler = async () => {
        const bytes = Buffer.from('a line of Zürich\\n');
        for (const byte of bytes) { process.stdout.write(Buffer.from([byte])); await setTimeout(2); }
        console.error('an error');
      };`);

    await invoke({});

    expect(logs).toEqual(['a line of Zürich', 'an error']);
  });

  it('arrives also of one that dies', async () => {
    const { invoke, logs } = assets.host(
      "export const handler = async () => { process.stdout.write('the last words'); process.exit(1); };",
    );

    await invoke({});

    expect(logs).toEqual([
      'the last words',
      expect.stringMatching(/^RequestId: \S+ Error: .*exit status 1 Runtime.ExitError$/),
    ]);
  });
});
