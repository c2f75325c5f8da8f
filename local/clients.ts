import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { here, ownerCredentials } from './here.ts';
import type { Role } from './stack/roles.ts';

export interface Clients {
  readonly s3: S3Client;
  readonly sqs: SQSClient;
  readonly sns: SNSClient;
  readonly dynamo: DynamoDBClient;
}

const owner = { region: here.region, credentials: ownerCredentials } as const;

/** Clients of whoever may do everything. */
export function clientsOf(endpoint: string): Clients {
  return {
    s3: s3Client(endpoint),
    sqs: new SQSClient({ ...owner, endpoint }),
    sns: new SNSClient({ ...owner, endpoint }),
    dynamo: new DynamoDBClient({ ...owner, endpoint }),
  };
}

export function s3Client(endpoint: string): S3Client {
  return new S3Client({ ...owner, endpoint, forcePathStyle: true });
}

/** The same for SNS in another Region: there a topic is made. */
export function snsIn(region: string, endpoint: string): SNSClient {
  return new SNSClient({ ...owner, region, endpoint });
}

/** What polls a queue in the name of a function's role. */
export function sqsAs({ accessKeyId }: Role, endpoint: string): SQSClient {
  return new SQSClient({ region: here.region, endpoint, credentials: { ...ownerCredentials, accessKeyId } });
}
