import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { days, hours, minutes, plus, seconds } from '../../lambda/core/time.ts';
import { at } from '../core/events.ts';
import { graphSignIn } from '../records.ts';
import { exampleApp, type GraphServer, startGraph } from '../servers/graph.ts';
import { type Fault, secretExpired, serverError, throttled, unlicensed, unpermitted } from '../servers/graph-faults.ts';
import { type SteppedClock, steppedClock } from './stepped-clock.ts';

const noon = plus(at(0), hours(12));
const list = '/v1.0/auditLogs/signIns';
const betaList = '/beta/auditLogs/signIns';

let clock: SteppedClock;
let graph: GraphServer;
beforeEach(async () => {
  clock = steppedClock(noon);
  graph = await startGraph({ now: clock.now, throttling: false });
});
afterEach(() => graph.close());

describe('the authority', () => {
  it('issues a token for the right secret, and tells how long it lives', async () => {
    const { status, body } = await askForToken();

    expect([status, body]).toEqual([
      200,
      expect.objectContaining({ token_type: 'Bearer', expires_in: 3_599, access_token: expect.any(String) }),
    ]);
  });

  it.each([
    { wrong: 'grant', fields: { grant_type: 'password' }, status: 400, error: 'unsupported_grant_type', code: 70003 },
    { wrong: 'client', fields: { client_id: 'another' }, status: 400, error: 'unauthorized_client', code: 700016 },
    {
      wrong: 'kind of scope',
      fields: { scope: 'AuditLog.Read.All' },
      status: 400,
      error: 'invalid_scope',
      code: 1002012,
    },
    {
      wrong: 'resource',
      fields: { scope: 'https://example.com/.default' },
      status: 400,
      error: 'invalid_resource',
      code: 500011,
    },
    { wrong: 'secret', fields: { client_secret: 'another' }, status: 401, error: 'invalid_client', code: 7000215 },
    { wrong: 'absent secret', fields: { client_secret: '' }, status: 401, error: 'invalid_client', code: 7000218 },
    { wrong: 'absent client', fields: { client_id: '' }, status: 400, error: 'invalid_request', code: 900144 },
  ])('refuses a wrong $wrong as Entra ID does', async ({ fields, status, error, code }) => {
    const answer = await askForToken(fields);

    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject({
      error,
      error_codes: [code],
      error_description: expect.stringMatching(
        new RegExp(`^AADSTS${code}: .+ Trace ID: .+ Correlation ID: .+ Timestamp: `),
      ),
    });
  });

  it('refuses another tenant', async () => {
    const { status, body } = await askForToken({}, 'example.org');

    expect([status, body['error_codes']]).toEqual([400, [90002]]);
  });

  it('takes an assertion in place of a secret, where the application has none', async () => {
    const app = { ...exampleApp, credential: { accepts: (assertion: string) => assertion === 'signed' } };
    const federated = await startGraph({ now: clock.now, app });
    const assertion = {
      client_secret: '',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: 'signed',
    };

    const answers = [
      await askForToken(assertion, app.tenant, federated),
      await askForToken({ ...assertion, client_assertion: 'forged' }, app.tenant, federated),
      await askForToken({ ...assertion, client_assertion_type: '' }, app.tenant, federated),
    ];

    await federated.close();
    expect(answers.map(({ status }) => status)).toEqual([200, 400, 400]);
    expect(answers.map(({ body }) => body['error_codes'])).toEqual([undefined, [70021], [900144]]);
  });
});

describe('the list of sign-ins', () => {
  it.each([
    { authorization: undefined, message: 'Access token is empty.' },
    { authorization: 'Bearer forged', message: 'CompactToken parsing failed with error code: 80049217' },
  ])('is for bearers of a token only ($authorization)', async ({ authorization, message }) => {
    const response = await fetch(
      graph.origin + list,
      authorization === undefined ? {} : { headers: { authorization } },
    );

    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ error: { code: 'InvalidAuthenticationToken', message } });
  });

  it('takes a token until it expires, by its own time or because the test says so', async () => {
    const first = await signedIn();
    const second = await signedIn();

    clock.advance(seconds(3_598));
    const before = await first(list);
    clock.advance(seconds(1));
    const after = await first(list);
    graph.expireTokens();
    const ended = await second(list);

    expect([before.status, after.status, ended.status]).toEqual([200, 401, 401]);
    expect(after.body).toMatchObject({ error: { message: 'Lifetime validation failed, the token is expired.' } });
  });

  it('is newest first, to 100 nanoseconds, and keeps the order of records of the same time', async () => {
    publish(['a', '2026-11-20T11:00:00.0000001Z'], ['b', '2026-11-20T11:00:00.0000002Z']);
    publish(['c', '2026-11-20T11:00:00.0000001Z'], ['d', '2026-11-20T10:00:00Z']);

    expect(await idsOf(list)).toEqual(['b', 'a', 'c', 'd']);
  });

  it('holds interactive sign-ins, and in beta the others for whom asks by their type', async () => {
    publish(['interactive', '2026-11-20T11:00:00Z']);
    publishRecord({ id: 'silent', time: '2026-11-20T11:00:00Z', table: 'AADNonInteractiveUserSignInLogs' });
    const byType = (type: string) => `${betaList}?$filter=signInEventTypes/any(t: t eq '${type}')`;

    const lists = await Promise.all(
      [list, betaList, byType('interactiveUser'), byType('nonInteractiveUser')].map((target) => idsOf(target)),
    );

    expect(lists).toEqual([['interactive'], ['interactive'], ['interactive'], ['silent']]);
  });

  it("writes records with Graph's fields, and the types only in beta", async () => {
    publish(['a', '2026-11-20T11:00:00Z']);
    const get = await signedIn();

    const [stable, beta] = await Promise.all([recordsOf(get, list), recordsOf(get, betaList)]);

    expect(stable[0]).toMatchObject({
      id: 'a',
      status: { errorCode: 50126 },
      isInteractive: true,
      correlationId: expect.any(String),
    });
    expect([stable[0], beta[0]].map((record) => record?.['signInEventTypes'])).toEqual([
      undefined,
      ['interactiveUser'],
    ]);
  });

  it.each([
    { filter: 'createdDateTime ge 2026-11-20T10:00:00Z', found: ['c', 'b'] },
    { filter: 'createdDateTime le 2026-11-20T10:00:00Z', found: ['b', 'a'] },
    { filter: 'createdDateTime le 2026-11-20T10:59:59.999Z', found: ['b', 'a'] },
    { filter: 'createdDateTime eq 2026-11-20T10:00:00.0000000Z', found: ['b'] },
    { filter: '(createdDateTime ge 2026-11-20T09:30:00Z) and (createdDateTime le 2026-11-20T10:30:00Z)', found: ['b'] },
    { filter: '((createdDateTime ge 2026-11-20T09:30:00Z and createdDateTime le 2026-11-20T10:30:00Z))', found: ['b'] },
  ])('filters by $filter', async ({ filter, found }) => {
    publish(['a', '2026-11-20T09:00:00Z'], ['b', '2026-11-20T10:00:00Z'], ['c', '2026-11-20T10:59:59.9999999Z']);

    expect(await idsOf(`${list}?$filter=${encodeURIComponent(filter)}`)).toEqual(found);
  });

  it.each([
    'createdDateTime gt 2026-11-20T10:00:00Z',
    'createdDateTime ge 2026-11-20',
    "createdDateTime ge '2026-11-20T10:00:00Z'",
    'createdDateTime ge 2026-11-20T25:00:00Z',
    'createdDateTime ge 2026-11-20T10:00:00Z or createdDateTime le 2026-11-20T09:00:00Z',
    'createdDateTime ge 2026-11-20T10:00:00Z createdDateTime le 2026-11-20T09:00:00Z',
    '(createdDateTime ge 2026-11-20T10:00:00Z',
    'createdDateTime ge 2026-11-20T10:00:00Z)',
    "signInEventTypes/any(t: u eq 'nonInteractiveUser')",
    "signInEventTypes/any(t: t ne 'nonInteractiveUser')",
    "signInEventTypes/any(t: t eq 'noSuchType')",
    'status/errorCode eq 0 and createdDateTime',
    '',
    'and',
  ])('refuses the filter "%s"', async (filter) => {
    const get = await signedIn();

    const { status, body } = await get(`${betaList}?$filter=${encodeURIComponent(filter)}`);

    expect([status, body]).toEqual([400, { error: expect.objectContaining({ code: 'BadRequest' }) }]);
  });

  it('knows no types of sign-ins in v1.0', async () => {
    const get = await signedIn();

    const { status, body } = await get(`${list}?$filter=signInEventTypes/any(t: t eq 'nonInteractiveUser')`);

    expect(status).toBe(400);
    expect(body).toMatchObject({ error: { message: expect.stringContaining("property named 'signInEventTypes'") } });
  });

  it.each([
    { query: '$top=1001', message: "The limit of '1000' for Top query has been exceeded." },
    { query: '$top=0', message: "Invalid value '0'" },
    { query: '$skip=10', message: "'$skip' is not allowed" },
    { query: '$orderby=createdDateTime asc', message: "'$orderby' is not allowed" },
    { query: '$skiptoken=0_2', message: 'Invalid Skip Token' },
  ])('refuses $query', async ({ query, message }) => {
    const get = await signedIn();

    const { status, body } = await get(`${list}?${query}`);

    expect(status).toBe(400);
    expect(body).toMatchObject({ error: { message: expect.stringContaining(message) } });
  });

  it('gives pages of 1,000 where none asks for less', async () => {
    publish(...Array.from({ length: 1_001 }, (_, n) => [`id-${n}`, '2026-11-20T11:00:00Z'] as const));
    const get = await signedIn();

    const { body } = await get(list);

    expect(recordsIn(body)).toHaveLength(1_000);
    expect(body).toHaveProperty(['@odata.nextLink']);
  });

  it('forgets after 30 days', async () => {
    publish(['old', '2026-10-21T11:59:59.9999999Z'], ['kept', '2026-10-21T12:00:00Z']);

    const now = await idsOf(list);
    clock.advance(days(1));
    const later = await idsOf(list);

    expect([now, later]).toEqual([['kept'], []]);
  });

  it('is empty in an empty tenant', async () => {
    const get = await signedIn();

    const { status, body } = await get(list);

    expect([status, body['value'], body['@odata.nextLink']]).toEqual([200, [], undefined]);
  });

  it('tells the time by the clock that the test set', async () => {
    clock.advance(days(3));
    const get = await signedIn();

    const { headers } = await get(list);

    expect(headers.get('date')).toBe('Mon, 23 Nov 2026 12:00:00 GMT');
  });
});

describe('a next link', () => {
  const filtered = `${list}?$filter=createdDateTime%20ge%202026-11-20T00:00:00Z&$top=2`;
  const hours5 = ['05', '04', '03', '02', '01'].map((hour) => [hour, `2026-11-20T${hour}:00:00Z`] as const);

  it('leads through all pages, each record once', async () => {
    publish(...hours5);
    const get = await signedIn();

    const pages = [await get(filtered)];
    for (let next = nextOf(pages[0]); next !== undefined; next = nextOf(pages.at(-1))) pages.push(await get(next));

    expect(pages.map(({ body }) => recordsIn(body).map(({ id }) => id))).toEqual([['05', '04'], ['03', '02'], ['01']]);
  });

  it('can be asked for again, as after a broken connection', async () => {
    publish(...hours5);
    const get = await signedIn();
    const next = nextOf(await get(filtered)) as string;

    const [once, again] = [await get(next), await get(next)];

    expect(recordsIn(again.body)).toEqual(recordsIn(once.body));
  });

  it('goes on where the reading stood, whatever is published meanwhile', async () => {
    publish(...hours5);
    const get = await signedIn();
    const next = nextOf(await get(filtered)) as string;

    publish(['newer', '2026-11-20T06:00:00Z'], ['between', '2026-11-20T03:30:00Z']);
    const second = await get(next);

    expect(recordsIn(second.body).map(({ id }) => id)).toEqual(['03', '02']);
  });

  it.each([
    { change: 'its token', changed: (link: string) => link.replace(/skiptoken=./, 'skiptoken=x') },
    { change: 'its page size', changed: (link: string) => link.replace('$top=2', '$top=3') },
    { change: 'its filter', changed: (link: string) => link.replace('2026', '2025') },
    { change: 'the way in which it is encoded', changed: reencoded },
    { change: 'its list', changed: (link: string) => link.replace('/v1.0/', '/beta/') },
  ])('is refused with $change changed', async ({ changed }) => {
    publish(...hours5);
    const get = await signedIn();
    const next = nextOf(await get(filtered)) as string;

    const { status, body } = await get(changed(next));

    expect(changed(next)).not.toBe(next);
    expect(status).toBe(400);
    expect(body).toMatchObject({ error: { message: 'Invalid Skip Token' } });
  });
});

describe('a publication', () => {
  it('is listed from its time on, however late', async () => {
    const record = graphSignIn({ id: 'late', time: '2026-11-20T11:00:00Z' });
    graph.publish([{ record, from: plus(noon, minutes(90)) }]);

    const before = await idsOf(list);
    clock.advance(minutes(90));
    const after = await idsOf(list);

    expect([before, after]).toEqual([[], ['late']]);
  });

  it('takes the place of what stood under its id, also at another time and with another result', async () => {
    graph.publish([
      { record: graphSignIn({ id: 'a', time: '2026-11-20T11:00:00Z', code: '50126' }), from: noon },
      { record: graphSignIn({ id: 'a', time: '2026-11-20T10:00:00Z', code: '0' }), from: plus(noon, hours(1)) },
    ]);

    const before = await recordsOf(await signedIn(), list);
    clock.advance(hours(1));
    const after = await recordsOf(await signedIn(), list);

    expect(before).toMatchObject([{ id: 'a', createdDateTime: '2026-11-20T11:00:00Z', status: { errorCode: 50126 } }]);
    expect(after).toMatchObject([{ id: 'a', createdDateTime: '2026-11-20T10:00:00Z', status: { errorCode: 0 } }]);
  });

  it('may be listed several times', async () => {
    graph.publish([{ record: graphSignIn({ id: 'twice', time: '2026-11-20T11:00:00Z' }), from: noon, copies: 2 }]);

    expect(await idsOf(list)).toEqual(['twice', 'twice']);
  });
});

describe('throttling', () => {
  it('refuses more than 5 requests in any 10 seconds, and says how long to wait', async () => {
    const strict = await startGraph({ now: clock.now });
    const get = await signedIn(strict);
    const statusAfter = async (wait: number) => {
      clock.advance(seconds(wait));
      return (await get(list)).status;
    };

    const five = [
      await statusAfter(0),
      await statusAfter(1),
      await statusAfter(1),
      await statusAfter(1),
      await statusAfter(1),
    ];
    const sixth = await get(list);
    const seventh = await statusAfter(7);

    await strict.close();
    expect([...five, sixth.status, seventh]).toEqual([200, 200, 200, 200, 200, 429, 200]);
    expect(sixth.headers.get('retry-after')).toBe('7');
    expect(sixth.body).toMatchObject({ error: { code: 'TooManyRequests' } });
  });
});

describe('a planned fault', () => {
  it.each<{ name: string; fault: Fault; status: number; code: string; retryAfter?: string }>([
    { name: '429 with seconds', fault: throttled('7'), status: 429, code: 'TooManyRequests', retryAfter: '7' },
    {
      name: '429 with a date',
      fault: throttled('Fri, 20 Nov 2026 12:00:30 GMT'),
      status: 429,
      code: 'TooManyRequests',
      retryAfter: 'Fri, 20 Nov 2026 12:00:30 GMT',
    },
    { name: '503', fault: serverError(503), status: 503, code: 'UnknownError' },
    { name: '504', fault: serverError(504), status: 504, code: 'UnknownError' },
    {
      name: 'no licence',
      fault: unlicensed,
      status: 403,
      code: 'Authentication_RequestFromNonPremiumTenantOrB2CTenant',
    },
    { name: 'no consent', fault: unpermitted, status: 403, code: 'Authentication_MSGraphPermissionMissing' },
    { name: 'an expired token', fault: { kind: 'tokens expire' }, status: 401, code: 'InvalidAuthenticationToken' },
  ])('answers one request with $name', async ({ fault, status, code, retryAfter }) => {
    const get = await signedIn();
    graph.plan(fault, 2);

    const first = await get(list);
    const second = await get(list);
    const third = await (await signedIn())(list);

    expect([first.status, second.status, third.status]).toEqual([200, status, 200]);
    expect(second.body).toMatchObject({ error: { code } });
    expect(second.headers.get('retry-after')).toBe(retryAfter ?? null);
  });

  it('sends half of a body and then nothing', async () => {
    publish(...Array.from({ length: 100 }, (_, n) => [`id-${n}`, '2026-11-20T11:00:00Z'] as const));
    const token = await issueToken();
    graph.plan({ kind: 'cut' }, 1);

    const response = await fetch(graph.origin + list, { headers: { authorization: `Bearer ${token}` } });

    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow('terminated');
  });

  it('ends the connection before an answer', async () => {
    const get = await signedIn();
    graph.plan({ kind: 'hang up' }, 1);

    await expect(get(list)).rejects.toThrow('fetch failed');
  });

  it('never answers', async () => {
    const token = await issueToken();
    graph.plan({ kind: 'stall' }, 1);

    const signal = AbortSignal.timeout(100);
    const request = fetch(graph.origin + list, { signal, headers: { authorization: `Bearer ${token}` } });

    await expect(request).rejects.toThrow('timeout');
  });

  it("answers with a proxy's page in Graph's place", async () => {
    const token = await issueToken();
    graph.plan({ kind: 'html' }, 1);

    const response = await fetch(graph.origin + list, { headers: { authorization: `Bearer ${token}` } });

    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  });

  it('strikes whom it chooses, as often as it is planned', async () => {
    const get = await signedIn();
    graph.plan(serverError(500), ({ path }) => path.startsWith('/beta'), 2);

    const statuses = [];
    for (const target of [list, betaList, list, betaList, betaList]) statuses.push((await get(target)).status);

    expect(statuses).toEqual([200, 500, 200, 500, 200]);
  });

  it('strikes the authority, too', async () => {
    graph.plan(secretExpired, ({ kind }) => kind === 'token');

    const answers = [await askForToken(), await askForToken()];

    expect(answers.map(({ status, body }) => [status, body['error_codes']])).toEqual([
      [401, [7000222]],
      [200, undefined],
    ]);
  });
});

it('keeps a log of what was asked and answered', async () => {
  const get = await signedIn();
  graph.plan({ kind: 'hang up' }, 2);

  await get(`${list}?$top=5`);
  await get(betaList).catch(() => undefined);

  expect(graph.requests.map(({ method, path, status }) => [method, path, status])).toEqual([
    ['POST', `/${exampleApp.tenant}/oauth2/v2.0/token`, 200],
    ['GET', list, 200],
    ['GET', betaList, undefined],
  ]);
});

type Body = Readonly<Record<string, unknown>>;
interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}
type Get = (target: string) => Promise<Answered>;

async function askForToken(
  fields: Readonly<Record<string, string>> = {},
  tenant: string = exampleApp.tenant,
  { origin } = graph,
): Promise<Answered> {
  const form = {
    grant_type: 'client_credentials',
    client_id: exampleApp.clientId,
    scope: `${origin}/.default`,
    client_secret: exampleApp.credential.secret,
    ...fields,
  };
  return answered(
    await fetch(`${origin}/${tenant}/oauth2/v2.0/token`, { method: 'POST', body: new URLSearchParams(form) }),
  );
}

async function issueToken(server: GraphServer = graph): Promise<string> {
  const { body } = await askForToken({}, exampleApp.tenant, server);
  return String(body['access_token']);
}

/** What gets targets, with one token for all. */
async function signedIn(server: GraphServer = graph): Promise<Get> {
  const authorization = `Bearer ${await issueToken(server)}`;
  return async (target) => answered(await fetch(new URL(target, server.origin), { headers: { authorization } }));
}

async function answered(response: Response): Promise<Answered> {
  const { status, headers } = response;
  return { status, headers, body: (await response.json()) as Body };
}

async function recordsOf(get: Get, target: string): Promise<readonly Body[]> {
  return recordsIn((await get(target)).body);
}

async function idsOf(target: string): Promise<readonly unknown[]> {
  return (await recordsOf(await signedIn(), target)).map(({ id }) => id);
}

function recordsIn(body: Body): readonly Body[] {
  return body['value'] as readonly Body[];
}

function nextOf(answer: Answered | undefined): string | undefined {
  return answer?.body['@odata.nextLink'] as string | undefined;
}

/** As who takes a link apart and puts it together again. */
function reencoded(link: string): string {
  const url = new URL(link);
  url.search = new URLSearchParams(url.search).toString();
  return url.href;
}

function publish(...signIns: readonly (readonly [id: string, time: string])[]): void {
  for (const [id, time] of signIns) publishRecord({ id, time });
}

function publishRecord(facts: Parameters<typeof graphSignIn>[0]): void {
  graph.publish([{ record: graphSignIn(facts), from: at(0) }]);
}
