import { existsSync } from 'node:fs';
import { type ExecutionEnvironment, startEnvironment } from './execution-environment.ts';
import type { FunctionSpec, Invocation } from './invocation.ts';

export type { FunctionSpec, Invocation } from './invocation.ts';

/** A function that runs on this machine as it would in Lambda. */
export interface HostedFunction {
  /** Resolves however the invocation ends; rejects only after `stop`. The event must be what JSON can say; none is {}. */
  invoke(event: unknown): Promise<Invocation>;
  /** Ends all its processes; what still runs there ends with Runtime.ExitError. */
  stop(): Promise<void>;
}

/**
 * Hosts a function in execution environments of its own, each a process that takes one invocation at a time. They start
 * when they are needed, stay warm, and of those that are idle the one that was last used comes first. One that timed out
 * or died is replaced at the next invocation.
 * (https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html,
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html)
 *
 * Simpler than Lambda: there is no limit to how many there are, none is ever retired, none is frozen between invocations,
 * and an event or an answer may be of any size.
 *
 * Throws where there is no such folder.
 *
 * @param options `onLog` takes what the function and its runtime write, line by line, without the line's end.
 */
export function hostFunction(
  spec: FunctionSpec,
  { onLog }: { readonly onLog: (line: string) => void },
): HostedFunction {
  if (!existsSync(spec.codeFolder)) throw new Error(`function ${spec.name}: there is no folder ${spec.codeFolder}`);
  const environments = new Set<Promise<ExecutionEnvironment>>();
  const idle: ExecutionEnvironment[] = [];
  let stopped = false;

  function start(): Promise<ExecutionEnvironment> {
    const environment = startEnvironment(spec, onLog);
    environments.add(environment);
    return environment;
  }

  async function invoke(event: unknown): Promise<Invocation> {
    if (stopped) throw new Error(`function ${spec.name} is not hosted any more`);
    const environment = lastUsed(idle) ?? (await start());
    const invocation = await environment.invoke(JSON.stringify(event === undefined ? {} : event));
    if (environment.alive) idle.push(environment);
    return invocation;
  }

  return {
    invoke,
    async stop() {
      stopped = true;
      await Promise.all([...environments].map(async (environment) => (await environment).stop()));
    },
  };
}

/** Takes the environment that was used last out of the idle ones; undefined if none of them is left. */
function lastUsed(idle: ExecutionEnvironment[]): ExecutionEnvironment | undefined {
  for (;;) {
    const environment = idle.pop();
    if (environment === undefined || environment.alive) return environment;
  }
}
