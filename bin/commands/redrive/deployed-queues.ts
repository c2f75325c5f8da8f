import { SQSClient } from '@aws-sdk/client-sqs';
import { dynamoFailedMessages } from '../../../lambda/adapters/dynamodb/failed-messages.ts';
import type { FailedMessages } from '../../../lambda/adapters/failed-messages.ts';
import type { QueueName } from '../../../lambda/config/queues.ts';
import { type AwsOptions, deployedTable } from '../deployed/table.ts';
import { type HeldQueue, holding } from './dead-letter-queue.ts';
import type { Deployment } from './deployment.ts';
import { sqsDeadLetters } from './sqs-queue.ts';

/** What a deployment holds of failed messages. */
export interface FailedOfDeployment {
  readonly failedMessages: FailedMessages;
  readonly queues: ReadonlyMap<QueueName, HeldQueue>;
}

/** The queues and the table are in one region: the stack's own, else as the AWS tools have it. */
export function deployedQueues(
  { tableName, queues, region: ofStack }: Deployment,
  { region = ofStack, profile }: AwsOptions,
): FailedOfDeployment {
  const client = new SQSClient({
    useQueueUrlAsEndpoint: false, // else AWS_ENDPOINT_URL_SQS would not count
    ...(region !== undefined && { region }),
    ...(profile !== undefined && { profile }),
  });
  return {
    failedMessages: dynamoFailedMessages(deployedTable(tableName, { region, profile })),
    queues: new Map([...queues].map(([name, urls]) => [name, holding(sqsDeadLetters(client, urls))])),
  };
}
