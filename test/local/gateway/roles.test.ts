import {
  BatchWriteItemCommand,
  GetItemCommand,
  QueryCommand,
  ScanCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { PublishCommand } from '@aws-sdk/client-sns';
import { ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Config, defaultConfig } from '../../../lambda/config/schema.ts';
import type { Clients } from '../../../local/clients.ts';
import { type Cloud, startCloud } from '../../../local/cloud.ts';
import { existingTrail, type Properties } from '../../lib/synthesise.ts';
import { type Changeable, withoutFunctions, withoutGrant } from '../assemblies.ts';
import { failureOf, nameWith, ofThisFile, queueOf } from './calling.ts';

const { clientsAs, stopAfterwards } = ofThisFile();

interface Calling {
  readonly cloud: Cloud;
  readonly detector: Clients;
  readonly sweeper: Clients;
  readonly table: string;
  readonly bucket: string;
}

type Call = (calling: Calling) => Promise<unknown>;

const key = 'AWSLogs/111122223333/CloudTrail/a.json.gz';
const item = { pk: { S: 'a' }, sk: { S: 'b' } };

async function start(config: Config, change?: (template: Changeable) => void): Promise<Calling> {
  const cloud = stopAfterwards(await startCloud(withoutFunctions(config, change)));
  const [detector, sweeper] = [clientsAs(cloud, 'CloudTrailDetector'), clientsAs(cloud, 'SweeperRole')];
  const table = nameWith(cloud.stack.tables, 'State');
  return { cloud, detector, sweeper, table, bucket: nameWith(cloud.stack.buckets, 'cloudtrail') };
}

const read: Call = ({ detector, bucket }) => detector.s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
const queryTable: Call = ({ sweeper, table }) => sweeper.dynamo.send(query(table));
const queryIndex: Call = ({ sweeper, table }) => sweeper.dynamo.send(query(table, 'due'));
const receive: Call = ({ cloud, detector }) =>
  detector.sqs.send(new ReceiveMessageCommand({ QueueUrl: queueOf(cloud, 'CloudTrailQueue').url }));
const publish: Call = ({ cloud, sweeper }) =>
  sweeper.sns.send(new PublishCommand({ TopicArn: cloud.stack.outputs.get('MachineTopicArn'), Message: '{}' }));

function query(TableName: string, IndexName?: string): QueryCommand {
  return new QueryCommand({
    TableName,
    ...(IndexName !== undefined && { IndexName }),
    KeyConditionExpression: '#p = :p',
    ExpressionAttributeNames: { '#p': IndexName === undefined ? 'pk' : 'dueOn' },
    ExpressionAttributeValues: { ':p': { S: 'a' } },
  });
}

describe('a function', () => {
  let calling: Calling;

  beforeAll(async () => {
    calling = await start(defaultConfig);
    const { cloud, bucket } = calling;
    await cloud.clients.s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: 'text' }));
  });

  it.each<[string, Call]>([
    ['read its objects', read],
    [
      'change an item',
      ({ detector, table }) => detector.dynamo.send(new UpdateItemCommand({ TableName: table, Key: item })),
    ],
    [
      'write items together',
      ({ detector, table }) =>
        detector.dynamo.send(
          new BatchWriteItemCommand({ RequestItems: { [table]: [{ PutRequest: { Item: item } }] } }),
        ),
    ],
    ['query its table', queryTable],
    ['query its index', queryIndex],
    ['publish', publish],
    ['receive', receive],
  ])('may do what its role may do: %s', async (_, call) => {
    const before = calling.cloud.refused.length;

    const failed = await failureOf(call(calling));

    expect([failed, calling.cloud.refused.length]).toEqual(['none', before]);
  });

  it.each<[string, Call, string, string, (calling: Calling) => string]>([
    [
      'another action on its objects',
      ({ detector, bucket }) => detector.s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: 'b' })),
      '403 AccessDenied',
      's3:PutObject',
      ({ bucket }) => `arn:aws:s3:::${bucket}/${key}`,
    ],
    [
      'an object outside its prefix',
      ({ detector, bucket }) => detector.s3.send(new GetObjectCommand({ Bucket: bucket, Key: 'elsewhere' })),
      '403 AccessDenied',
      's3:GetObject',
      ({ bucket }) => `arn:aws:s3:::${bucket}/elsewhere`,
    ],
    [
      "another function's bucket",
      ({ detector }) =>
        detector.s3.send(new ListObjectsV2Command({ Bucket: 'gatewarden-entra-111122223333-us-east-1' })),
      '403 AccessDenied',
      's3:ListBucket',
      () => 'arn:aws:s3:::gatewarden-entra-111122223333-us-east-1',
    ],
    [
      'an index that is for another',
      ({ detector, table }) => detector.dynamo.send(query(table, 'due')),
      '400 AccessDeniedException',
      'dynamodb:Query',
      ({ table }) => `arn:aws:dynamodb:us-east-1:111122223333:table/${table}/index/due`,
    ],
    [
      'an item by itself, which nobody reads who reads nothing again',
      ({ detector, table }) => detector.dynamo.send(new GetItemCommand({ TableName: table, Key: item })),
      '400 AccessDeniedException',
      'dynamodb:GetItem',
      ({ table }) => `arn:aws:dynamodb:us-east-1:111122223333:table/${table}`,
    ],
    [
      'a scan',
      ({ detector, table }) => detector.dynamo.send(new ScanCommand({ TableName: table })),
      '400 AccessDeniedException',
      'dynamodb:Scan',
      ({ table }) => `arn:aws:dynamodb:us-east-1:111122223333:table/${table}`,
    ],
    [
      "the operators' topic",
      ({ cloud, detector }) =>
        detector.sns.send(new PublishCommand({ TopicArn: cloud.stack.outputs.get('OperatorTopicArn'), Message: 'a' })),
      '403 AuthorizationErrorException',
      'sns:Publish',
      ({ cloud }) => String(cloud.stack.outputs.get('OperatorTopicArn')),
    ],
    [
      'a message of its own',
      ({ cloud, detector }) =>
        detector.sqs.send(
          new SendMessageCommand({ QueueUrl: queueOf(cloud, 'CloudTrailQueue').url, MessageBody: 'a' }),
        ),
      '403 AccessDenied',
      'sqs:SendMessage',
      ({ cloud }) => queueOf(cloud, 'CloudTrailQueue').arn,
    ],
    [
      "another function's queue",
      ({ cloud, detector }) =>
        detector.sqs.send(new ReceiveMessageCommand({ QueueUrl: queueOf(cloud, 'EntraQueue').url })),
      '403 AccessDenied',
      'sqs:ReceiveMessage',
      ({ cloud }) => queueOf(cloud, 'EntraQueue').arn,
    ],
  ])('is refused %s, as the service does it', async (_, call, failure, action, resource) => {
    const failed = await failureOf(call(calling));

    expect(failed).toBe(failure);
    expect(calling.cloud.refused.at(-1)).toEqual({
      role: expect.stringContaining('CloudTrailDetector'),
      action,
      resource: resource(calling),
    });
  });
});

describe.concurrent('a grant that is gone is missed', () => {
  const detector = 'CloudTrailDetectorRoleDefaultPolicy';
  const sweeper = 'SweeperRoleDefaultPolicy';
  const allowing = (action: string, part: string) => (statement: Properties) =>
    [statement['Action']].flat().includes(action) && JSON.stringify(statement).includes(part);

  it.each<[string, string, (statement: Properties) => boolean, Call, string, string]>([
    [
      'to list: what is not there may not be read',
      detector,
      allowing('s3:ListBucket', ''),
      read,
      '403 AccessDenied',
      's3:ListBucket',
    ],
    ['the key of the objects', detector, allowing('kms:Decrypt', '"s3."'), read, '403 AccessDenied', 'kms:Decrypt'],
    [
      'the key of the table',
      sweeper,
      allowing('kms:Decrypt', '"dynamodb."'),
      queryTable,
      '400 AccessDeniedException',
      'kms:Decrypt',
    ],
    [
      'the key of the topics',
      sweeper,
      allowing('kms:Decrypt', '"sns."'),
      publish,
      '400 KMSAccessDeniedException',
      'kms:GenerateDataKey',
    ],
    [
      'the key of the queues',
      detector,
      allowing('kms:Decrypt', '"sqs."'),
      receive,
      '400 KmsAccessDenied',
      'kms:Decrypt',
    ],
    [
      'the index',
      sweeper,
      allowing('dynamodb:Query', '/index/due'),
      queryIndex,
      '400 AccessDeniedException',
      'dynamodb:Query',
    ],
  ])('%s', async (_, policyId, isMeant, call, failure, action) => {
    const calling = await start(defaultConfig, (all) => withoutGrant(all, policyId, isMeant));

    const failed = await failureOf(call(calling));

    expect(failed).toBe(failure);
    expect(calling.cloud.refused).toMatchObject([{ action }]);
  });
});

describe("a bucket of another account's", () => {
  const account = '444455556666';
  const theirs: Config = {
    ...existingTrail,
    cloudtrail: [{ mode: 'bucket', bucket: 'example-cloudtrail-logs', account }],
  };
  const get = (ExpectedBucketOwner: string) =>
    new GetObjectCommand({ Bucket: 'example-cloudtrail-logs', Key: key, ExpectedBucketOwner });

  it('is read under the policy that its owner is asked to set, and under no other', async () => {
    const asked = await start(theirs);
    const forgotten = await start(theirs, ({ Outputs }) => {
      Outputs['CloudTrailBucketPolicy'] = { Value: '{"Statement":[]}' };
    });
    for (const { cloud } of [asked, forgotten])
      await cloud.clients.s3.send(new PutObjectCommand({ Bucket: 'example-cloudtrail-logs', Key: key, Body: 'text' }));

    const failures = [
      await failureOf(asked.detector.s3.send(get(account))),
      await failureOf(asked.detector.s3.send(get('111122223333'))),
      await failureOf(forgotten.detector.s3.send(get(account))),
    ];

    expect(failures).toEqual(['none', '403 AccessDenied', '403 AccessDenied']);
    expect([asked.cloud.refused, forgotten.cloud.refused]).toMatchObject([[], [{ action: 's3:GetObject' }]]);
  });
});
