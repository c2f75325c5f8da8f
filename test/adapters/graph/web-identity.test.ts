import { SignJWT } from 'jose';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { entraTokens, type Tokens } from '../../../lambda/adapters/graph/tokens.ts';
import { webIdentity } from '../../../lambda/adapters/graph/web-identity.ts';
import { minutes, plus } from '../../../lambda/core/time.ts';
import { sts, stsError, webIdentityToken } from './aws.ts';
import { type FakeClock, fakeClock, start } from './fake-clock.ts';
import { entraError, grant, type Loopback, startLoopback, text } from './loopback.ts';

const deadline = plus(start, minutes(4));
const claims = {
  iss: 'https://00000000-0000.tokens.sts.global.api.aws',
  sub: 'arn:aws:iam::111122223333:role/gatewarden',
  aud: 'api://AzureADTokenExchange',
};

let aws: Loopback;
let entra: Loopback;
let clock: FakeClock;
let assertion: string;
let before: readonly number[];

beforeAll(async () => {
  [aws, entra] = await Promise.all([startLoopback(), startLoopback()]);
  assertion = await new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(Buffer.alloc(32));
});

beforeEach(() => {
  clock = fakeClock();
  before = [aws.heard.length, entra.heard.length];
});

afterEach(() => {
  aws.answer();
  entra.answer();
});

afterAll(() => Promise.all([aws.stop(), entra.stop()]));

function tokens(): Tokens {
  const app = {
    authority: entra.url,
    tenant: 'example.com',
    clientId: 'the-app',
    endpoint: 'https://graph.example.com',
  };
  return entraTokens(app, { credential: webIdentity({ client: sts(aws.url), audience: claims.aud }), clock });
}

const heardBy = (server: Loopback) =>
  server.heard.slice(before[server === aws ? 0 : 1]).map(({ body }) => new URLSearchParams(body));

describe("the role's own token", () => {
  it('is what the app shows, and is asked for the audience, with RS256 and for a minute', async () => {
    aws.answer(webIdentityToken(assertion));
    entra.answer(grant('a'));

    const token = await tokens().get(deadline);

    expect(token).toBe('a');
    expect(heardBy(aws).map((form) => Object.fromEntries(form))).toEqual([
      {
        Action: 'GetWebIdentityToken',
        Version: '2011-06-15',
        'Audience.member.1': claims.aud,
        DurationSeconds: '60',
        SigningAlgorithm: 'RS256',
      },
    ]);
    expect(heardBy(entra).map((form) => Object.fromEntries(form))).toEqual([
      {
        client_id: 'the-app',
        scope: 'https://graph.example.com/.default',
        grant_type: 'client_credentials',
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: assertion,
      },
    ]);
  });

  it.each([70021, 70025, 700211, 700212, 700213])(
    'is made anew and shown again where Entra ID does not know the credential yet: AADSTS%i',
    async (number) => {
      const unknown = entraError(number);
      aws.answer(
        webIdentityToken('x.y.1'),
        webIdentityToken('x.y.2'),
        webIdentityToken('x.y.3'),
        webIdentityToken('x.y.4'),
      );
      entra.answer(unknown, unknown, unknown, grant('a'));

      const token = await tokens().get(deadline);

      expect(token).toBe('a');
      expect(heardBy(entra).map((form) => form.get('client_assertion'))).toEqual(['x.y.1', 'x.y.2', 'x.y.3', 'x.y.4']);
      expect(clock.pauses).toEqual([2, 4, 8]);
    },
  );

  it('that fits no federated credential says what the credential has to be', async () => {
    aws.answer(webIdentityToken(assertion));
    entra.answer(entraError(700213));

    const asking = tokens().get(deadline);

    await expect(asking).rejects.toMatchObject({ name: 'GraphRefused', code: 'AADSTS700213' });
    for (const claim of Object.values(claims)) await expect(asking).rejects.toThrow(JSON.stringify(claim));
    expect(heardBy(entra)).toHaveLength(4);
  });

  it('that fits none is told at once where the run ends before Entra ID could know it', async () => {
    aws.answer(webIdentityToken(assertion));
    entra.answer(entraError(700213));

    await expect(tokens().get(plus(start, 1_500 as never))).rejects.toMatchObject({ code: 'AADSTS700213' });
    expect(clock.pauses).toEqual([]);
  });
});

describe('STS', () => {
  it.each([
    ['OutboundWebIdentityFederationDisabledException', /aws iam enable-outbound-web-identity-federation/],
    ['OutboundWebIdentityFederationDisabled', /aws iam enable-outbound-web-identity-federation/],
    ['AccessDenied', /needs sts:GetWebIdentityToken/],
    ['SessionDurationEscalationException', /session ends/],
    ['ExpiredToken', /AWS credentials/],
    ['InvalidParameterValue', /AWS refuses sts:GetWebIdentityToken/],
  ])('says no with %s, and the error what to do', async (code, message) => {
    aws.answer(stsError(code));

    const asking = tokens().get(deadline);

    await expect(asking).rejects.toMatchObject({ name: 'GraphRefused', code });
    await expect(asking).rejects.toThrow(message);
    expect(heardBy(entra)).toEqual([]);
  });

  it.each([
    ['that is broken', stsError('InternalFailure', 500)],
    ['that has too much to do', stsError('Throttling', 400)],
    ['that answers with something else', text(200, 'no XML')],
    ['that gives no token', text(200, '<GetWebIdentityTokenResponse/>', { 'content-type': 'text/xml' })],
  ])('%s is a trouble that passes by itself', async (_, answer) => {
    aws.answer(answer);

    await expect(tokens().get(deadline)).rejects.toMatchObject({ name: 'GraphUnavailable' });
  });
});
