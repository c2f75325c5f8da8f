import type { Clock } from '../../core/ports.ts';
import { type Duration, formatInstant, type Instant, plus, seconds } from '../../core/time.ts';
import { type GraphRefused, GraphUnavailable } from './errors.ts';

/** What became of one attempt. */
export type Attempt<Result> =
  | { readonly kind: 'done'; readonly result: Result }
  /** Too many requests: again, however often. */
  | Throttled
  /** Something that passes by itself. */
  | Failed
  /** A no that the service may take back, as it has not heard yet of what it asks for: again after each of `delays`. */
  | { readonly kind: 'refused'; readonly refusal: GraphRefused; readonly delays: readonly Duration[] };

export interface Throttled {
  readonly kind: 'throttled';
  /** The service's own, where it told one. */
  readonly wait: Duration | undefined;
}

export interface Failed {
  readonly kind: 'failed';
  readonly reason: string;
  readonly cause?: unknown;
}

type Undone = Exclude<Attempt<never>, { readonly kind: 'done' }>;

const backoff = [1, 2, 4, 8].map(seconds);
const longestBackoff = seconds(8);

/**
 * Attempts until it is done. Rejects with the refusal, where there is one, and with GraphUnavailable after the last delay,
 * and as soon as a wait would end at the deadline or later. `what` begins the message: `reading the sign-ins`.
 */
export async function persist<Result>(
  { what, clock, deadline }: { readonly what: string; readonly clock: Clock; readonly deadline: Instant },
  attempt: () => Promise<Attempt<Result>>,
): Promise<Result> {
  const soFar = { throttled: 0, failed: 0, refused: 0 };
  for (;;) {
    const outcome = await attempt();
    if (outcome.kind === 'done') return outcome.result;
    const delay = delayAfter(outcome, soFar[outcome.kind]++);
    if (delay === undefined) throw givenUp(outcome, `${what} failed ${soFar[outcome.kind]} times`);
    const again = plus(clock.now(), delay);
    if (again >= deadline) {
      const wait = `would have to wait ${delay / 1_000} s, until ${formatInstant(again)}`;
      throw givenUp(outcome, `${what} ${wait}, which is longer than the reading lasts`);
    }
    await clock.pause(delay);
  }
}

function delayAfter(outcome: Undone, before: number): Duration | undefined {
  switch (outcome.kind) {
    case 'throttled':
      return outcome.wait ?? backoff[before] ?? longestBackoff;
    case 'failed':
      return backoff[before];
    case 'refused':
      return outcome.delays[before];
    default:
      return outcome satisfies never;
  }
}

function givenUp(outcome: Undone, message: string): GraphRefused | GraphUnavailable {
  switch (outcome.kind) {
    case 'throttled':
      return new GraphUnavailable(`${message}: too many requests`);
    case 'failed':
      return new GraphUnavailable(`${message}: ${outcome.reason}`, { cause: outcome.cause });
    case 'refused':
      return outcome.refusal;
    default:
      return outcome satisfies never;
  }
}
