import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { vi } from 'vitest';
import { environment } from '../../lambda/config/environment.ts';
import { limits } from '../../lambda/config/limits.ts';
import type { Alert } from '../../lambda/core/alert.ts';
import { connect, createTable, startDynalite } from '../servers/dynamodb.ts';
import {
  createBucket,
  createTopic,
  drain,
  type Fauxqs,
  loopback,
  putObject,
  startFauxqs,
  subscribedQueue,
} from '../servers/fauxqs.ts';

type Handler = (event: SQSEvent) => Promise<SQSBatchResponse>;

/** The functions as they run in AWS, with their real entry points; S3, SNS, SQS and DynamoDB are on loopback. */
export interface Deployed {
  readonly cloudtrail: Handler;
  readonly entra: Handler;
  /** One run of the poller. Rejects where there is none. */
  poll(): Promise<void>;
  readonly fauxqs: Fauxqs;
  readonly dynamo: DynamoDBClient;
  put(bucket: string, key: string, body: Uint8Array): Promise<void>;
  /** The alerts that came to a queue since the last look, and the mails. */
  machines(): Promise<readonly Alert[]>;
  people(): Promise<readonly { readonly Subject: string; readonly Message: string }[]>;
  remove(): Promise<void>;
}

export const logBucket = 'example-logs';
export const landingBucket = 'example-landing';

/**
 * Starts the servers, makes what the stack would make, and loads the handlers with the environment that it would set.
 * `config` is the configuration's file, `endpoints` more of the SDK's variables for servers on loopback.
 */
export async function deploy(
  config: Readonly<Record<string, unknown>> = {},
  endpoints: Readonly<Record<string, string>> = {},
): Promise<Deployed> {
  const [fauxqs, server] = await Promise.all([startFauxqs(), startDynalite()]);
  const dynamo = connect(server);
  const tableName = await createTable(dynamo);
  for (const bucket of [logBucket, landingBucket]) await createBucket(fauxqs, bucket);
  const [machineTopic, peopleTopic] = [await createTopic(fauxqs, 'machines'), await createTopic(fauxqs, 'people')];
  const machineQueue = await subscribedQueue(fauxqs, machineTopic, { name: 'machines' });
  const peopleQueue = await subscribedQueue(fauxqs, peopleTopic, {
    name: 'people',
    attributes: { RawMessageDelivery: 'false' },
  });

  const folder = mkdtempSync(join(tmpdir(), 'gatewarden-'));
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
  setEnvironment({
    [environment.tableName]: tableName,
    [environment.topicArns.machines]: machineTopic,
    [environment.topicArns.people]: peopleTopic,
    [environment.bucketOwner]: '111122223333',
    LAMBDA_TASK_ROOT: folder,
    AWS_LAMBDA_FUNCTION_NAME: 'test',
    AWS_REGION: loopback.region,
    AWS_ACCESS_KEY_ID: loopback.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: loopback.credentials.secretAccessKey,
    AWS_ENDPOINT_URL_DYNAMODB: server.endpoint,
    AWS_ENDPOINT_URL_S3: fauxqs.endpoint,
    AWS_ENDPOINT_URL_SNS: fauxqs.endpoint,
    ...endpoints,
  });
  setEnvironment({ [environment.buckets]: logBucket });
  const cloudtrail = await import('../../lambda/handlers/cloudtrail.ts');
  setEnvironment({ [environment.buckets]: landingBucket });
  const entra = await import('../../lambda/handlers/entra.ts');

  return {
    cloudtrail: (event) => invoke(cloudtrail.handler, event),
    entra: (event) => invoke(entra.handler, event),
    poll: async () => (await import('../../lambda/handlers/entra-poll.ts')).handler({}, newContext()),
    fauxqs,
    dynamo,
    put: (bucket, key, body) => putObject(fauxqs, bucket, key, body),
    machines: async () => (await drain(fauxqs, machineQueue)).map(({ Body = '' }) => JSON.parse(Body) as Alert),
    people: async () => (await drain(fauxqs, peopleQueue)).map(({ Body = '' }) => JSON.parse(Body)),
    async remove() {
      vi.unstubAllEnvs();
      vi.resetModules(); // the handlers keep what they read from the environment
      dynamo.destroy();
      await Promise.all([fauxqs.stop(), server.close()]);
      rmSync(folder, { recursive: true });
    },
  };
}

function setEnvironment(variables: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
}

async function invoke(
  handler: (event: SQSEvent, context: Context, callback: () => void) => unknown,
  event: SQSEvent,
): Promise<SQSBatchResponse> {
  return (await handler(event, newContext(), () => {})) as SQSBatchResponse;
}

function newContext(): Context {
  const end = Date.now() + limits.functionTimeoutSeconds * 1_000;
  return { awsRequestId: 'request', getRemainingTimeInMillis: () => end - Date.now() } as Context;
}
