import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { GraphRefused, GraphUnavailable } from '../../../lambda/adapters/graph/errors.ts';
import { type GraphLog, graphLog } from '../../../lambda/adapters/graph/graph-log.ts';
import { graphPace, type Pace } from '../../../lambda/adapters/graph/pace.ts';
import type { Tokens } from '../../../lambda/adapters/graph/tokens.ts';
import type { LogPage } from '../../../lambda/core/ports.ts';
import { type Instant, latestInstant, minutes, parseInstant, plus, seconds } from '../../../lambda/core/time.ts';
import { type FakeClock, fakeClock, start } from './fake-clock.ts';
import {
  type Answering,
  cut,
  graphError,
  hangUp,
  json,
  type Loopback,
  silence,
  startLoopback,
  text,
} from './loopback.ts';
import { keyText, selfSigned } from './self-signed.ts';

const signIns = '/v1.0/auditLogs/signIns?$top=1000';
const deadline = plus(start, minutes(4));
const page = (...records: readonly unknown[]): Answering => json(200, { value: records });

let graph: Loopback;
let elsewhere: Loopback;
let clock: FakeClock;
let discarded: string[];

beforeAll(async () => {
  [graph, elsewhere] = await Promise.all([startLoopback(), startLoopback()]);
});

beforeEach(() => {
  clock = fakeClock();
  discarded = [];
});

afterEach(() => graph.answer());

afterAll(() => Promise.all([graph.stop(), elsewhere.stop()]));

/** Where a page has until the end of the run, unless a test says otherwise. */
interface LogWithoutHurry extends Pick<GraphLog, 'counts'> {
  page(target: string, until?: Instant): Promise<LogPage>;
}

/** Gives out `token-0` until it is discarded, then `token-1`, and so on. */
function tokens(): Tokens {
  return {
    get: async () => `token-${discarded.length}`,
    discard: (token) => void discarded.push(token),
  };
}

function log(options: Partial<Parameters<typeof graphLog>[0]> = {}): LogWithoutHurry {
  const all = { endpoint: graph.url, tokens: tokens(), pace: graphPace(clock), clock, deadline, ...options };
  const { counts, page } = graphLog(all);
  return { counts, page: (target, until = latestInstant) => page(target, until) };
}

const unpaced: Pace = { turn: async () => {}, pauseUntil: () => {} };

/** What the server was asked since the test began, as `answer` replaces the answers only. */
async function asked(reading: () => Promise<unknown>) {
  const before = graph.heard.length;
  await reading().catch(() => undefined);
  return graph.heard.slice(before);
}

describe('a page', () => {
  it('is asked for with the token, and comes with its records and the time of the service', async () => {
    graph.answer(json(200, { value: [{ id: 'a' }, { id: 'b' }] }, { date: 'Fri, 20 Nov 2026 10:00:07 GMT' }));
    const reader = log();

    const [request] = await asked(async () => {
      const read = await reader.page(signIns);
      expect(read).toEqual({
        records: [{ id: 'a' }, { id: 'b' }],
        next: undefined,
        servedAt: parseInstant('2026-11-20T10:00:07Z'),
      });
    });

    expect(request).toMatchObject({
      method: 'GET',
      url: signIns,
      headers: { authorization: 'Bearer token-0', accept: 'application/json', 'user-agent': 'gatewarden' },
    });
    expect(reader.counts).toEqual({ pages: 1, throttles: 0 });
  });

  it('leads to the next one, whose address is sent as it came', async () => {
    const next = `${graph.url}/v1.0/auditLogs/signIns?$top=2&$skiptoken=ab%2Fcd+ef==_%7c'x'&%24filter=a%20eq%20b`;
    graph.answer(json(200, { value: [], '@odata.nextLink': next }), page({ id: 'c' }));
    const reader = log();

    const [, second] = await asked(async () => {
      const first = await reader.page(signIns);
      expect(first.next).toBe(next);
      await reader.page(next);
    });

    // The URL standard lets no apostrophe into a query as it is; %27 means the same to every server.
    expect(`${graph.url}${second?.url}`).toBe(next.replaceAll("'", '%27'));
    expect(reader.counts.pages).toBe(2);
  });

  it('that leads to itself is the last one, and no success', async () => {
    const next = `${graph.url}/v1.0/auditLogs/signIns?$skiptoken=ab`;
    graph.answer(json(200, { value: [{ id: 'a' }], '@odata.nextLink': next }));
    const reader = log();

    expect((await reader.page(signIns)).next).toBe(next);
    const reading = reader.page(next);

    await expect(reading).rejects.toThrow(GraphUnavailable);
    await expect(reading).rejects.toThrow('the page after this one is the same again');
  });

  it('of an empty tenant is empty, and its time unknown where the service told none', async () => {
    graph.answer((response) => {
      response.sendDate = false;
      response.end('{"value":[]}');
    });

    const read = await log().page(signIns);

    expect(read).toEqual({ records: [], next: undefined, servedAt: undefined });
  });
});

describe('the token', () => {
  it.each([
    ['of another host', () => `${elsewhere.url}/v1.0/auditLogs/signIns?$skiptoken=x`],
    ['of another scheme', () => graph.url.replace('http:', 'https:')],
    ['with a user', () => graph.url.replace('http://', 'http://graph@')],
    ['of a host that begins like ours', () => `${graph.url}.example.com/`],
    ['that is none', () => 'signIns'],
  ])('goes to no address %s', async (_, target) => {
    elsewhere.answer(page());
    graph.answer(page());

    const requests = await asked(() => expect(log().page(target())).rejects.toThrow(/the token goes nowhere else/));

    expect(requests).toEqual([]);
    expect(elsewhere.heard).toEqual([]);
  });

  it('goes to the endpoint where a path looks like a host', async () => {
    graph.answer(page());

    const [request] = await asked(() => log().page('//example.com/v1.0'));

    expect(request?.url).toBe('//example.com/v1.0');
  });

  it.each([301, 302, 307, 308])('does not follow a redirect %i', async (status) => {
    elsewhere.answer(page());
    graph.answer(text(status, '', { location: `${elsewhere.url}/` }));

    const reading = log().page(signIns);

    await expect(reading).rejects.toThrow(GraphRefused);
    await expect(reading).rejects.toThrow(/sent us elsewhere/);
    expect(elsewhere.heard).toEqual([]);
  });

  it('that ends in the middle is replaced, and the page asked for again', async () => {
    graph.answer(page({ id: 'a' }), graphError('InvalidAuthenticationToken', 401), page({ id: 'b' }));
    const reader = log();

    const requests = await asked(async () => {
      await reader.page(signIns);
      expect((await reader.page('/second')).records).toEqual([{ id: 'b' }]);
    });

    expect(requests.map(({ url, headers }) => [url, headers.authorization])).toEqual([
      [signIns, 'Bearer token-0'],
      ['/second', 'Bearer token-0'],
      ['/second', 'Bearer token-1'],
    ]);
    expect(discarded).toEqual(['token-0']);
    expect(clock.pauses).toEqual([]);
  });

  it('is replaced once for each page, and a second refusal is the last', async () => {
    graph.answer(graphError('InvalidAuthenticationToken', 401));
    const reader = log();

    for (const tokensUsed of [2, 4]) {
      const reading = reader.page(signIns);
      await expect(reading).rejects.toMatchObject({ name: 'GraphRefused', code: 'InvalidAuthenticationToken' });
      expect(discarded).toHaveLength(tokensUsed);
    }
  });
});

it('a token that no header can hold is not sent, and not shown', async () => {
  const ill = { get: async () => 'QwErTy\nUiOpAs', discard: () => {} };

  const requests = await asked(async () => {
    const error = await log({ tokens: ill })
      .page(signIns)
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'GraphRefused', code: 'TokenUnusable', cause: undefined });
    expect(inspect(error)).not.toMatch(/QwErTy|UiOpAs/);
  });

  expect(requests).toEqual([]);
});

describe('too many requests', () => {
  it.each([
    ['seconds', 429, { 'retry-after': '17' }, 17],
    ['a broken number of seconds', 429, { 'retry-after': '1.5' }, 1.5],
    ['no time at all', 429, { 'retry-after': '0' }, 1],
    ['a date, by our clock', 429, { 'retry-after': 'Fri, 20 Nov 2026 10:00:20 GMT', date: '' }, 20],
    [
      'a date, by its own clock, which is an hour ahead',
      429,
      { 'retry-after': 'Fri, 20 Nov 2026 11:00:20 GMT', date: 'Fri, 20 Nov 2026 11:00:05 GMT' },
      15,
    ],
    ['a date that has passed', 429, { 'retry-after': 'Fri, 20 Nov 2026 09:59:00 GMT', date: '' }, 1],
    ['unavailable for a while', 503, { 'retry-after': '30' }, 30],
  ])('are told as %s, which is waited for', async (_, status, headers, wait) => {
    graph.answer(text(status, '', headers), page({ id: 'a' }));
    const reader = log();

    const read = await reader.page(signIns);

    expect(read.records).toEqual([{ id: 'a' }]);
    expect(clock.pauses).toEqual([wait]);
    expect(reader.counts).toEqual({ pages: 1, throttles: 1 });
  });

  it.each([
    ['none', {}],
    ['one that cannot be read', { 'retry-after': 'soon' }],
  ])(
    'with %s Retry-After are waited for longer and longer, eight seconds at most, again and again',
    async (_, headers) => {
      graph.answer(...Array.from({ length: 7 }, () => text(429, '', headers)), page());
      const reader = log({ pace: unpaced });

      await reader.page(signIns);

      expect(clock.pauses).toEqual([1, 2, 4, 8, 8, 8, 8]);
      expect(reader.counts.throttles).toBe(7);
    },
  );

  it('are waited for before the deadline only, and else given up at once', async () => {
    graph.answer(text(429, '', { 'retry-after': '240' }));
    const reader = log();

    const reading = reader.page(signIns);

    await expect(reading).rejects.toThrow(GraphUnavailable);
    await expect(reading).rejects.toThrow(
      /would have to wait 240 s, until 2026-11-20T10:04:00Z, which is longer than the reading lasts: too many/,
    );
    expect(clock.pauses).toEqual([]);
    expect(reader.counts.throttles).toBe(1);
  });
});

describe('what Graph says of its time', () => {
  it('goes for every page of every log at the same pace', async () => {
    const pace = graphPace(clock);
    graph.answer(text(429, '', { 'retry-after': '90' }), page({ id: 'a' }));
    const soon = plus(start, minutes(1));

    const requests = await asked(async () => {
      await expect(log({ pace }).page(signIns, soon)).rejects.toThrow(/until 2026-11-20T10:01:30Z/);
      await expect(log({ pace }).page('/other', soon)).rejects.toThrow(/no request before 2026-11-20T10:01:30Z/);
      expect((await log({ pace }).page('/other')).records).toEqual([{ id: 'a' }]);
    });

    expect(requests.map(({ url }) => url)).toEqual([signIns, '/other']);
    expect(clock.pauses).toEqual([90]);
  });

  it('counts from its answer', async () => {
    const pace = graphPace(clock);
    graph.answer((response, request) => {
      clock.advance(seconds(7));
      text(429, '', { 'retry-after': '20' })(response, request);
    }, page());

    await log({ pace }).page(signIns);

    expect(clock.now()).toBe(plus(start, seconds(27)));
  });
});

describe('what passes by itself', () => {
  it.each([
    ['a server error', text(500, 'oops')],
    ['a bad gateway', text(502, '<html>Bad Gateway</html>')],
    ['unavailability without a time', json(503, { error: { code: 'ServiceUnavailable' } })],
    ['a timeout of the gateway', text(504, '')],
    ['a timeout of the request', text(408, '')],
    ['a connection that closes', hangUp],
    ['a body that is cut', cut],
    ["a proxy's page", text(200, '<html>Please sign in to the guest network</html>', { 'content-type': 'text/html' })],
    ['half a JSON', text(200, '{"value":[{"id":"a"}')],
    ['nothing', text(200, '')],
    ['no content', text(204, '')],
  ])('%s is tried again, five times in all', async (_, failing) => {
    graph.answer(failing, failing, failing, failing, page({ id: 'a' }));

    const read = await log().page(signIns);

    expect(read.records).toEqual([{ id: 'a' }]);
    expect(clock.pauses).toEqual([1, 2, 4, 8]);

    graph.answer(failing);
    const reading = log().page(signIns);

    await expect(reading).rejects.toThrow(GraphUnavailable);
    await expect(reading).rejects.toThrow(/^reading from Graph failed 5 times: /);
  });

  it('leaves its cause', async () => {
    graph.answer(cut);

    const error = await log()
      .page(signIns)
      .catch((thrown: unknown) => thrown);

    expect(error).toMatchObject({
      message: /the connection with 127\.0\.0\.1:\d+ failed/,
      cause: { message: 'terminated' },
    });
  });

  it('names what the system calls it', async () => {
    const closed = await startLoopback();
    await closed.stop();

    const reading = log({ endpoint: closed.url }).page(signIns);

    await expect(reading).rejects.toThrow(/the connection with 127\.0\.0\.1:\d+ failed \(ECONNREFUSED\)$/);
  });

  it('names what is wrong with a certificate', async () => {
    const { certificate, privateKey } = selfSigned();
    const server = createServer({ cert: certificate, key: keyText(privateKey) });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;

    const reading = log({ endpoint: `https://127.0.0.1:${port}` }).page(signIns);

    await expect(reading).rejects.toThrow(/failed \(DEPTH_ZERO_SELF_SIGNED_CERT\)$/);
  });

  it('counts a silence, which is broken off', async () => {
    graph.answer(silence, page({ id: 'a' }));

    const read = await log({ timeout: seconds(0.05) }).page(signIns);

    expect(read.records).toEqual([{ id: 'a' }]);
  });

  it('counts a body that stops to come', async () => {
    graph.answer((response) => void response.writeHead(200).write('{"value":['), page({ id: 'a' }));

    const read = await log({ timeout: seconds(0.2) }).page(signIns);

    expect(read.records).toEqual([{ id: 'a' }]);
  });

  it('takes no longer than the run lasts', async () => {
    graph.answer(text(500, ''));
    const reading = log({ deadline: plus(start, seconds(7)) }).page(signIns);

    await expect(reading).rejects.toThrow(/would have to wait 4 s.*Graph answered HTTP 500/);
    expect(clock.pauses).toEqual([1, 2]);
  });

  it('takes no longer than its page may', async () => {
    graph.answer(text(500, ''));
    const reading = log().page(signIns, plus(start, seconds(7)));

    await expect(reading).rejects.toThrow(
      /would have to wait 4 s, until 2026-11-20T10:00:07Z.*Graph answered HTTP 500/,
    );
    expect(clock.pauses).toEqual([1, 2]);
  });

  it('takes no request longer than its page may', async () => {
    graph.answer(silence);

    const reading = log().page(signIns, plus(start, seconds(0.1)));

    await expect(reading).rejects.toThrow(/did not answer in 0\.1 s/);
  });

  it('takes no request longer than the run lasts', async () => {
    graph.answer(silence);
    const began = performance.now();

    const reading = log({ deadline: plus(start, seconds(0.1)) }).page(signIns);

    await expect(reading).rejects.toThrow(/did not answer in 0\.1 s/);
    expect(performance.now() - began).toBeLessThan(20_000);
  });

  it('is not tried where no time is left', async () => {
    const requests = await asked(() =>
      expect(log({ deadline: start }).page(signIns)).rejects.toThrow(GraphUnavailable),
    );

    expect(requests).toEqual([]);
  });

  it('is the age of a page, which is read from the start at the next run', async () => {
    graph.answer(graphError('Directory_ExpiredPageToken', 400));

    await expect(log().page(signIns)).rejects.toThrow(GraphUnavailable);
  });

  it('is asked for at no more than five requests in ten seconds', async () => {
    const times: number[] = [];
    const noted =
      (answer: Answering): Answering =>
      (response, request) => {
        times.push((clock.now() - start) / 1_000);
        answer(response, request);
      };
    graph.answer(
      noted(text(500, '')),
      noted(graphError('x', 401)),
      noted(text(429, '', { 'retry-after': '1' })),
      noted(page()),
    );
    const reader = log();

    for (let request = 0; request < 4; request++) await reader.page(signIns);

    expect(times).toEqual([0, 1, 1, 2, 2, 10, 11]);
  });
});

describe('what answers and is no page', () => {
  it.each([
    ['no list', { value: { id: 'a' } }, /its value is no list/],
    ['no value', { records: [] }, /its value is no list/],
    ['null', null, /its value is no list/],
    ['a list', [{ id: 'a' }], /its value is no list/],
    ['a next link that is no text', { value: [], '@odata.nextLink': { href: '/x' } }, /its @odata.nextLink is no text/],
    ['a next link that is null', { value: [], '@odata.nextLink': null }, /its @odata.nextLink is no text/],
  ])('is refused: %s', async (_, body, message) => {
    graph.answer(json(200, body));

    const reading = log().page(signIns);

    await expect(reading).rejects.toThrow(GraphRefused);
    await expect(reading).rejects.toThrow(message);
  });

  it('is refused where its body has no end, packed or not', async () => {
    const bomb = gzipSync(Buffer.alloc(65 * 1024 * 1024, ' '));
    graph.answer((response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb));

    const reading = log().page(signIns);

    await expect(reading).rejects.toMatchObject({ name: 'GraphRefused', code: 'AnswerTooLarge' });
  });
});

describe('a refusal', () => {
  it.each([
    ['Authentication_RequestFromNonPremiumTenantOrB2CTenant', 403, /P1 or P2 licence/],
    ['Authentication_MSGraphPermissionMissing', 403, /AuditLog\.Read\.All.*consent.*Directory\.Read\.All/],
    ['Authorization_RequestDenied', 403, /AuditLog\.Read\.All/],
    ['Authentication_ApplicationHasNoDirectoryReadAccess', 403, /Directory\.Read\.All/],
    ['Authorization_IdentityNotFound', 401, /az ad sp create/],
    ['InvalidAuthenticationToken', 401, /the same cloud/],
    ['SomethingNew', 403, /AuditLog\.Read\.All/],
    ['BadRequest', 400, /HTTP 400.*learn\.microsoft\.com\/graph\/errors/],
    ['constructor', 404, /HTTP 404/],
  ])('%s says what to do', async (code, status, message) => {
    graph.answer(graphError(code, status));

    const reading = log().page(signIns);

    await expect(reading).rejects.toMatchObject({ name: 'GraphRefused', code });
    await expect(reading).rejects.toThrow(message);
  });

  it('without a code that could be one has the HTTP status', async () => {
    graph.answer(json(404, { error: { code: 'a <b> c', message: 'x' } }));

    await expect(log().page(signIns)).rejects.toMatchObject({ code: 'HTTP 404' });
  });
});
