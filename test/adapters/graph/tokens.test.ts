import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { clientSecret } from '../../../lambda/adapters/graph/credential.ts';
import { GraphRefused, GraphUnavailable } from '../../../lambda/adapters/graph/errors.ts';
import { entraTokens, type Tokens } from '../../../lambda/adapters/graph/tokens.ts';
import { minutes, plus, seconds } from '../../../lambda/core/time.ts';
import { type FakeClock, fakeClock, start } from './fake-clock.ts';
import { cut, entraError, grant, hangUp, json, type Loopback, startLoopback, text } from './loopback.ts';

const deadline = plus(start, minutes(4));

let entra: Loopback;
let clock: FakeClock;
let secret: string;
let reads: number;
let before: number;

beforeAll(async () => {
  entra = await startLoopback();
});

beforeEach(() => {
  clock = fakeClock();
  secret = 'first secret';
  reads = 0;
  before = entra.heard.length;
});

afterEach(() => entra.answer());

afterAll(() => entra.stop());

function tokens(tenant = 'example.com'): Tokens {
  const app = { authority: entra.url, tenant, clientId: 'the-app', endpoint: 'https://graph.example.com' };
  const read = async () => {
    reads++;
    return secret;
  };
  return entraTokens(app, { credential: clientSecret(read), clock });
}

const heard = () => entra.heard.slice(before);
const secretsSent = () => heard().map(({ body }) => new URLSearchParams(body).get('client_secret'));

describe('a token', () => {
  it('is asked for by the client credentials grant', async () => {
    secret = 's3cr&t=+%\n';
    entra.answer(grant('a'));

    const token = await tokens().get(deadline);

    expect(token).toBe('a');
    expect(heard()).toMatchObject([
      {
        method: 'POST',
        url: '/example.com/oauth2/v2.0/token',
        headers: { accept: 'application/json', 'content-type': expect.stringContaining('x-www-form-urlencoded') },
      },
    ]);
    expect(Object.fromEntries(new URLSearchParams(heard()[0]?.body))).toEqual({
      client_id: 'the-app',
      client_secret: 's3cr&t=+%',
      grant_type: 'client_credentials',
      scope: 'https://graph.example.com/.default',
    });
  });

  it('is asked for at one place of its tenant, whatever the tenant is called', async () => {
    entra.answer(grant('a'));

    await tokens('../evil?x=').get(deadline);

    expect(heard()[0]?.url).toBe('/..%2Fevil%3Fx%3D/oauth2/v2.0/token');
  });

  it('is kept until five minutes before its end', async () => {
    entra.answer(grant('a', 3_600), grant('b'));
    const source = tokens();
    const later = plus(start, minutes(120));

    const first = await source.get(later);
    clock.advance(minutes(54));
    const second = await source.get(later);
    clock.advance(minutes(1));
    const third = await source.get(later);

    expect([first, second, third]).toEqual(['a', 'a', 'b']);
  });

  it('that lives for a short time is kept for half of it', async () => {
    entra.answer(grant('a', '240'), grant('b'));
    const source = tokens();

    const first = await source.get(deadline);
    clock.advance(seconds(119));
    const second = await source.get(deadline);
    clock.advance(seconds(1));
    const third = await source.get(deadline);

    expect([first, second, third]).toEqual(['a', 'a', 'b']);
  });

  it('is asked for once by all who want it at the same time', async () => {
    entra.answer(grant('a'), grant('b'));
    const source = tokens();

    const all = await Promise.all([source.get(deadline), source.get(deadline), source.get(deadline)]);

    expect(all).toEqual(['a', 'a', 'a']);
    expect(heard()).toHaveLength(1);
  });

  it('that was discarded is not given out again, and discarding an older one changes nothing', async () => {
    entra.answer(grant('a'), grant('b'), grant('c'));
    const source = tokens();

    const first = await source.get(deadline);
    source.discard(first);
    const second = await source.get(deadline);
    source.discard(first);
    const third = await source.get(deadline);

    expect([first, second, third]).toEqual(['a', 'b', 'b']);
  });

  it('is asked for again after a request that failed', async () => {
    entra.answer(entraError(700016), grant('a'));
    const source = tokens();

    await expect(Promise.all([source.get(deadline), source.get(deadline)])).rejects.toThrow(GraphRefused);

    expect(await source.get(deadline)).toBe('a');
  });
});

describe('a secret', () => {
  it('is read for each request, so that a rotated one is used by itself', async () => {
    entra.answer(grant('a', 60), grant('b', 60));
    const source = tokens();

    await source.get(deadline);
    await source.get(deadline);
    secret = 'second secret';
    clock.advance(minutes(1));
    await source.get(deadline);

    expect(secretsSent()).toEqual(['first secret', 'second secret']);
    expect(reads).toBe(2);
  });

  it.each([7000215, 7000222])(
    'that is refused with AADSTS%i is read again, as it may have been rotated',
    async (number) => {
      entra.answer((response, request) => {
        secret = 'second secret';
        entraError(number, 401)(response, request);
      }, grant('a'));

      const token = await tokens().get(deadline);

      expect(token).toBe('a');
      expect(secretsSent()).toEqual(['first secret', 'second secret']);
    },
  );

  it('that stays wrong is tried twice', async () => {
    entra.answer(entraError(7000215, 401));

    const asking = tokens().get(deadline);

    await expect(asking).rejects.toMatchObject({ name: 'GraphRefused', code: 'AADSTS7000215' });
    expect(heard()).toHaveLength(2);
    expect(clock.pauses).toEqual([1]);
  });

  it('may not be empty', async () => {
    secret = ' \n';

    await expect(tokens().get(deadline)).rejects.toMatchObject({ name: 'GraphRefused', code: 'SecretUnreadable' });
    expect(heard()).toEqual([]);
  });
});

describe('what passes by itself', () => {
  it.each([
    ['a server error', text(500, 'oops')],
    ['an unavailable directory', entraError(90033)],
    ['a budget that is used up', entraError(90024)],
    ['a temporary error', json(400, { error: 'temporarily_unavailable' })],
    ['a connection that closes', hangUp],
    ['a body that is cut', cut],
    ["a proxy's page", text(200, '<html></html>')],
    ['an answer without a token', json(200, { token_type: 'Bearer', expires_in: 3_600 })],
    ['a token that no header can hold', grant('a\nb')],
    ['a token that has ended', grant('a', 0)],
    ['a token without an end', json(200, { access_token: 'a' })],
  ])('%s is tried again, five times in all', async (_, failing) => {
    entra.answer(failing, failing, failing, failing, grant('a'));

    expect(await tokens().get(deadline)).toBe('a');
    expect(clock.pauses).toEqual([1, 2, 4, 8]);

    entra.answer(failing);
    const asking = tokens().get(deadline);

    await expect(asking).rejects.toThrow(GraphUnavailable);
    await expect(asking).rejects.toThrow(/^asking Entra ID for a token failed 5 times: /);
  });

  it('counts too many requests, which are waited for as Entra ID wants', async () => {
    entra.answer(text(429, '', { 'retry-after': '33' }), grant('a'));

    expect(await tokens().get(deadline)).toBe('a');
    expect(clock.pauses).toEqual([33]);
  });

  it('takes no longer than the run lasts', async () => {
    entra.answer(text(429, '', { 'retry-after': '3600' }));

    await expect(tokens().get(deadline)).rejects.toThrow(GraphUnavailable);
    expect(clock.pauses).toEqual([]);
  });
});

describe('a refusal', () => {
  it.each([
    [7000215, /Store the value of a secret/],
    [7000222, /has expired. Create a new one/],
    [90002, /Check that tenant/],
    [900023, /Check that tenant/],
    [900382, /another Microsoft cloud/],
    [500011, /Check that endpoint/],
    [700016, /Check clientId/],
    [7000229, /az ad sp create/],
    [7000112, /Enable it/],
    [700027, /Upload its public part/],
    [1000502, /has expired, or is not valid yet/],
    [7000274, /has expired, or is not valid yet/],
    [7000214, /was revoked/],
    [700024, /Check the clock/],
    [65001, /AuditLog\.Read\.All.*admin consent/],
    [53003, /Conditional Access/],
    [70021, /issuer, subject and audience/],
    [70025, /issuer, subject and audience/],
    [700211, /issuer, subject and audience/],
    [700212, /issuer, subject and audience/],
    [700213, /issuer, subject and audience/],
    [7002138, /upper and lower case included/],
    [123456, /HTTP 400.*https:\/\/login\.microsoftonline\.com\/error\?code=123456/],
  ])('AADSTS%i says what to do', async (number, message) => {
    entra.answer(entraError(number));

    const asking = tokens().get(deadline);

    await expect(asking).rejects.toMatchObject({ name: 'GraphRefused', code: `AADSTS${number}` });
    await expect(asking).rejects.toThrow(message);
  });

  it.each([
    [{ error: 'invalid_client', error_codes: [1, 90002] }, 'AADSTS90002'],
    [{ error: 'invalid_client', error_codes: [1, 2] }, 'AADSTS1'],
    [{ error: 'invalid_client', error_codes: ['<b>'], error_description: 'AADSTS90002: no' }, 'AADSTS90002'],
    [{ error: 'invalid_client', error_description: 'no' }, 'invalid_client'],
    [{ error: 'Was it "secret"?' }, 'HTTP 400'],
    ['no', 'HTTP 400'],
  ])('%j has the code that says most', async (body, code) => {
    entra.answer(json(400, body));

    await expect(tokens().get(deadline)).rejects.toMatchObject({ name: 'GraphRefused', code });
  });

  it('is what a redirect is, which is not followed', async () => {
    entra.answer(text(307, '', { location: `${entra.url}/elsewhere` }));

    await expect(tokens().get(deadline)).rejects.toMatchObject({ name: 'GraphRefused', code: 'HTTP 307' });
    expect(heard()).toHaveLength(1);
  });

  it('is what a page of nobody is', async () => {
    entra.answer(text(404, '<html>nothing here</html>'));

    await expect(tokens().get(deadline)).rejects.toThrow(/Check tenant, clientId and authority/);
  });
});
