import { AsyncLocalStorage } from 'node:async_hooks';
import { Readable } from 'node:stream';
import { type Actor, AnswerLost } from '../contracts/telling/actor.ts';
import { type Answer, json, type Request, refusal, type Service, textOf, whole } from './http-answers.ts';
import type { Random } from './random.ts';
import type { Tally } from './tally.ts';

/** One call of a port. */
export interface Errand {
  readonly actor: Actor;
  /** Whether one of its requests had its effect, and no answer came. */
  lost: boolean;
  /** How many of its requests wait for their turn. */
  waiting: number;
  /** Called with each of its requests that reaches the service. */
  readonly reaches?: ((request: Request) => void) | undefined;
}

const errands = new AsyncLocalStorage<Errand>();

/** Those that did not end yet. */
const open = new Set<Errand>();

/** Whether some call of a port goes on without a turn: its next request, or its end, is still to come. */
export function isUnsettled(): boolean {
  return [...open].some(({ waiting, actor }) => waiting === 0 && !actor.isDead());
}

/** Forgets what a schedule left that broke off. */
export function forgetErrands(): void {
  open.clear();
}

/** Does `work` when the turn of the errand's actor comes. */
async function inTurn<Result>(errand: Errand, work: () => Promise<Result>): Promise<Result> {
  let isWaiting = true;
  const begin = (): void => {
    if (isWaiting) errand.waiting -= 1;
    isWaiting = false;
  };
  errand.waiting += 1;
  const turn = errand.actor.call(() => {
    begin();
    return errands.run(errand, work);
  });
  return turn.finally(begin);
}

/** The call in whose course this runs: all actors share their clients, as the functions of one process do. */
export function currentErrand(): Errand {
  const errand = errands.getStore();
  if (errand === undefined) throw new Error('expected to run in a call of a port');
  return errand;
}

/** The same call of a port, by an actor; where it fails after one of its requests had its effect, with AnswerLost. */
export function onErrand<Given extends readonly unknown[], Result>(
  actor: Actor,
  call: (...given: Given) => Promise<Result>,
  reaches?: (request: Request) => void,
  watched = true, // a part of an object comes in the errand that asked for the object
): (...given: Given) => Promise<Result> {
  return async (...given) => {
    const errand: Errand = { actor, lost: false, waiting: 0, reaches };
    if (watched) open.add(errand);
    return errands.run(errand, () =>
      call(...given)
        .catch((cause: unknown) => {
          throw errand.lost ? new AnswerLost(true, { cause }) : cause;
        })
        .finally(() => open.delete(errand)),
    );
  };
}

/**
 * The service, each of whose requests is one step of an actor: what strikes it is an answer that refuses, a connection that
 * ends before the service did anything, or one that ends after it did.
 */
export function struckService(name: Parameters<typeof refusal>[0], service: Service, tally: Tally): Service {
  return async (request) => {
    const errand = currentErrand();
    const { actor } = errand;
    if (!isFirstAttempt(request)) tally.add('a request made again by the client');
    try {
      return await inTurn(errand, async () => whole(await service(request)));
    } catch (error) {
      const isRefused = error instanceof AnswerLost && (error.answer as Answer).statusCode >= 300;
      if (actor.isDead()) throw isRefused ? new Error('died, and had no effect') : error; // which no client tries again
      if (error instanceof AnswerLost) {
        if (!isRefused) errand.lost = true;
        throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
      }
      const answer = error instanceof Error ? refusal(name, error.name) : undefined;
      if (answer === undefined) throw error;
      return answer;
    }
  };
}

/** https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html */
function isFirstAttempt({ headers }: Request): boolean {
  return headers['amz-sdk-request']?.startsWith('attempt=1;') !== false;
}

/**
 * DynamoDB that leaves some items of a batch unprocessed now and then, as it does under load. `left` is called with these
 * as JSON.
 */
export function thrifty(service: Service, random: Random, left: (items: string) => void): Service {
  return async (request) => {
    if (!isBatch(request) || !random.chance(0.15)) return service(request);
    const { table, items, rest } = batchIn(request);
    const taken = random.below(items.length);
    left(JSON.stringify(items.slice(taken)));
    if (taken > 0) {
      const answer = await service(withBody(request, { ...rest, RequestItems: { [table]: items.slice(0, taken) } }));
      if (answer.statusCode !== 200) return answer;
      await whole(answer);
    }
    return json(200, { UnprocessedItems: { [table]: items.slice(taken) } });
  };
}

/** The items of a request that writes a batch, as JSON; undefined of any other request. */
export function batchItems(request: Request): string | undefined {
  return isBatch(request) ? JSON.stringify(batchIn(request).items) : undefined;
}

function isBatch({ headers }: Request): boolean {
  return headers['x-amz-target']?.endsWith('.BatchWriteItem') === true;
}

/** Of one table, as all of ours are. */
function batchIn(request: Request) {
  const { RequestItems, ...rest } = JSON.parse(textOf(request)) as {
    readonly RequestItems: Readonly<Record<string, readonly unknown[]>>;
  };
  const [table, items] = Object.entries(RequestItems)[0] as [string, readonly unknown[]];
  return { table, items, rest };
}

function withBody(request: Request, value: unknown): Request {
  const body = JSON.stringify(value);
  const headers = { ...request.headers, 'content-length': String(Buffer.byteLength(body)) };
  return Object.assign(Object.create(Object.getPrototypeOf(request)), request, { headers, body });
}

/** The body in two parts, between which another step of the actor is: it may never end. */
export function inTwoParts({ statusCode, headers, body }: Answer, errand: Errand, tally: Tally): Answer {
  const parts = async function* (): AsyncGenerator<Uint8Array> {
    const bytes = Buffer.concat(await body.toArray());
    const half = Math.floor(bytes.length / 2);
    yield bytes.subarray(0, half);
    await inTurn(errand, async () => {}).catch((error: unknown) => {
      if (!errand.actor.isDead()) tally.add('an object that broke off');
      throw error;
    });
    yield bytes.subarray(half);
  };
  return { statusCode, headers, body: Readable.from(parts()) };
}
