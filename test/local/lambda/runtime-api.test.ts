import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type RuntimeApi, startRuntimeApi } from '../../../local/lambda/runtime-api.ts';

let api: RuntimeApi;
let base: string;

beforeEach(async () => {
  api = await startRuntimeApi();
  base = `http://${api.address}/2018-06-01/runtime`;
});

afterEach(() => api.close());

const request = {
  requestId: '8476a536-e9f4-11e8-9739-2dfe598c3fcd',
  event: '{"text":"Zürich"}',
  deadline: 1_542_409_706_888,
  functionArn: 'arn:aws:lambda:us-east-1:111122223333:function:example',
  traceId: 'Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Sampled=0',
};

describe('the Runtime API', () => {
  it('gives the next invocation when there is one, with the headers that Lambda sends', async () => {
    const next = fetch(`${base}/invocation/next`);
    await api.asked();
    void api.give(request);

    const response = await next;

    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ text: 'Zürich' });
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'lambda-runtime-aws-request-id': request.requestId,
      'lambda-runtime-deadline-ms': '1542409706888',
      'lambda-runtime-invoked-function-arn': request.functionArn,
      'lambda-runtime-trace-id': request.traceId,
    });
  });

  it.each([
    ['response', { done: true }, { ok: true, value: { done: true } }],
    [
      'error',
      { errorType: 'RangeError', errorMessage: 'too far', trace: [] },
      { ok: false, error: { errorType: 'RangeError', errorMessage: 'too far' } },
    ],
    ['error', 'what?', { ok: false, error: { errorType: 'Runtime.Unknown', errorMessage: '' } }],
  ])('takes the %s of an invocation: %j', async (kind, body, expected) => {
    const answer = api.give(request);
    await fetch(`${base}/invocation/next`);

    const { status } = await post(`invocation/${request.requestId}/${kind}`, JSON.stringify(body));

    expect(status).toBe(202);
    expect(await answer).toEqual(expected);
  });

  it('takes the error of a start that failed', async () => {
    const { status } = await post('init/error', '{"errorType":"Runtime.Example","errorMessage":"cannot begin"}');

    expect(status).toBe(202);
    expect(await api.initFailed).toEqual({ errorType: 'Runtime.Example', errorMessage: 'cannot begin' });
  });

  it.each([
    ['an invocation that it did not give', 'invocation/another/response', '{}'],
    ['what is no JSON', `invocation/${request.requestId}/response`, '{'],
    ['a path that it does not know', 'init/hello', '{}'],
  ])('refuses %s', async (_, path, body) => {
    void api.give(request);
    await fetch(`${base}/invocation/next`);

    const { status } = await post(path, body);

    expect(status).toBe(400);
  });
});

function post(path: string, body: string): Promise<Response> {
  return fetch(`${base}/${path}`, { method: 'POST', body });
}
