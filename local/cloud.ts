import type { Assembly } from './assembly.ts';
import { type Clients, clientsOf, s3Client, sqsAs } from './clients.ts';
import { createResources } from './create-resources.ts';
import { type DeadLetter, deadLettersIn } from './dead-letters.ts';
import { newEventBridge } from './events/event-bridge.ts';
import { startFunctions } from './functions.ts';
import { dynamoDb } from './gateway/dynamodb.ts';
import { eventBridgeService } from './gateway/event-bridge.ts';
import { forwardTo } from './gateway/forward.ts';
import { startGateway } from './gateway/gateway.ts';
import type { Refusal } from './gateway/need.ts';
import { type NeedOfRole, newRefusedCalls } from './gateway/refused-calls.ts';
import { s3 } from './gateway/s3/s3.ts';
import { newVersions } from './gateway/s3/versions.ts';
import { type Secret, secretsManager } from './gateway/secrets-manager.ts';
import { sns } from './gateway/sns.ts';
import { sqs } from './gateway/sqs.ts';
import { sts } from './gateway/sts.ts';
import { untilIdle } from './idle.ts';
import type { Invocation } from './lambda/hosted-function.ts';
import { type Heard, type Listener, listen } from './listeners.ts';
import { newAnnouncer } from './notifications/announcer.ts';
import { queueContents } from './queue-contents.ts';
import { startDynalite } from './servers/dynalite.ts';
import { startFauxqs } from './servers/fauxqs.ts';
import { withForwarders } from './stack/forwarders.ts';
import { readStack, type Stack } from './stack/read-stack.ts';
import { feedSubscribedFunctions } from './subscribed-functions.ts';

export interface CloudOptions {
  /** @default - any free one */
  readonly port?: number;
  /**
   * How long a message of the stack's queues stays hidden after a delivery. With the template's 12 minutes, a second
   * attempt and a dead letter are long in coming.
   * @default - as the template has it
   */
  readonly visibilitySeconds?: number;
  /**
   * How long what failed stays hidden, from the end of its invocation on, however long that took: for tests, which then
   * need no short visibility timeout that a slow invocation outlasts.
   * @default - as in Lambda, until the visibility timeout is over
   */
  readonly retrySeconds?: number | undefined;
  /**
   * Whether schedules start their functions, at once and then every few minutes.
   * @default true
   */
  readonly schedules?: boolean;
  /**
   * More variables for every function, such as another endpoint for one service.
   * @default - none
   */
  readonly functionEnvironment?: Readonly<Record<string, string>>;
  /**
   * What Secrets Manager holds, by ARN.
   * @default - there is no Secrets Manager
   */
  readonly secrets?: ReadonlyMap<string, Secret>;
  /** Told of each thing as it happens. @default - nobody is */
  readonly on?: Partial<CloudEvents>;
}

export interface CloudEvents {
  /** A message came over a topic. */
  heard(message: Heard): void;
  refused(refusal: Refusal): void;
  /** A function wrote a line. */
  logged(functionName: string, line: string): void;
  /** Something did not work, in a sentence: a notification that was not let in, an invocation that failed. */
  trouble(sentence: string): void;
}

/** The deployed system on loopback. */
export interface Cloud {
  /** Of all its services. */
  readonly endpoint: string;
  /** What is deployed, with its names, ARNs and outputs. */
  readonly stack: Stack;
  /** Clients of somebody who may do everything. */
  readonly clients: Clients;
  /** Calls that a role's policies did not allow. */
  readonly refused: readonly Refusal[];
  /** What roles needed so far for what they did or tried, each once. */
  needed(): readonly NeedOfRole[];
  readonly troubles: readonly string[];
  /** What the functions wrote, line by line. */
  readonly logs: readonly string[];
  /** What came over a topic so far. */
  messages(listener: Listener): readonly Heard[];
  deadLetters(): Promise<readonly DeadLetter[]>;
  /** Runs a function as its schedule does. Rejects where there is none of that name. */
  invoke(functionName: string, event: unknown): Promise<Invocation>;
  /** Resolves when everything that was sent in is done, or a dead letter. Rejects with NotIdle after so long (60 s). */
  idle(longestSeconds?: number): Promise<void>;
  stop(): Promise<void>;
}

/** Starts everything that the assembly's template has. Throws TemplateFault where that has something unknown, and PortNotFree. */
export async function startCloud(assembly: Assembly, options: CloudOptions = {}): Promise<Cloud> {
  const started: (() => unknown)[] = [];
  const stop = async (): Promise<void> => {
    for (const end of started.splice(0).toReversed()) await end();
  };
  try {
    return { ...(await start(assembly, options, (end) => started.push(end))), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** `atEnd` takes what ends each thing that was started; the last is to be ended first. */
async function start(
  { config, stackName, template, forwarders, codeFolder }: Assembly,
  {
    port = 0,
    visibilitySeconds,
    retrySeconds,
    schedules = true,
    functionEnvironment = {},
    secrets,
    on = {},
  }: CloudOptions,
  atEnd: (end: () => unknown) => void,
): Promise<Omit<Cloud, 'stop'>> {
  const [troubles, logs]: [string[], string[]] = [[], []];
  const onTrouble = (sentence: string): void => {
    troubles.push(sentence);
    on.trouble?.(sentence);
  };

  const gateway = await startGateway(port, onTrouble);
  atEnd(gateway.close);
  const { endpoint } = gateway;
  const home = readStack(template, { stackName, endpoint, cloudtrail: config.cloudtrail });
  const stack = withForwarders(home, forwarders);
  const { buckets, queues, topics, tables, roles, buses } = stack;

  const [fauxqs, dynalite] = await Promise.all([startFauxqs(), startDynalite()]);
  const [toFauxqs, toDynalite] = [forwardTo(fauxqs.endpoint), forwardTo(dynalite.endpoint)];
  const [clients, behindTheGateway] = [clientsOf(endpoint), s3Client(fauxqs.endpoint)];
  atEnd(() => Promise.all([fauxqs.close(), dynalite.close()]));
  for (const forward of [toFauxqs, toDynalite]) atEnd(forward.close);
  for (const client of [...Object.values(clients), behindTheGateway]) atEnd(() => client.destroy());

  const refusedCalls = newRefusedCalls({ buckets, onRefused: (refusal) => on.refused?.(refusal) });
  const sending = { sqs: clients.sqs, sns: clients.sns, onUndelivered: onTrouble };
  const eventBridge = newEventBridge({ ...stack, ...sending, refusedCalls });
  const announcer = newAnnouncer({ ...sending, stack, eventBridge });
  const versions = newVersions(behindTheGateway);
  gateway.open({
    roles,
    refusedCalls,
    services: {
      s3: s3({ buckets, forward: toFauxqs, versions, onWritten: announcer.announce }),
      sqs: sqs({ queues, forward: toFauxqs, endpoint }),
      sns: sns({ topics, forward: toFauxqs, endpoint }),
      dynamodb: dynamoDb({ tables, forward: toDynalite }),
      events: eventBridgeService({ buses, eventBridge }),
      sts: sts(roles),
      ...(secrets !== undefined && { secretsmanager: secretsManager(secrets) }),
    },
  });
  await createResources(stack, { clients, endpoint, visibilitySeconds });
  for (const bucket of buckets) await announcer.introduce(bucket);

  const onHeard = (heard: Heard): void => on.heard?.(heard);
  const listeners = await listen(stack.outputs, clients, { endpoint, onHeard, onTrouble });
  const functions = startFunctions({
    stack,
    codeFolder,
    endpoint,
    refusedCalls,
    schedules,
    environment: functionEnvironment,
    sqsAs: (role) => sqsAs(role, endpoint),
    retry: retrySeconds === undefined ? undefined : { sqs: clients.sqs, seconds: retrySeconds },
    onLog(functionName, line) {
      logs.push(line);
      on.logged?.(functionName, line);
    },
    onTrouble,
  });
  atEnd(() => Promise.all([listeners.stop(), functions.stop()]));
  const { invoke } = functions;
  const fed = await feedSubscribedFunctions({ stack, clients, endpoint, invoke, onTrouble });
  atEnd(fed.stop);

  const contents = queueContents(fauxqs.endpoint);
  return {
    endpoint,
    stack,
    clients,
    refused: refusedCalls.all,
    needed: refusedCalls.needed,
    troubles,
    logs,
    messages: (listener) => listeners.heard.filter((heard) => heard.listener === listener),
    deadLetters: () => deadLettersIn(stack, contents),
    invoke: functions.invoke,
    idle: (longestSeconds = 60) => untilIdle({ stack, contents, running: () => functions.running }, longestSeconds),
  };
}
