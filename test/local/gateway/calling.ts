import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { afterAll } from 'vitest';
import type { Clients } from '../../../local/clients.ts';
import type { Cloud } from '../../../local/cloud.ts';
import type { Queue } from '../../../local/stack/queues.ts';

/** What ends with the tests of one file. */
export interface OfThisFile {
  /** Stops the cloud when all tests of the file are done. */
  stopAfterwards(cloud: Cloud): Cloud;
  /** Clients that sign as the role whose name has this in it, and that try nothing twice. */
  clientsAs(cloud: Cloud, roleName: string): Clients;
}

/** For the tests of one file, which has to call it: this module is loaded once for all files of a worker. */
export function ofThisFile(): OfThisFile {
  const started: Cloud[] = [];
  const clients: Clients[] = [];

  afterAll(async () => {
    for (const client of clients.flatMap((each) => Object.values(each))) client.destroy();
    await Promise.all(started.map((cloud) => cloud.stop()));
  });

  return {
    stopAfterwards(cloud) {
      started.push(cloud);
      return cloud;
    },
    clientsAs(cloud, roleName) {
      const made = newClientsAs(cloud, roleName);
      clients.push(made);
      return made;
    },
  };
}

function newClientsAs({ endpoint, stack }: Cloud, roleName: string): Clients {
  const role = stack.roles.find(({ name }) => name.includes(roleName));
  if (role === undefined) throw new Error(`there is no role ${roleName}`);
  const credentials = { accessKeyId: role.accessKeyId, secretAccessKey: 'local' };
  const common = { endpoint, region: 'us-east-1', credentials, maxAttempts: 1 };
  return {
    s3: new S3Client(common),
    sqs: new SQSClient(common),
    sns: new SNSClient(common),
    dynamo: new DynamoDBClient(common),
  };
}

/** What a call that fails is called, with its status. */
export async function failureOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return 'none';
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const metadata: unknown = Reflect.get(error, '$metadata');
    const status: unknown =
      typeof metadata === 'object' && metadata !== null && Reflect.get(metadata, 'httpStatusCode');
    return `${String(status)} ${error.name}`;
  }
}

/** The first of the stack's names that has this in it. */
export function nameWith(all: readonly { readonly name: string }[], part: string): string {
  const found = all.find(({ name }) => name.includes(part));
  if (found === undefined) throw new Error(`there is no ${part}`);
  return found.name;
}

/** The queue whose logical id ends so, without the CDK's hash. */
export function queueOf({ stack }: Pick<Cloud, 'stack'>, logicalId: string): Queue {
  const found = stack.queues.find((queue) => queue.logicalId.replace(/[0-9A-F]{8}$/, '').endsWith(logicalId));
  if (found === undefined) throw new Error(`there is no queue ${logicalId}`);
  return found;
}
