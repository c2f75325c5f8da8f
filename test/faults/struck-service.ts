import { AsyncLocalStorage } from 'node:async_hooks';
import { Readable } from 'node:stream';
import { type Actor, AnswerLost } from '../contracts/telling/actor.ts';
import { type Answer, json, type Request, refusal, type Service, whole } from './http-answers.ts';
import type { Random } from './random.ts';

/** One call of a port. */
export interface Errand {
  readonly actor: Actor;
  /** Whether one of its requests had its effect, and no answer came. */
  lost: boolean;
  /** Called when it reaches the service. */
  readonly reaches?: (() => void) | undefined;
}

const errands = new AsyncLocalStorage<Errand>();

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
  reaches?: () => void,
): (...given: Given) => Promise<Result> {
  return async (...given) => {
    const errand: Errand = { actor, lost: false, reaches };
    return errands.run(errand, () =>
      call(...given).catch((cause: unknown) => {
        throw errand.lost ? new AnswerLost(true, { cause }) : cause;
      }),
    );
  };
}

/**
 * The service, each of whose requests is one step of an actor: what strikes it is an answer that refuses, a connection that
 * ends before the service did anything, or one that ends after it did. `struck` is called when the client may wait for a
 * timer, to try again.
 */
export function struckService(name: Parameters<typeof refusal>[0], service: Service, struck: () => void): Service {
  return async (request) => {
    const errand = currentErrand();
    const { actor } = errand;
    try {
      return await actor.call(() => errands.run(errand, async () => whole(await service(request))));
    } catch (error) {
      if (actor.isDead()) throw error; // which no client tries again
      struck();
      if (error instanceof AnswerLost) {
        if ((error.answer as Answer).statusCode < 300) errand.lost = true;
        throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
      }
      const answer = error instanceof Error ? refusal(name, error.name) : undefined;
      if (answer === undefined) throw error;
      return answer;
    }
  };
}

/** DynamoDB that leaves some items of a batch unprocessed now and then, as it does under load. */
export function thrifty(service: Service, random: Random, struck: () => void): Service {
  return async (request) => {
    const isBatch = request.headers['x-amz-target']?.endsWith('.BatchWriteItem');
    if (isBatch !== true || !random.chance(0.15)) return service(request);
    const { RequestItems, ...rest } = JSON.parse(new TextDecoder().decode(request.body as Uint8Array)) as {
      readonly RequestItems: Readonly<Record<string, readonly unknown[]>>;
    };
    const [table, items] = Object.entries(RequestItems)[0] as [string, readonly unknown[]];
    const taken = random.below(items.length);
    struck();
    if (taken > 0) {
      const answer = await service(withBody(request, { ...rest, RequestItems: { [table]: items.slice(0, taken) } }));
      if (answer.statusCode !== 200) return answer;
      await whole(answer);
    }
    return json(200, { UnprocessedItems: { [table]: items.slice(taken) } });
  };
}

function withBody(request: Request, value: unknown): Request {
  const body = JSON.stringify(value);
  const headers = { ...request.headers, 'content-length': String(Buffer.byteLength(body)) };
  return Object.assign(Object.create(Object.getPrototypeOf(request)), request, { headers, body });
}

/** The body in two parts, between which another step of the actor is: it may never end. */
export function inTwoParts({ statusCode, headers, body }: Answer, { call }: Actor): Answer {
  const parts = async function* (): AsyncGenerator<Uint8Array> {
    const bytes = Buffer.concat(await body.toArray());
    const half = Math.floor(bytes.length / 2);
    yield bytes.subarray(0, half);
    await call(async () => {});
    yield bytes.subarray(half);
  };
  return { statusCode, headers, body: Readable.from(parts()) };
}
