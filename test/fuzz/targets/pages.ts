import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { graphClientWithToken } from '../../../lambda/adapters/graph/client.ts';
import { GraphRefused, GraphUnavailable } from '../../../lambda/adapters/graph/errors.ts';
import type { PagedLog } from '../../../lambda/core/ports.ts';
import { hashBy } from '../../../lambda/core/seen.ts';
import { type Duration, type Instant, parseInstant, plus, seconds } from '../../../lambda/core/time.ts';
import { rules } from '../../../lambda/rules/index.ts';
import { newSliceReading, readSlice } from '../../../lambda/sources/entra/graph/read-slice.ts';
import { graphSignIn } from '../../records.ts';
import { mutateJson } from '../mutate-json.ts';
import { hold, type Target } from '../target.ts';

const start = parseInstant('2026-11-20T12:00:00Z') as Instant;
const statuses = [200, 200, 200, 200, 200, 200, 206, 301, 400, 401, 403, 404, 429, 500, 503];

const answers = [
  {
    '@odata.context': 'x',
    value: [graphSignIn(), graphSignIn({ id: 'two', table: 'AADNonInteractiveUserSignInLogs' })],
  },
  { value: [], '@odata.nextLink': '/v1.0/auditLogs/signIns?$skiptoken=x' },
  { error: { code: 'Authentication_MSGraphPermissionMissing', message: 'attackers-words', innerError: {} } },
];

/** What answers as Graph does, or nearly so: its first byte says with which status. */
export const pages: Target = {
  name: 'pages',
  seeds: answers.flatMap((answer) =>
    [0, 9, 12].map((status) => Buffer.concat([Buffer.from([status]), Buffer.from(JSON.stringify(answer))])),
  ),
  mutate(input, other, random) {
    const status = random.chance(0.3) ? random.below(statuses.length) : (input[0] ?? 0);
    return Buffer.concat([Buffer.from([status]), mutateJson(input.subarray(1), other.subarray(1), random)]);
  },
  async check(input) {
    answer.status = statuses[(input[0] ?? 0) % statuses.length] as number;
    answer.body = input.subarray(1);
    origin ??= await listening();
    await readAll(origin);
  },
};

/** What the server answers next. */
const answer: { status: number; body: Uint8Array } = { status: 200, body: new Uint8Array() };
let origin: string | undefined;

async function readAll(origin: string): Promise<void> {
  const clock = steppedClock();
  const log = graphClientWithToken('token', { endpoint: origin, clock }).log(plus(start, seconds(300)));
  const signIns = threeTimes(log);
  const reading = newSliceReading();
  const asked = { from: start };
  const feed = { id: 'interactiveUser', version: 'v1.0' } as const;
  const request = { feed, asked, until: plus(start, seconds(200)), known: new Set<string>(), hashOf: hashBy(rules) };
  let events = 0;
  for await (const batch of readSlice(request, { signIns, clock, wanted: () => true }, reading)) events += batch.length;

  const { tally, ended } = reading;
  const skipped = [...tally.skipped.values()].reduce((sum, number) => sum + number, 0);
  hold(events === reading.events, 'every event is handed on', [events, reading.events]);
  hold(
    tally.records === events + reading.readBefore + skipped + tally.failed,
    'records = events + read before + skipped + failed',
    tally,
  );
  if (typeof ended !== 'object') return;
  const { error } = ended;
  hold(
    error instanceof GraphRefused || error instanceof GraphUnavailable,
    'only errors of Graph stop it',
    String(error),
  );
  hold(!String(error).includes('attackers-words'), 'they quote nothing', String(error));
}

/** The log, that leads nowhere after three pages. */
function threeTimes(log: PagedLog): PagedLog {
  let pagesLeft = 3;
  return {
    async page(target, until) {
      const page = await log.page(target, until);
      pagesLeft--;
      return pagesLeft > 0 ? page : { ...page, next: undefined };
    },
  };
}

/** A clock that a pause moves on, and nothing else. */
function steppedClock() {
  let now = start;
  return {
    now: () => now,
    pause: async (length: Duration) => {
      now = plus(now, length);
    },
  };
}

/** Starts a server on loopback that gives every request the same answer, and keeps no process alive. */
async function listening(): Promise<string> {
  const server = createServer((_, response) => {
    response.writeHead(answer.status, { 'content-type': 'application/json', date: 'Fri, 20 Nov 2026 12:00:00 GMT' });
    response.end(answer.body);
  });
  server.listen(0, '127.0.0.1').unref();
  server.on('connection', (socket) => socket.unref());
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return `http://127.0.0.1:${port}`;
}
