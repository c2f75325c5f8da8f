import {
  EventBridgeClient,
  ListRulesCommand,
  PutEventsCommand,
  type PutEventsRequestEntry,
} from '@aws-sdk/client-eventbridge';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, describe, expect, it } from 'vitest';
import { openEnvelope } from '../../../lambda/adapters/envelope.ts';
import { type Cloud, startCloud } from '../../../local/cloud.ts';
import type { Properties } from '../../lib/synthesise.ts';
import { failureOf, ofThisFile } from '../gateway/calling.ts';
import { handmade } from '../handmade.ts';
import { arn, defaultBus, queueFor, roleFor, rule } from './templates.ts';

const { stopAfterwards } = ofThisFile();

const clients: EventBridgeClient[] = [];

afterAll(() => {
  for (const client of clients) client.destroy();
});

async function start(Resources: object): Promise<Cloud> {
  return stopAfterwards(await startCloud(handmade({ Resources })));
}

/** A client that signs as this key id, in this Region. */
function clientOf({ endpoint }: Cloud, accessKeyId = 'local', region = 'us-east-1'): EventBridgeClient {
  const credentials = { accessKeyId, secretAccessKey: 'local' };
  const client = new EventBridgeClient({ endpoint, region, credentials, maxAttempts: 1 });
  clients.push(client);
  return client;
}

const hello: PutEventsRequestEntry = { Source: 'example', DetailType: 'Hello', Detail: '{"a":1}' };

async function put(cloud: Cloud, ...Entries: readonly PutEventsRequestEntry[]) {
  return clientOf(cloud).send(new PutEventsCommand({ Entries: [...Entries] }));
}

/** What lies in the queue. */
async function messagesIn(cloud: Cloud): Promise<readonly Properties[]> {
  const QueueUrl = cloud.stack.queues[0]?.url;
  const receive = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 });
  const { Messages = [] } = await cloud.clients.sqs.send(receive);
  return Messages.map(({ Body = '' }) => JSON.parse(Body));
}

const toQueue = { Arn: arn('Queue') };

describe('an event that is put by hand', () => {
  it('comes to the queues of the rules that take it, as it is', async () => {
    const cloud = await start({ ...queueFor('Rule'), Rule: rule({ source: ['example'] }, toQueue) });

    const Time = new Date('2026-11-20T10:00:00Z');
    const answer = await put(cloud, { ...hello, Time, Resources: ['x'] }, { ...hello, Source: 'other' });

    const [event, ...others] = await messagesIn(cloud);
    expect(answer).toMatchObject({ FailedEntryCount: 0, Entries: [{ EventId: event?.['id'] }, {}] });
    expect(others).toEqual([]);
    expect(event).toEqual({
      version: '0',
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      'detail-type': 'Hello',
      source: 'example',
      account: '111122223333',
      time: '2026-11-20T10:00:00Z',
      region: 'us-east-1',
      resources: ['x'],
      detail: { a: 1 },
    });
    expect(cloud.troubles).toEqual([]);
  });

  it('is not taken where it is none, or its bus is not there, and the others are', async () => {
    const cloud = await start({ ...queueFor('Rule'), Rule: rule({ source: ['example'] }, toQueue) });

    const { DetailType: _, ...untyped } = hello;
    const { FailedEntryCount, Entries = [] } = await put(
      cloud,
      untyped,
      { ...hello, Detail: '[1]' },
      { ...hello, EventBusName: 'elsewhere' },
      { ...hello, EventBusName: defaultBus },
    );

    expect(FailedEntryCount).toBe(3);
    expect(Entries.map(({ ErrorCode }) => ErrorCode)).toEqual([
      'InvalidArgument',
      'MalformedDetail',
      'ResourceNotFoundException',
      undefined,
    ]);
    expect(await messagesIn(cloud)).toHaveLength(1);
  });

  it.each<[string, string, string]>([
    ['is no JSON', '{', 'SerializationException'],
    ['is no object', '"x"', 'SerializationException'],
    ['has a time that is none', '{"Entries":[{"Time":"noon"}]}', 'SerializationException'],
    ['has no entries', '{}', 'ValidationException'],
  ])('is refused as the JSON protocols do where its body %s', async (_, body, type) => {
    const { endpoint } = await start({});
    const headers = { 'x-amz-target': 'AWSEvents.PutEvents', 'content-type': 'application/x-amz-json-1.1' };

    const answer = await fetch(endpoint, { method: 'POST', headers, body });

    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ __type: type });
  });

  it.each([1e300, 1e12, -1e12])('fails alone where its time is %s, of which no event is', async (time) => {
    const { endpoint } = await start({});
    const headers = { 'x-amz-target': 'AWSEvents.PutEvents', 'content-type': 'application/x-amz-json-1.1' };
    const Entries = [{ ...hello, Time: time }, hello];

    const answer = await fetch(endpoint, { method: 'POST', headers, body: JSON.stringify({ Entries }) });

    expect(await answer.json()).toMatchObject({
      FailedEntryCount: 1,
      Entries: [{ ErrorCode: 'InvalidArgument' }, { EventId: expect.any(String) }],
    });
  });

  it('is refused to a role that may not put it there, and all else that EventBridge can do to anybody', async () => {
    const cloud = await start({
      ...queueFor('Rule'),
      Rule: rule({ source: ['example'] }, toQueue),
      ...roleFor('*bus/a'),
    });
    const [role] = cloud.stack.roles;
    const asRole = clientOf(cloud, role?.accessKeyId);

    const failures = [
      await failureOf(asRole.send(new PutEventsCommand({ Entries: [hello] }))),
      await failureOf(clientOf(cloud).send(new ListRulesCommand({}))),
      await failureOf(put(cloud, ...Array<PutEventsRequestEntry>(11).fill(hello))),
    ];

    expect(failures).toEqual(['400 AccessDeniedException', '400 NotOnThisLaptop', '400 ValidationException']);
    expect(cloud.refused).toMatchObject([{ action: 'events:PutEvents', resource: defaultBus }]);
    expect(await messagesIn(cloud)).toEqual([]);
  });
});

describe('a rule', () => {
  const rules = { Rule: rule({ source: ['example'] }, toQueue) };

  it.each<[string, string, object]>([
    [
      "the queue's policy does not let it in",
      'the other rule alone is let in',
      { ...queueFor('Other'), Other: rules.Rule },
    ],
    [
      "the policy of the queue's key does not let it in",
      'its key is for nobody',
      { ...queueFor('Rule'), Key: { Type: 'AWS::KMS::Key', Properties: { KeyPolicy: { Statement: [] } } } },
    ],
    [
      'there is no such queue, and no such bus',
      'its target is not there',
      { ...queueFor('Rule'), Rule: rule({ source: ['example'] }, { Arn: 'x' }) },
    ],
  ])('tells that %s, where %s', async (why, _, resources) => {
    const cloud = await start({ ...rules, ...resources });

    await put(cloud, hello);

    expect(cloud.troubles).toEqual([expect.stringMatching(/^EventBridge did not bring an event by the rule /)]);
    expect(cloud.troubles[0]).toContain(why);
  });

  it('that is off takes nothing', async () => {
    const off = rule({ source: ['example'] }, toQueue, { State: 'DISABLED' });
    const cloud = await start({ ...queueFor('Rule'), Rule: off });

    await put(cloud, hello);

    expect([await messagesIn(cloud), cloud.troubles]).toEqual([[], []]);
  });
});

describe('a bus', () => {
  const bus = { Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'own' } } };
  const taking = rule({ source: ['example'] }, toQueue, { EventBusName: { Ref: 'Bus' } });
  const forwarding = rule({ source: ['example'] }, { Arn: arn('Bus'), RoleArn: arn('Role') });

  it('gets what a rule of another one forwards, as a role that may put it there', async () => {
    const cloud = await start({
      ...bus,
      ...queueFor('Rule'),
      ...roleFor(arn('Bus')),
      Rule: taking,
      Forward: forwarding,
    });

    await put(cloud, hello);

    expect(await messagesIn(cloud)).toMatchObject([{ source: 'example', region: 'us-east-1' }]);
    expect([cloud.refused, cloud.troubles]).toEqual([[], []]);
  });

  it('gets nothing by a role that may not', async () => {
    const cloud = await start({
      ...bus,
      ...queueFor('Rule'),
      ...roleFor(defaultBus),
      Rule: taking,
      Forward: forwarding,
    });

    await put(cloud, hello);

    expect(await messagesIn(cloud)).toEqual([]);
    expect(cloud.refused).toMatchObject([{ action: 'events:PutEvents', resource: expect.stringMatching(/\/own$/) }]);
    expect(cloud.troubles).toEqual([expect.stringContaining('its role may not put events there')]);
  });

  it('does not hand on to a third one, nor back, what came from another', async () => {
    const back = rule({ source: ['example'] }, { Arn: defaultBus, RoleArn: arn('Role') }, { EventBusName: 'own' });
    const cloud = await start({ ...bus, ...roleFor('*'), Forward: forwarding, Back: back });

    await put(cloud, hello);

    expect(cloud.troubles).toEqual([expect.stringContaining('it came from another bus already')]);
  });
});

it('a bucket that sends its events tells of each object, with its key as it is', async () => {
  const NotificationConfiguration = { EventBridgeConfiguration: { EventBridgeEnabled: true } };
  const VersioningConfiguration = { Status: 'Enabled' };
  const cloud = await start({
    ...queueFor('Rule'),
    Rule: rule({ source: ['aws.s3'], detail: { object: { key: [{ suffix: '.gz' }] } } }, toQueue),
    Bucket: {
      Type: 'AWS::S3::Bucket',
      Properties: { BucketName: 'logs', NotificationConfiguration, VersioningConfiguration },
    },
  });
  const write = (Key: string) => cloud.clients.s3.send(new PutObjectCommand({ Bucket: 'logs', Key, Body: 'text' }));

  await write('a+b c%20/ü.txt');
  const { VersionId } = await write('a+b c%20/ü.gz');

  const [event, ...others] = await messagesIn(cloud);
  expect(others).toEqual([]);
  expect(event).toMatchObject({
    'detail-type': 'Object Created',
    source: 'aws.s3',
    account: '111122223333',
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    resources: ['arn:aws:s3:::logs'],
    detail: {
      bucket: { name: 'logs' },
      object: { key: 'a+b c%20/ü.gz', size: 4, etag: expect.stringMatching(/^[0-9a-f]{32}$/), 'version-id': VersionId },
      reason: 'PutObject',
    },
  });
  expect(openEnvelope(JSON.stringify(event))).toMatchObject({
    kind: 'objects',
    objects: [{ bucket: 'logs', key: 'a+b c%20/ü.gz', versionId: VersionId }],
  });
});
