import { randomUUID } from 'node:crypto';
import { type DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { vi } from 'vitest';
import { dynamoFailedMessages } from '../../lambda/adapters/dynamodb/failed-messages.ts';
import type { FailedAttempt, FailedMessages } from '../../lambda/adapters/failed-messages.ts';
import { type QueueName, queueOutputs } from '../../lambda/config/queues.ts';
import { failuresPartition, tableKeys } from '../../lambda/config/table.ts';
import type { Instant } from '../../lambda/core/time.ts';
import type { FauxqsOptions } from '../../local/servers/fauxqs.ts';
import { gatewarden } from '../cli/gatewarden.ts';
import type { Ended, gatewardenProcess } from '../cli/run-cli.ts';
import { tempFolder } from '../cli/temp-folder.ts';
import { connect, createTable, type DynamoDbServer, startDynalite } from '../servers/dynamodb.ts';
import { type Fauxqs, loopback, startFauxqs } from '../servers/fauxqs.ts';
import { createQueuePair, type QueuePair, sendMessage } from '../servers/queues.ts';

/** The servers that all deployments of a test file share. */
export interface Servers {
  readonly fauxqs: Fauxqs;
  readonly dynamo: DynamoDBClient;
  stop(): Promise<void>;
}

/** Starts them, and names them in the environment, where the command line finds them. */
export async function startServers(queues: FauxqsOptions = {}): Promise<Servers> {
  const [fauxqs, server]: readonly [Fauxqs, DynamoDbServer] = await Promise.all([startFauxqs(queues), startDynalite()]);
  const dynamo = connect(server);
  vi.stubEnv('AWS_ENDPOINT_URL_SQS', fauxqs.endpoint);
  vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', server.endpoint);
  vi.stubEnv('AWS_REGION', loopback.region);
  vi.stubEnv('AWS_ACCESS_KEY_ID', loopback.credentials.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', loopback.credentials.secretAccessKey);
  return {
    fauxqs,
    dynamo,
    async stop() {
      vi.unstubAllEnvs();
      dynamo.destroy();
      await Promise.all([fauxqs.stop(), server.close()]);
    },
  };
}

/** What a deployment has of failed messages, empty at first. */
export interface World {
  readonly queues: Readonly<Record<QueueName, QueuePair>>;
  readonly failedMessages: FailedMessages;
  readonly outputs: Readonly<Record<string, string>>;
  /** Puts a message into a dead-letter queue, with a reason unless that is undefined; returns its id. */
  dead(queue: QueueName, body: string, reason?: Partial<FailedAttempt>): Promise<string>;
  /** Writes something else over why a message failed. */
  damage(queue: QueueName, messageId: string): Promise<void>;
  /** Runs `gatewarden redrive` with the outputs of this deployment. */
  redrive(...args: readonly string[]): Promise<Ended>;
}

export async function newWorld({ fauxqs, dynamo }: Servers): Promise<World> {
  const name = randomUUID();
  const [cloudtrail, entra] = [
    await createQueuePair(fauxqs, `${name}-cloudtrail`),
    await createQueuePair(fauxqs, `${name}-entra`),
  ];
  const queues = { cloudtrail, entra };
  const tableName = await createTable(dynamo);
  const now = (): Instant => Date.now() as Instant;
  const failedMessages = dynamoFailedMessages({ client: dynamo, tableName, now });
  const outputs = outputsOf(queues, tableName);
  return {
    queues,
    failedMessages,
    outputs,
    async dead(queue, body, reason) {
      const messageId = await sendMessage(fauxqs, queues[queue].deadLetters, { MessageBody: body });
      if (reason !== undefined) await failedMessages.note({ ...anAttempt(), queue, messageId, ...reason });
      return messageId;
    },
    async damage(queue, messageId) {
      const Key = { [tableKeys.partition]: { S: failuresPartition(queue) }, [tableKeys.sort]: { S: messageId } };
      const damaged = { UpdateExpression: 'SET failures = :x', ExpressionAttributeValues: { ':x': { S: '[3]' } } };
      await dynamo.send(new UpdateItemCommand({ TableName: tableName, Key, ...damaged }));
    },
    redrive: redriveWith(outputs),
  };
}

/** Runs `gatewarden redrive` with these outputs of a stack, within this process unless `run` is another way. */
export function redriveWith(outputs: object, run: typeof gatewardenProcess = gatewarden): World['redrive'] {
  return async (...args) => {
    using folder = tempFolder({ 'outputs.json': JSON.stringify({ Gatewarden: outputs }) });
    return await run(['redrive', '--outputs', 'outputs.json', ...args], { cwd: folder.path });
  };
}

function outputsOf(queues: World['queues'], tableName: string): Readonly<Record<string, string>> {
  const { cloudtrail, entra } = queueOutputs;
  return {
    TableName: tableName,
    [cloudtrail.source]: queues.cloudtrail.source,
    [cloudtrail.deadLetters]: queues.cloudtrail.deadLetters,
    [entra.source]: queues.entra.source,
    [entra.deadLetters]: queues.entra.deadLetters,
  };
}

/** The fifth attempt at a message, an hour ago. */
function anAttempt(): FailedAttempt {
  return {
    queue: 'cloudtrail',
    messageId: randomUUID(),
    failures: [{ object: 's3://example-logs/a.json.gz', errors: ['UnreadableObject: the gzip data is damaged'] }],
    failed: 1,
    at: (Date.now() - 3_600_000) as Instant,
    attempts: 5,
  };
}
