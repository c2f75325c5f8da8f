import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { type Instant, minus, plus, seconds } from '../../lambda/core/time.ts';
import type { Json } from '../records.ts';
import { type Answer, authorityError, graphError, proxyPage } from './graph-answers.ts';
import { type Authority, newAuthority, type Registration } from './graph-authority.ts';
import { type Fault, throttled } from './graph-faults.ts';
import { mostRecords, signInsAnswer, unknownPath } from './graph-list.ts';
import { newReadings } from './graph-pages.ts';
import type { Publication } from './graph-sign-ins.ts';

/** Entra ID's authority and Microsoft Graph's list of sign-ins, in one server on loopback. */
export interface GraphServer {
  /** The origin of both. */
  readonly origin: string;
  readonly app: Registration;
  /** All requests so far, in the order in which they were answered. */
  readonly requests: readonly GraphRequest[];
  /** What the tenant's list of sign-ins comes to hold. */
  readonly publications: readonly Publication[];
  publish(publications: readonly Publication[]): void;
  /** Lets the requests fail that `when` chooses, or the one of this number; once, unless `times` says otherwise. */
  plan(fault: Fault, when: number | ((request: Asked) => boolean), times?: number): void;
  expireTokens(): void;
  close(): Promise<void>;
}

/** A request as it came. */
export interface Asked {
  /** Counts the requests of its kind, from 1. */
  readonly number: number;
  readonly kind: 'token' | 'signIns';
  readonly method: string;
  readonly path: string;
  /** The path and the query, to the letter. */
  readonly target: string;
}

interface GraphRequest extends Asked {
  /** What was answered; undefined where nothing was. */
  readonly status: number | undefined;
  /** The server's time at that. */
  readonly at: Instant;
  /** The sign-ins that the whole of the answer brought. */
  readonly records: readonly Json[];
}

export interface GraphOptions {
  /** The server's clock; the Date header tells it. */
  readonly now: () => Instant;
  /**
   * Whether to answer 429 to more than 5 requests in 10 seconds.
   * @default true
   */
  readonly throttling?: boolean;
  readonly app?: Registration;
  /**
   * Where to listen.
   * @default - any free port
   */
  readonly port?: number;
  /**
   * The most records of a page; who asks for more gets so many.
   * @default 1,000
   */
  readonly pageSize?: number;
}

interface Plan {
  readonly fault: Fault;
  readonly when: (request: Asked) => boolean;
  times: number;
}

/** https://learn.microsoft.com/graph/throttling-limits#identity-and-access-reports-service-limits */
const limit = { requests: 5, within: seconds(10) };

export const exampleApp = {
  tenant: '33333333-0000-4000-8000-000000000003',
  clientId: '22222222-0000-4000-8000-000000000022',
  credential: { secret: 'an example, and no secret' },
} as const;

/** Starts the server on 127.0.0.1. Rejects where the port is taken. */
export async function startGraph(options: GraphOptions): Promise<GraphServer> {
  const { now, throttling = true, app = exampleApp, port = 0, pageSize = mostRecords } = options;
  const requests: GraphRequest[] = [];
  const publications: Publication[] = [];
  const plans: Plan[] = [];
  const counts = { token: 0, signIns: 0 };
  const throttle = throttling ? newThrottle(now) : () => undefined;
  const readings = newReadings();
  let origin = '';
  const authority = newAuthority(app, { now, resource: () => origin });

  const server = createServer(async (request, response) => {
    const target = request.url ?? '';
    const path = target.split('?')[0] as string;
    const kind = path.endsWith('/token') ? 'token' : 'signIns';
    counts[kind] += 1;
    const asked: Asked = { number: counts[kind], kind, method: request.method ?? '', path, target };
    const plan = plans.find(({ when, times }) => times > 0 && when(asked));
    if (plan !== undefined) plan.times -= 1;
    if (plan?.fault.kind === 'tokens expire') authority.expireTokens();
    const answer =
      planned(plan?.fault, now()) ??
      (kind === 'token'
        ? await tokenAnswer(request, asked, authority, now())
        : (throttle() ??
          signInsAnswer(request, asked, { authority, readings, publications, pageSize, origin, now: now() })));
    const silent = plan?.fault.kind === 'stall' || plan?.fault.kind === 'hang up';
    const whole = !silent && plan?.fault.kind !== 'cut';
    const records = (whole && answer.records) || [];
    requests.push({ ...asked, status: silent ? undefined : answer.status, at: now(), records });
    response.sendDate = false;
    send(response, { ...answer, headers: { ...answer.headers, Date: new Date(now()).toUTCString() } }, plan?.fault);
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    app,
    requests,
    publications,
    publish(more) {
      for (const publication of more) publications.push(publication);
    },
    plan: (fault, when, times = 1) =>
      plans.push({
        fault,
        when: typeof when === 'number' ? ({ kind, number }) => kind === 'signIns' && number === when : when,
        times,
      }),
    expireTokens: authority.expireTokens,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function planned(fault: Fault | undefined, now: Instant): Answer | undefined {
  switch (fault?.kind) {
    case 'error':
      return graphError(fault.error, now);
    case 'authority error':
      return authorityError(fault.error, now);
    case 'html':
      return proxyPage;
    case undefined:
    case 'tokens expire':
    case 'cut':
    case 'hang up':
    case 'stall':
      return undefined;
    default:
      return fault satisfies never;
  }
}

function send(response: ServerResponse, { status, headers, body }: Answer, fault: Fault | undefined): void {
  switch (fault?.kind) {
    case 'stall':
      return;
    case 'hang up':
      response.destroy();
      return;
    case 'cut':
      response.writeHead(status, headers).write(body.slice(0, body.length / 2), () => response.destroy());
      return;
    default:
      response.writeHead(status, headers).end(body);
  }
}

async function tokenAnswer(
  request: IncomingMessage,
  asked: Asked,
  authority: Authority,
  now: Instant,
): Promise<Answer> {
  const tenant = /^\/([^/]+)\/oauth2\/v2\.0\/token$/.exec(asked.target)?.[1];
  if (asked.method !== 'POST' || tenant === undefined) return graphError(unknownPath(asked.path), now);
  return authority.token(tenant, new URLSearchParams(await text(request)));
}

/** Graph counts requests for each application and tenant; here is one. What it refuses counts, too. */
function newThrottle(now: () => Instant): () => Answer | undefined {
  let recent: Instant[] = [];
  return () => {
    recent = recent.filter((at) => at > minus(now(), limit.within));
    recent.push(now());
    const [freed] = recent.slice(-limit.requests);
    if (recent.length <= limit.requests) return undefined;
    const wait = Math.ceil((plus(freed as Instant, limit.within) - now()) / 1_000);
    return planned(throttled(String(wait)), now());
  };
}
