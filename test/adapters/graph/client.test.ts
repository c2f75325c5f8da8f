import { jwtVerify } from 'jose';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type GraphAuth, graphClient } from '../../../lambda/adapters/graph/client.ts';
import { GraphRefused } from '../../../lambda/adapters/graph/errors.ts';
import { secretsManagerText } from '../../../lambda/adapters/graph/secret-text.ts';
import { minutes, plus } from '../../../lambda/core/time.ts';
import { secretArn, secretsManager, sts, webIdentityToken } from './aws.ts';
import { type FakeClock, fakeClock, start } from './fake-clock.ts';
import { grant, json, type Loopback, startLoopback, text } from './loopback.ts';
import { keyText, selfSigned } from './self-signed.ts';

const deadline = plus(start, minutes(4));
const own = selfSigned();
const never: GraphAuth = { method: 'secret', read: () => Promise.reject(new Error('nobody asks')) };

let aws: Loopback;
let entra: Loopback;
let graph: Loopback;
let clock: FakeClock;

beforeAll(async () => {
  [aws, entra, graph] = await Promise.all([startLoopback(), startLoopback(), startLoopback()]);
});

beforeEach(() => {
  clock = fakeClock();
});

afterEach(() => {
  for (const server of [aws, entra, graph]) server.answer();
});

afterAll(() => Promise.all([aws.stop(), entra.stop(), graph.stop()]));

/** The addresses end with a slash, as people write them. */
function client(auth: GraphAuth, addresses: { readonly authority?: string; readonly endpoint?: string } = {}) {
  const app = { authority: `${entra.url}/`, tenant: 'example.com', clientId: 'the-app', endpoint: `${graph.url}/` };
  return graphClient({ ...app, ...addresses, auth, clock });
}

const lastForm = () => new URLSearchParams(entra.heard.at(-1)?.body);

describe('the client reads Graph', () => {
  beforeEach(() => {
    entra.answer(grant('the-token'));
    graph.answer((response, request) => {
      const isOurs = request.headers.authorization === 'Bearer the-token';
      json(isOurs ? 200 : 401, { value: [{ id: request.url }] })(response, request);
    });
  });

  it('with a secret of Secrets Manager', async () => {
    aws.answer(json(200, { SecretString: 'some~text' }));
    const read = secretsManagerText(secretsManager(aws.url), secretArn);

    const { records } = await client({ method: 'secret', read }).log(deadline).page('/v1.0/x', deadline);

    expect(records).toEqual([{ id: '/v1.0/x' }]);
    expect(lastForm().get('client_secret')).toBe('some~text');
    expect(lastForm().get('scope')).toBe(`${graph.url}/.default`);
    expect(entra.heard.at(-1)?.url).toBe('/example.com/oauth2/v2.0/token');
  });

  it('with a certificate of Secrets Manager', async () => {
    aws.answer(
      json(200, {
        SecretString: JSON.stringify({ certificate: own.certificate, privateKey: keyText(own.privateKey) }),
      }),
    );
    const read = secretsManagerText(secretsManager(aws.url), secretArn);

    const { records } = await client({ method: 'certificate', read }).log(deadline).page('/v1.0/x', deadline);

    expect(records).toHaveLength(1);
    const audience = `${entra.url}/example.com/oauth2/v2.0/token`;
    const checks = { audience, issuer: 'the-app', currentDate: new Date(start) };
    await expect(jwtVerify(lastForm().get('client_assertion') ?? '', own.publicKey, checks)).resolves.toBeDefined();
  });

  it('with the identity that it runs as', async () => {
    aws.answer(webIdentityToken('x.y.z'));
    const auth = { method: 'federated', client: sts(aws.url), audience: 'api://AzureADTokenExchange' } as const;

    const { records } = await client(auth).log(deadline).page('/v1.0/x', deadline);

    expect(records).toHaveLength(1);
    expect(lastForm().get('client_assertion')).toBe('x.y.z');
  });

  it('in several runs with one token and at one pace, each with its own counts', async () => {
    const reader = client({ method: 'secret', read: async () => 'some~text' });
    const before = entra.heard.length;
    const runs = [reader.log(deadline), reader.log(deadline)] as const;

    for (const run of runs) for (const target of ['/1', '/2', '/3']) await run.page(target, deadline);

    expect(entra.heard.length - before).toBe(1);
    expect(clock.pauses).toEqual([10]);
    expect(runs.map(({ counts }) => counts)).toEqual([
      { pages: 3, throttles: 0 },
      { pages: 3, throttles: 0 },
    ]);
  });
});

it('a time that Graph named in one run goes for the next ones', async () => {
  entra.answer(grant('the-token'));
  graph.answer(text(429, '', { 'retry-after': '3600' }), json(200, { value: [] }));
  const reader = client({ method: 'secret', read: async () => 'some~text' });
  const before = graph.heard.length;
  const read = (list: string) => {
    const end = plus(clock.now(), minutes(2));
    return reader.log(end).page(list, end);
  };

  await expect(read('/one')).rejects.toThrow(/until 2026-11-20T11:00:00Z/);
  clock.advance(minutes(5));
  await expect(read('/one')).rejects.toThrow(/before 2026-11-20T11:00:00Z/);
  await expect(read('/two')).rejects.toThrow(/before 2026-11-20T11:00:00Z/);
  clock.advance(minutes(54));
  await read('/two');

  expect(graph.heard.slice(before).map(({ url }) => url)).toEqual(['/one', '/two']);
  expect(clock.pauses).toEqual([60]);
});

describe('an address that a secret could be read on the way to', () => {
  it.each([
    'http://login.example.com',
    'http://127.0.0.1.example.com',
    'ftp://login.example.com',
    'login.example.com',
    '',
    'https://user:password@login.example.com',
    'https://login.example.com/?x=y',
  ])('is refused: %j', (address) => {
    expect(() => client(never, { authority: address })).toThrow(GraphRefused);
    expect(() => client(never, { authority: address })).toThrow(/authority must be an https address/);
    expect(() => client(never, { endpoint: address })).toThrow(/endpoint must be an https address/);
  });

  it.each(['https://login.microsoftonline.us', 'http://localhost:1', 'http://[::1]:1', 'http://127.0.0.1:1/'])(
    'is not %j',
    (address) => {
      expect(() => client(never, { authority: address, endpoint: address })).not.toThrow();
    },
  );
});
