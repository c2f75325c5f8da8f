import type { SQSClient } from '@aws-sdk/client-sqs';
import type { Assembly } from './assembly.ts';
import { reasonOf, TemplateFault } from './errors.ts';
import type { RefusedCalls } from './gateway/refused-calls.ts';
import { here } from './here.ts';
import { mapQueue, type QueueMapping } from './lambda/event-source-mapping.ts';
import { type HostedFunction, hostFunction, type Invocation } from './lambda/hosted-function.ts';
import { runEvery } from './lambda/schedule.ts';
import type { LambdaFunction } from './stack/functions.ts';
import type { Stack } from './stack/read-stack.ts';
import type { Role } from './stack/roles.ts';

export interface FunctionsOptions {
  readonly stack: Stack;
  readonly codeFolder: Assembly['codeFolder'];
  readonly endpoint: string;
  readonly refusedCalls: RefusedCalls;
  /** Whether schedules start functions. */
  readonly schedules: boolean;
  /** More variables for every function, such as another endpoint for one service. */
  readonly environment: Readonly<Record<string, string>>;
  /** A client that signs as a role. */
  readonly sqsAs: (role: Role) => SQSClient;
  /** When what failed comes again, if not as in Lambda. */
  readonly retry: QueueMapping['retry'];
  readonly onLog: (functionName: string, line: string) => void;
  /** Told of what a queue or a schedule could not do, in a sentence. */
  readonly onTrouble: (sentence: string) => void;
}

/** The stack's functions, fed by its queues and schedules. */
export interface Functions {
  /** How many invocations are running. */
  readonly running: number;
  /** Rejects where there is no function of that name. */
  invoke(name: string, event: unknown): Promise<Invocation>;
  stop(): Promise<void>;
}

/** Hosts the functions with their roles' credentials, and starts what feeds them. */
export function startFunctions(options: FunctionsOptions): Functions {
  const { stack, refusedCalls, sqsAs, retry, onLog, onTrouble } = options;
  const hosted = new Map<string, HostedFunction>();
  let running = 0;
  for (const each of stack.functions) {
    const host = hostFunction(specOf(each, options), { onLog: (line) => onLog(each.name, line) });
    hosted.set(each.name, host);
  }

  async function invoke(name: string, event: unknown): Promise<Invocation> {
    const host = hosted.get(name);
    if (host === undefined) throw new Error(`there is no function ${name}`);
    running += 1;
    try {
      const invocation = await host.invoke(event);
      if (!invocation.ok) onTrouble(`${name} failed: ${invocation.error.errorType}: ${invocation.error.errorMessage}`);
      return invocation;
    } finally {
      running -= 1;
    }
  }

  const clients: SQSClient[] = [];
  const mappings = stack.mappings.map(({ queueArn, functionName, ...mapping }) => {
    const queue = found(stack.queues, ({ arn }) => arn === queueArn, queueArn);
    const target = found(stack.functions, ({ name }) => name === functionName, functionName);
    const sqs = sqsAs(roleOf(stack, target.roleArn));
    clients.push(sqs);
    return mapQueue({
      sqs,
      queueUrl: queue.url,
      queueArn,
      region: here.region,
      ...mapping,
      retry,
      invoke: (event) => invoke(functionName, event),
      onError: (error) => onTrouble(`polling ${queue.name} for ${functionName}: ${String(error)}`),
    });
  });
  const schedules = options.schedules
    ? stack.schedules.map(({ everyMinutes, functionArn, roleArn }) => {
        const { name } = found(stack.functions, ({ arn }) => arn === functionArn, functionArn);
        const role = roleOf(stack, roleArn);
        const run = async (): Promise<Invocation> => {
          const refusal = refusedCalls.judge({ action: 'lambda:InvokeFunction', resource: functionArn }, role);
          return refusal === undefined ? invoke(name, {}) : notInvoked;
        };
        return runEvery(everyMinutes, run, (error) => onTrouble(`${name} could not be started: ${reasonOf(error)}`));
      })
    : [];

  return {
    get running() {
      return running;
    },
    invoke,
    async stop() {
      await Promise.all([...mappings, ...schedules].map((each) => each.stop()));
      await Promise.all([...hosted.values()].map((each) => each.stop()));
      for (const client of clients) client.destroy();
    },
  };
}

const notInvoked: Invocation = {
  ok: false,
  error: { errorType: 'AccessDeniedException', errorMessage: "the schedule's role may not start the function" },
};

function specOf(each: LambdaFunction, { stack, codeFolder, endpoint, environment }: FunctionsOptions) {
  const { accessKeyId } = roleOf(stack, each.roleArn);
  return {
    name: each.name,
    codeFolder: codeFolder(each.codeKey),
    handler: each.handler,
    timeoutSeconds: each.timeoutSeconds,
    memoryMegabytes: each.memoryMegabytes,
    environment: {
      ...each.environment,
      AWS_REGION: here.region,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: 'local',
      // Of every service, those that are not here included: nothing leaves the machine for AWS.
      AWS_ENDPOINT_URL: endpoint,
      ...environment,
    },
  };
}

function roleOf({ roles }: Stack, roleArn: string): Role {
  return found(roles, ({ arn }) => arn === roleArn, roleArn);
}

function found<T>(all: readonly T[], is: (each: T) => boolean, what: string): T {
  const one = all.find(is);
  if (one === undefined) throw new TemplateFault(`the template speaks of ${what}, which is not in it`);
  return one;
}
