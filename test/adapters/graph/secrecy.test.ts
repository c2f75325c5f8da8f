import { generateKeyPairSync } from 'node:crypto';
import { inspect } from 'node:util';
import { SignJWT } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type GraphAuth, graphClient } from '../../../lambda/adapters/graph/client.ts';
import { secretsManagerText } from '../../../lambda/adapters/graph/secret-text.ts';
import { errorFields } from '../../../lambda/adapters/log.ts';
import { minutes, plus, seconds } from '../../../lambda/core/time.ts';
import { secretArn, secretsError, secretsManager, sts, stsError, webIdentityToken } from './aws.ts';
import { fakeClock, start } from './fake-clock.ts';
import {
  type Answering,
  cut,
  entraError,
  grant,
  graphError,
  hangUp,
  json,
  type Loopback,
  silence,
  startLoopback,
  text,
} from './loopback.ts';
import { keyText, selfSigned } from './self-signed.ts';

const own = selfSigned();
const key = keyText(own.privateKey);
const secret = 'hJ8~kPq2Lw9.Zt4xVb7nRm1';
const accessToken = 'QwErTyUiOpAsDfGhJkLz0987654321';

let aws: Loopback;
let entra: Loopback;
let graph: Loopback;
let assertion: string;

beforeAll(async () => {
  [aws, entra, graph] = await Promise.all([startLoopback(), startLoopback(), startLoopback()]);
  const claims = { iss: 'https://issuer.example.com', sub: 'role', aud: 'audience' };
  assertion = await new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(Buffer.alloc(32, 7));
});

afterEach(() => {
  for (const server of [aws, entra, graph]) server.answer();
});

afterAll(() => Promise.all([aws.stop(), entra.stop(), graph.stop()]));

/** The ways to prove who we are, each with a working answer of AWS's. */
const methods: Readonly<Record<string, () => GraphAuth>> = {
  secret: () => {
    aws.answer(json(200, { SecretString: secret }));
    return { method: 'secret', read: secretsManagerText(secretsManager(aws.url), secretArn) };
  },
  certificate: () => {
    aws.answer(json(200, { SecretString: own.certificate + key }));
    return { method: 'certificate', read: secretsManagerText(secretsManager(aws.url), secretArn) };
  },
  federated: () => {
    aws.answer(webIdentityToken(assertion));
    return { method: 'federated', client: sts(aws.url), audience: 'audience' };
  },
};

/** Says back what it was sent: the form, and the headers. */
const echo =
  (status: number, headers: Readonly<Record<string, string>> = {}): Answering =>
  (response, { body, headers: sent }) =>
    response.writeHead(status, headers).end(`{"${decodeURIComponent(body)} ${sent.authorization}`);

const echoAway: Answering = (response, { body, headers }) =>
  response.writeHead(302, { location: `https://example.com/?${body}&${headers.authorization}` }).end();

const echoPacked: Answering = (response, { headers }) =>
  response.writeHead(200, { 'content-encoding': 'gzip' }).end(`no gzip: ${headers.authorization}`);

const atEntra: readonly Answering[] = [
  ...[7000215, 7000222, 90002, 700016, 700027, 700213, 123456, 90033].map((number) => entraError(number, 401)),
  entraError(7000215, 500),
  ...[200, 400, 404, 429, 500].map((status) => echo(status)),
  echoAway,
  echoPacked,
  cut,
  hangUp,
  silence,
  json(200, { access_token: `${accessToken}\n`, expires_in: 3_600 }),
  json(200, { access_token: accessToken }),
  text(200, `access_token=${accessToken}`),
];

const atGraph: readonly Answering[] = [
  graphError('Authentication_MSGraphPermissionMissing', 403),
  graphError('InvalidAuthenticationToken', 401),
  graphError(accessToken, 400),
  graphError('SomethingNew', 500),
  ...[200, 400, 401, 403, 429, 503].map((status) => echo(status)),
  echoAway,
  echoPacked,
  cut,
  hangUp,
  silence,
  json(200, { value: accessToken }),
  json(200, { value: [], '@odata.nextLink': `https://example.com/?token=${accessToken}` }),
  json(200, { value: [], '@odata.nextLink': [accessToken] }),
];

const curve = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const atAws: readonly Answering[] = [
  text(200, `{"SecretString":"${secret}`),
  text(200, secret),
  text(400, `{"Message":"${secret}`),
  json(200, { SecretString: JSON.stringify({ one: secret, two: secret }) }),
  json(200, { SecretString: JSON.stringify({ [secret]: { secret } }) }),
  json(200, { SecretString: key }),
  json(200, { SecretString: selfSigned().certificate + key }),
  json(200, { SecretString: own.certificate + key.replace(/\n.{20}/, '\nAAAA') }),
  json(200, { SecretString: own.certificate + curve.export({ type: 'pkcs8', format: 'pem' }) }),
  secretsError('AccessDeniedException'),
  secretsError('InternalServiceError', 500),
  stsError('AccessDenied'),
  text(200, `<GetWebIdentityTokenResponse><WebIdentityToken>${'x'.repeat(9)}${secret}`, { 'content-type': 'text/xml' }),
  text(200, secret, { 'content-type': 'text/xml' }),
  cut,
  hangUp,
];

/** Reads two pages, and gives everything back that an error of it says, whichever way one looks at it. */
async function said(auth: GraphAuth): Promise<string> {
  const clock = fakeClock();
  const app = { authority: entra.url, tenant: 'example.com', clientId: 'the-app', endpoint: graph.url };
  const client = graphClient({ ...app, auth, clock, timeout: seconds(0.05) });
  const deadline = plus(start, minutes(4));
  const log = client.log(deadline);
  try {
    const { next = '/' } = await log.page('/', deadline);
    await log.page(next, deadline);
    return 'no error';
  } catch (error) {
    return [...messages(error), JSON.stringify(errorFields(error)), inspect(error, { depth: Infinity })].join('\n');
  }
}

function* messages(error: unknown): Generator<string> {
  if (!(error instanceof Error)) return;
  yield `${error.name}: ${error.message}\n${error.stack}\n${JSON.stringify(error)}`;
  yield* messages(error.cause);
}

/** The parts of anything secret, eight characters long, that a text shows. */
function shownIn(words: string): readonly string[] {
  const assertions = entra.heard.map(({ body }) => new URLSearchParams(body).get('client_assertion') ?? '');
  const ofKey = key.replace(/-----.*?-----/g, '').replaceAll('\n', '');
  const all = new Set([secret, accessToken, assertion, ofKey, ...assertions.slice(-3)]);
  const parts = [...all].flatMap((text) =>
    Array.from({ length: Math.max(0, text.length - 7) }, (_, at) => text.slice(at, at + 8)),
  );
  return parts.filter((part) => words.includes(part));
}

describe.each(Object.entries(methods))('with the method %s no error shows anything secret', (method, authOf) => {
  it.each(atEntra.map((answer, index) => [index, answer] as const))(
    'of Entra ID, whatever it answers (%i)',
    async (_, answer) => {
      const auth = authOf();
      entra.answer(answer);
      graph.answer(json(200, { value: [] }));

      const words = await said(auth);

      expect(words).toMatch(/^Graph(Refused|Unavailable): /);
      expect(shownIn(words)).toEqual([]);
    },
  );

  it.each(atGraph.map((answer, index) => [index, answer] as const))(
    'of Graph, whatever it answers (%i)',
    async (_, answer) => {
      const auth = authOf();
      entra.answer(grant(accessToken));
      graph.answer(answer);

      const words = await said(auth);

      expect(words).toMatch(/^Graph(Refused|Unavailable): /);
      expect(shownIn(words)).toEqual([]);
    },
  );

  it.each(atAws.map((answer, index) => [index, answer] as const))(
    'of AWS, whatever it answers (%i)',
    async (_, answer) => {
      const auth = authOf();
      aws.answer(answer);
      entra.answer(echo(400));

      const words = await said(auth);

      expect(words).toMatch(/^Graph(Refused|Unavailable): /);
      expect(shownIn(words)).toEqual([]);
      expect(method).toBe(auth.method);
    },
  );
});

it('what looks for secrets finds them', () => {
  expect(shownIn(`Error: ${secret.slice(3, 14)}`)).toHaveLength(4);
  expect(shownIn(`Error: ${accessToken}`)).not.toEqual([]);
  expect(shownIn(key.split('\n')[3] ?? '')).not.toEqual([]);
});
