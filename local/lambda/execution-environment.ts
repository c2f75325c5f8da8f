import { randomBytes, randomUUID } from 'node:crypto';
import { setImmediate, setTimeout } from 'node:timers/promises';
import type { FunctionSpec, Invocation, InvocationError } from './invocation.ts';
import { startRuntimeApi } from './runtime-api.ts';
import { startRuntime } from './runtime-process.ts';
import { functionArn } from './variables.ts';

/** One process of a function, and the Runtime API that it asks for work. */
export interface ExecutionEnvironment {
  /** Whether it can take another invocation. */
  readonly alive: boolean;
  /** Runs one invocation; only one at a time. Resolves when the environment is free for the next one, or gone. */
  invoke(event: string): Promise<Invocation>;
  stop(): Promise<void>;
}

/** How long something may take that is done for an invocation. */
interface Limit {
  readonly requestId: string;
  readonly seconds: number;
  /** Where the seconds end, in milliseconds since 1970. */
  readonly deadline: number;
}

/** https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-ib */
const initSeconds = 10;

/**
 * Starts the function's process, which initialises itself meanwhile. An invocation begins when that is done and is over
 * when the runtime asks for the next one; if its time runs out or the process dies before, the environment is gone.
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
 *
 * Simpler than Lambda: an initialisation that fails is not tried a second time within the same invocation, and it may take
 * 10 seconds or the function's timeout, whichever is longer, where Lambda begins anew after the 10 seconds.
 */
export async function startEnvironment(
  spec: FunctionSpec,
  onLog: (line: string) => void,
): Promise<ExecutionEnvironment> {
  const api = await startRuntimeApi();
  const runtime = startRuntime(spec, api.address, onLog);
  let alive = true;
  const ended = runtime.ended.then((how) => {
    alive = false;
    api.close();
    return how;
  });

  /** What kept the process from being `done` in time, after which it is gone; undefined if nothing did. */
  async function failureBefore(done: Promise<unknown>, limit: Limit): Promise<Invocation | undefined> {
    const inTime = new AbortController();
    const timeout = setTimeout(Math.max(0, limit.deadline - Date.now()), timedOut(limit), { signal: inTime.signal });
    const error = await Promise.race([
      done.then(() => undefined),
      api.initFailed,
      ended.then((how) => exited(limit, how)),
      timeout.catch(() => undefined),
    ]);
    inTime.abort();
    if (error === undefined) return undefined;
    runtime.kill();
    await ended;
    onLog(`${error.errorMessage} ${error.errorType}`);
    return { ok: false, error };
  }

  return {
    get alive() {
      return alive;
    },
    async invoke(event) {
      const requestId = randomUUID();
      const unready = await failureBefore(api.asked(), within(Math.max(initSeconds, spec.timeoutSeconds), requestId));
      if (unready !== undefined) return unready;

      const limit = within(spec.timeoutSeconds, requestId);
      const answer = api.give({ ...limit, event, functionArn: functionArn(spec), traceId: newTraceId() });
      const unanswered = await failureBefore(answer, limit);
      if (unanswered !== undefined) return unanswered;

      await failureBefore(api.asked(), limit);
      await setImmediate(); // what it wrote lies in its pipe by now: taken before anybody hears that it is over
      return answer;
    },
    async stop() {
      runtime.kill();
      await ended;
    },
  };
}

function within(seconds: number, requestId: string): Limit {
  return { requestId, seconds, deadline: Date.now() + seconds * 1_000 };
}

/** In the words in which an answer of Lambda was seen: https://github.com/localstack/lambda-runtime-init has them as well. */
function timedOut({ requestId, seconds }: Limit): InvocationError {
  const what = `Task timed out after ${seconds.toFixed(2)} seconds`;
  return { errorType: 'Sandbox.Timedout', errorMessage: `RequestId: ${requestId} Error: ${what}` };
}

function exited({ requestId }: Limit, how: string): InvocationError {
  return { errorType: 'Runtime.ExitError', errorMessage: `RequestId: ${requestId} Error: ${how}` };
}

/** Not sampled. https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader */
function newTraceId(): string {
  const second = Math.floor(Date.now() / 1_000).toString(16);
  return `Root=1-${second}-${randomBytes(12).toString('hex')};Sampled=0`;
}
