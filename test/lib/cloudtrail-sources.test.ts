import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { describe, expect, it } from 'vitest';
import type { CloudTrailSource, SourceOf } from '../../lambda/config/cloudtrail.ts';
import { mostSources } from '../../lambda/config/cloudtrail-faults.ts';
import { AccessLogs } from '../../lib/access-logs.ts';
import { placeFaults } from '../../lib/cloudtrail-place.ts';
import { CloudTrailSources } from '../../lib/cloudtrail-sources.ts';
import { DeliveryQueue } from '../../lib/delivery-queue.ts';
import { Encryption } from '../../lib/encryption.ts';
import { Gatewarden } from '../../lib/gatewarden.ts';
import { nameAfterPlace } from '../../lib/own-names.ts';
import {
  createdTrail,
  everySource,
  existingTrail,
  newApp,
  ofType,
  type Properties,
  roleStatements,
  type Synthesised,
  statementsOf,
  synthesise,
  target,
} from './synthesise.ts';

const theirs = '444455556666';
const topic = everySource.cloudtrail[2] as SourceOf<'topic'>;
const eventbridge = everySource.cloudtrail[3] as SourceOf<'eventbridge'>;
const replica = everySource.cloudtrail[4] as SourceOf<'replica'>;

const from = (...cloudtrail: readonly CloudTrailSource[]) => synthesise({ ...createdTrail, cloudtrail });
const every = synthesise(everySource);
const byTopic = from(topic);
const byEvents = from(eventbridge);
const byReplica = from(replica);

function only(stack: Synthesised, type: string): Properties {
  const [resource, ...others] = [...ofType(stack, type).values()];
  if (resource === undefined || others.length > 0) throw new Error(`expected one ${type}, found ${others.length + 1}`);
  return resource.Properties;
}

function functionId(stack: Synthesised): string {
  const found = [...ofType(stack, 'AWS::Lambda::Function').keys()].find((id) => id.includes('CloudTrailDetector'));
  if (found === undefined) throw new Error('no function');
  return found;
}

function cloudTrailQueue(stack: Synthesised): string {
  const mapping = [...ofType(stack, 'AWS::Lambda::EventSourceMapping')].find(([id]) =>
    id.includes('CloudTrailDetector'),
  );
  return mapping?.[1].Properties['EventSourceArn'];
}

/** Who may send to the queue under which conditions. */
function senders(stack: Synthesised): readonly unknown[] {
  const queue = target(cloudTrailQueue(stack));
  const policies = [...ofType(stack, 'AWS::SQS::QueuePolicy').values()].filter(({ Properties }) =>
    Properties['Queues'].some((each: string) => target(each) === queue),
  );
  return policies
    .flatMap(({ Properties }) => statementsOf(Properties['PolicyDocument']))
    .filter(({ Effect }) => Effect === 'Allow')
    .map(({ Principal, Action, Condition }) => ({ Principal, Action, Condition }));
}

/** The services and roles that may use the key of the queues, or that of what rests. */
function keyUsers(stack: Synthesised, key: 'Messages' | 'Data'): readonly string[] {
  const found = [...ofType(stack, 'AWS::KMS::Key')].find(([id]) => id.includes(`Encryption${key}`));
  return statementsOf(found?.[1].Properties['KeyPolicy']).flatMap(({ Principal, Action }) => {
    return Object.values(Principal as object).flatMap((who) =>
      [who].flat().map((each) => `${each} ${Action.toSorted().join()}`),
    );
  });
}

function wired(stack: Synthesised, name: string): Properties {
  return JSON.parse(stack.outputs.get(name)?.Value ?? 'null');
}

function outputsOf(stack: Synthesised): readonly string[] {
  const others = /QueueUrl$|^CloudTrailSources$/;
  return [...stack.outputs.keys()].filter((name) => name.startsWith('CloudTrail') && !others.test(name));
}

/** The function's grants of one service, a line for each action and resource. */
function grants(stack: Synthesised, service: string): readonly string[] {
  return roleStatements(stack, functionId(stack)).flatMap(({ Action, Resource, Condition }) => {
    const via = Condition?.['StringEquals']?.['kms:ViaService'];
    const lines = Action.flatMap((action) => Resource.map((resource) => `${action} ${resource}`));
    return lines.filter((line) => line.startsWith(service)).map((line) => (via ? `${line} ${via}` : line));
  });
}

function allowedBuckets(stack: Synthesised): readonly unknown[] {
  return JSON.parse(stack.resources.get(functionId(stack))?.Properties['Environment'].Variables['ALLOWED_BUCKETS']);
}

describe('a topic that exists', () => {
  it('has the queue subscribed in its own Region, and delivers what it was told as it is', () => {
    const subscriptions = [...ofType(byTopic, 'AWS::SNS::Subscription').values()].map(({ Properties }) => Properties);

    expect(subscriptions.filter(({ TopicArn }) => TopicArn === topic.topicArn)).toEqual([
      {
        TopicArn: topic.topicArn,
        Region: 'eu-west-1',
        Protocol: 'sqs',
        Endpoint: cloudTrailQueue(byTopic),
        RawMessageDelivery: true,
      },
    ]);
  });

  it('is let into the queue, and no other topic, and SNS to its key', () => {
    expect(senders(byTopic)).toEqual([
      {
        Principal: { Service: 'sns.amazonaws.com' },
        Action: ['sqs:SendMessage'],
        Condition: { ArnEquals: { 'aws:SourceArn': topic.topicArn } },
      },
    ]);
    expect(keyUsers(byTopic, 'Messages')).toContain('sns.amazonaws.com kms:Decrypt,kms:GenerateDataKey');
  });

  it('is subscribed when the queue’s policy lets it in already', () => {
    const subscriptions = [...ofType(byTopic, 'AWS::SNS::Subscription').values()];
    const subscription = subscriptions.find(({ Properties }) => Properties['TopicArn'] === topic.topicArn);
    const policies = [...ofType(byTopic, 'AWS::SQS::QueuePolicy').keys()];

    expect(policies.filter((id) => subscription?.DependsOn?.includes(id)).join()).toContain('CloudTrailQueue');
  });

  it('is subscribed to once, however many buckets it tells of', () => {
    const template = alone(undefined, topic, { ...topic, bucket: 'example-other-logs' });

    template.resourceCountIs('AWS::SNS::Subscription', 1);
  });

  it('has an output for the owner of the topic, who lets this account subscribe queues and nothing else', () => {
    expect(outputsOf(byTopic)).toEqual(['CloudTrailTopicPolicy', 'CloudTrailRoleTrust', 'CloudTrailRolePermissions']);
    expect(wired(byTopic, 'CloudTrailTopicPolicy')['Statement']).toEqual([
      {
        Sid: 'GatewardenSubscribes',
        Effect: 'Allow',
        Principal: { AWS: 'arn:<AWS::Partition>:iam::<AWS::AccountId>:root' },
        Action: 'sns:Subscribe',
        Resource: topic.topicArn,
        Condition: { StringEquals: { 'sns:Protocol': 'sqs' } },
      },
    ]);
  });

  it.each<[string, string, readonly string[]]>([
    ['us-east-1', 'us-east-1', ['sns.amazonaws.com']],
    ['eu-west-1', 'us-east-1', ['sns.amazonaws.com']],
    ['eu-south-1', 'eu-south-1', ['sns.amazonaws.com']],
    ['eu-south-1', 'us-east-1', ['sns.eu-south-1.amazonaws.com']],
    ['us-east-1', 'eu-south-1', ['sns.eu-south-1.amazonaws.com']],
  ])('of %s delivers to %s as %s', (ofTopic, ofStack, names) => {
    const template = alone(ofStack, { ...topic, topicArn: `arn:aws:sns:${ofTopic}:${theirs}:trail` });

    const text = JSON.stringify(template.findResources('AWS::SQS::QueuePolicy'));
    const found = [...text.matchAll(/"Service":"(sns[^"]*)"/g)].map(([, name]) => name);
    expect(found).toEqual(names);
  });

  it('of an opt-in Region may deliver under either name where the stack’s Region is not known', () => {
    const template = alone(undefined, { ...topic, topicArn: `arn:aws:sns:eu-south-1:${theirs}:trail` });

    const text = JSON.stringify(template.findResources('AWS::SQS::QueuePolicy'));
    expect(text).toContain('"Service":["sns.amazonaws.com","sns.eu-south-1.amazonaws.com"]'); // in one statement
  });
});

describe('a bucket that is read as a role', () => {
  it('gives the function nothing but that role to assume', () => {
    expect(grants(byTopic, 'sts:')).toEqual([`sts:AssumeRole ${topic.readAs}`]);
    expect(grants(byTopic, 's3:')).toEqual([]);
    expect(grants(byTopic, 'kms:').filter((line) => line.includes(topic.keyArn ?? ''))).toEqual([]);
  });

  it('is told to the function with its owner, its Region and the role', () => {
    expect(allowedBuckets(byTopic)).toEqual([
      { bucket: 'example-topic-logs', owner: theirs, region: 'eu-west-1', readAs: topic.readAs },
    ]);
  });

  it('has outputs for the role: whom it trusts, and what it may', () => {
    const role = byTopic.resources.get(functionId(byTopic))?.Properties['Role'];
    const bucketArn = 'arn:<AWS::Partition>:s3:::example-topic-logs';

    expect(wired(byTopic, 'CloudTrailRoleTrust')['Statement']).toEqual([
      { Effect: 'Allow', Principal: { AWS: role }, Action: 'sts:AssumeRole' },
    ]);
    expect(wired(byTopic, 'CloudTrailRolePermissions')['Statement']).toEqual([
      {
        Sid: 'GatewardenReads',
        Effect: 'Allow',
        Action: ['s3:GetObject', 's3:GetObjectVersion'],
        Resource: `${bucketArn}/*/CloudTrail/*`,
      },
      {
        Sid: 'GatewardenLists',
        Effect: 'Allow',
        Action: ['s3:ListBucket', 's3:ListBucketVersions'],
        Resource: bucketArn,
      },
      { Sid: 'GatewardenDecrypts', Effect: 'Allow', Action: 'kms:Decrypt', Resource: topic.keyArn },
    ]);
  });

  it('is read by the function itself where no role is said, and decrypted by S3 in the bucket’s own Region', () => {
    const { readAs: _, ...ofPolicy } = topic;
    const stack = from(ofPolicy);

    expect(grants(stack, 'sts:')).toEqual([]);
    expect(grants(stack, 's3:')).toContain('s3:GetObject arn:<AWS::Partition>:s3:::example-topic-logs/*/CloudTrail/*');
    expect(grants(stack, 'kms:')).toContain(`kms:Decrypt ${topic.keyArn} s3.eu-west-1.amazonaws.com`);
    expect(outputsOf(stack)).toEqual(['CloudTrailTopicPolicy', 'CloudTrailBucketPolicy', 'CloudTrailKeyPolicy']);
  });
});

describe('a bucket that sends its events to EventBridge', () => {
  const pattern = {
    source: ['aws.s3'],
    'detail-type': ['Object Created'],
    detail: {
      bucket: { name: ['example-event-logs'] },
      object: { key: [{ wildcard: '*/CloudTrail/*.json.gz' }] },
    },
  };

  it('has a rule that brings its log files to the queue', () => {
    expect(only(byEvents, 'AWS::Events::Rule')).toMatchObject({
      EventPattern: pattern,
      Targets: [{ Id: 'queue', Arn: cloudTrailQueue(byEvents) }],
    });
  });

  it('lets that rule into the queue, and EventBridge to its key', () => {
    const [rule] = [...ofType(byEvents, 'AWS::Events::Rule').keys()];

    expect(senders(byEvents)).toEqual([
      {
        Principal: { Service: 'events.amazonaws.com' },
        Action: ['sqs:SendMessage'],
        Condition: { ArnEquals: { 'aws:SourceArn': `<${rule}.Arn>` } },
      },
    ]);
    expect(keyUsers(byEvents, 'Messages')).toContain('events.amazonaws.com kms:Decrypt,kms:GenerateDataKey');
  });

  it('of another account may be forwarded by that account, and only what S3 sends', () => {
    const { Statement: statement } = only(byEvents, 'AWS::Events::EventBusPolicy');

    expect(statement).toEqual({
      Effect: 'Allow',
      Principal: { AWS: `arn:<AWS::Partition>:iam::${theirs}:root` },
      Action: 'events:PutEvents',
      Resource: 'arn:<AWS::Partition>:events:<AWS::Region>:<AWS::AccountId>:event-bus/default',
      Condition: {
        'ForAllValues:StringEquals': { 'events:source': 'aws.s3' },
        StringEquals: { 'events:detail-type': 'Object Created' },
      },
    });
  });

  it('lets an account in once, however many of its buckets there are', () => {
    const template = alone(undefined, eventbridge, { ...eventbridge, bucket: 'example-other-logs' });

    template.resourceCountIs('AWS::Events::EventBusPolicy', 1);
    template.resourceCountIs('AWS::Events::Rule', 2);
  });

  it('has outputs with the rule that its owner makes', () => {
    const bus = 'arn:<AWS::Partition>:events:<AWS::Region>:<AWS::AccountId>:event-bus/default';

    expect(outputsOf(byEvents)).toEqual([
      'CloudTrailForwardingPattern',
      'CloudTrailForwardingBusArn',
      'CloudTrailForwardingRolePolicy',
      'CloudTrailBucketPolicy',
    ]);
    expect(wired(byEvents, 'CloudTrailForwardingPattern')).toEqual(pattern);
    expect(byEvents.outputs.get('CloudTrailForwardingBusArn')?.Value).toBe(bus);
    expect(wired(byEvents, 'CloudTrailForwardingRolePolicy')['Statement']).toEqual([
      { Effect: 'Allow', Action: 'events:PutEvents', Resource: bus },
    ]);
  });

  it.each<[string, object, readonly [policies: number, forwarding: boolean]]>([
    ['its own account and Region', { account: '111122223333' }, [0, false]],
    ['another Region', { account: '111122223333', region: 'eu-west-1' }, [0, true]],
    ['another account', { account: theirs }, [1, true]],
  ])('is forwarded where it has to be: from %s', (_, place, [policies, forwarding]) => {
    const stack = new Stack(newApp(), 'Stack', { env: { account: '111122223333', region: 'us-east-1' } });
    new Gatewarden(stack, 'Gatewarden', { cloudtrail: { ...eventbridge, ...place } });

    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::Events::EventBusPolicy', policies);
    expect('CloudTrailForwardingPattern' in template.findOutputs('*')).toBe(forwarding);
  });
});

describe('a bucket that log files are replicated to', () => {
  const [id, bucket] = [...ofType(byReplica, 'AWS::S3::Bucket')].find(([, { Properties }]) =>
    JSON.stringify(Properties['BucketName'] ?? '').includes('copy-'),
  ) as [string, { readonly Properties: Properties }];

  it('is versioned, and announces each replica of a log file to the queue', () => {
    expect(bucket.Properties['VersioningConfiguration']).toEqual({ Status: 'Enabled' });
    expect(bucket.Properties['NotificationConfiguration'].QueueConfigurations).toEqual([
      {
        Event: 's3:ObjectCreated:*',
        Queue: cloudTrailQueue(byReplica),
        Filter: { S3Key: { Rules: [{ Name: 'suffix', Value: '.json.gz' }] } },
      },
    ]);
  });

  it('has a name that a bucket may have, where a Region has a long one', () => {
    const name = String(bucket.Properties['BucketName'])
      .replace('<AWS::AccountId>', '111122223333')
      .replace('<AWS::Region>', 'ap-southeast-2');

    expect(name).toMatch(/^gatewarden-copy-[0-9a-f]{5}-111122223333-ap-southeast-2$/);
  });

  it('lets in the role that S3 replicates as, and only to replicate', () => {
    const policies = [...ofType(byReplica, 'AWS::S3::BucketPolicy').values()];
    const policy = policies.find(({ Properties }) => Properties['Bucket'] === `<${id}>`);
    const statements = statementsOf(policy?.Properties['PolicyDocument']).filter(({ Effect }) => Effect === 'Allow');

    expect(statements.map(({ Principal, Action, Resource }) => [Principal, Action, Resource])).toEqual([
      [{ AWS: replica.roleArn }, ['s3:ReplicateObject'], [`<${id}.Arn>/*`]],
      [{ AWS: replica.roleArn }, ['s3:GetBucketVersioning'], [`<${id}.Arn>`]],
    ]);
  });

  it('lets that role encrypt, where the files are encrypted at all', () => {
    const { keyArn: _, ...plain } = replica;

    expect(keyUsers(byReplica, 'Data')).toContain(`${replica.roleArn} kms:Encrypt,kms:GenerateDataKey`);
    const keys = alone(undefined, plain).findResources('AWS::KMS::Key');
    expect(JSON.stringify(keys)).not.toContain(replica.roleArn);
  });

  it('lets it encrypt through S3 alone, by both of its names in China', () => {
    const names = ['s3.cn-north-1.amazonaws.com', 's3.cn-north-1.amazonaws.com.cn'];

    const keys = alone('cn-north-1', replica).findResources('AWS::KMS::Key');

    expect(JSON.stringify(keys)).toContain(`"kms:ViaService":${JSON.stringify(names)}`);
  });

  it('has outputs with what the owner of the other bucket sets up', () => {
    const key = [...ofType(byReplica, 'AWS::KMS::Key').keys()].find((each) => each.includes('EncryptionData'));

    expect(outputsOf(byReplica)).toEqual(['CloudTrailReplication', 'CloudTrailReplicationRolePolicy']);
    expect(wired(byReplica, 'CloudTrailReplication')).toEqual({
      Role: replica.roleArn,
      Rules: [
        {
          ID: 'gatewarden',
          Priority: 1,
          Status: 'Enabled',
          Filter: {},
          DeleteMarkerReplication: { Status: 'Disabled' },
          SourceSelectionCriteria: { SseKmsEncryptedObjects: { Status: 'Enabled' } },
          Destination: { Bucket: `<${id}.Arn>`, EncryptionConfiguration: { ReplicaKmsKeyID: `<${key}.Arn>` } },
        },
      ],
    });
    const Statement = statementsOf(wired(byReplica, 'CloudTrailReplicationRolePolicy'));
    expect(Statement.map(({ Action, Resource }) => `${Action.join()} ${Resource.join()}`)).toEqual([
      's3:GetReplicationConfiguration,s3:ListBucket arn:<AWS::Partition>:s3:::example-source-logs',
      's3:GetObjectVersionForReplication,s3:GetObjectVersionAcl,s3:GetObjectVersionTagging arn:<AWS::Partition>:s3:::example-source-logs/*',
      `s3:ReplicateObject <${id}.Arn>/*`,
      `kms:Decrypt ${replica.keyArn}`,
      `kms:Encrypt,kms:GenerateDataKey <${key}.Arn>`,
    ]);
    expect(Statement.slice(3).map(({ Condition }) => Condition?.['StringEquals']['kms:ViaService'])).toEqual([
      's3.eu-west-1.amazonaws.com',
      's3.<AWS::Region>.amazonaws.com',
    ]);
  });

  it('is among the buckets of the construct', () => {
    const { buckets } = new Gatewarden(new Stack(newApp(), 'Stack'), 'Gatewarden', { cloudtrail: replica });

    expect(buckets.cloudtrail).toBeUndefined();
    expect(buckets.replicas).toHaveLength(1);
  });
});

describe('several sources', () => {
  it('have one queue and one function, which may read each of their buckets', () => {
    expect(allowedBuckets(every)).toEqual([
      { bucket: 'gatewarden-cloudtrail-<AWS::AccountId>-<AWS::Region>', owner: '<AWS::AccountId>' },
      { bucket: 'example-cloudtrail-logs', owner: '111122223333' },
      { bucket: 'example-topic-logs', owner: theirs, region: 'eu-west-1', readAs: topic.readAs },
      { bucket: 'example-event-logs', owner: theirs },
      { bucket: expect.stringMatching(/^gatewarden-copy-/), owner: '<AWS::AccountId>' },
    ]);
    expect(senders(every)).toHaveLength(5);
  });

  it('have outputs with the number that each has in the configuration; a single one has no number', () => {
    expect(outputsOf(every)).toEqual([
      'CloudTrail2QueueArn',
      'CloudTrail2Notification',
      'CloudTrail2BucketPolicy',
      'CloudTrail2KeyPolicy',
      'CloudTrail3TopicPolicy',
      'CloudTrail3RoleTrust',
      'CloudTrail3RolePermissions',
      'CloudTrail4ForwardingPattern',
      'CloudTrail4ForwardingBusArn',
      'CloudTrail4ForwardingRolePolicy',
      'CloudTrail4BucketPolicy',
      'CloudTrail5Replication',
      'CloudTrail5ReplicationRolePolicy',
    ]);
    expect(outputsOf(synthesise(existingTrail))).toEqual([
      'CloudTrailQueueArn',
      'CloudTrailNotification',
      'CloudTrailBucketPolicy',
      'CloudTrailKeyPolicy',
    ]);
    expect(outputsOf(synthesise(createdTrail))).toEqual([]);
  });

  it('stay the same resources wherever they stand in the list, so that none is made anew or deleted', () => {
    const moved = synthesise({ ...everySource, cloudtrail: everySource.cloudtrail.toReversed() });

    expect(new Set(moved.resources.keys())).toEqual(new Set(every.resources.keys()));
  });
});

describe('as many sources as one stack takes', () => {
  const [account, region] = ['111122223333', 'ap-southeast-2'];
  const role = `arn:aws:iam::${theirs}:role/${'r'.repeat(64)}`; // the longest name, without a path
  const sources = Array.from({ length: mostSources }, (_, n): CloudTrailSource => {
    const bucket = `${n}`.padStart(63, 'b');
    const [mode, readAs] = n % 2 === 0 ? (['bucket', role] as const) : (['topic', role] as const);
    const topicArn = `arn:aws:sns:eu-south-1:${theirs}:${`${n}`.padStart(80, 't')}`;
    return { ...(mode === 'topic' ? { mode, topicArn } : { mode }), bucket, account: theirs, region, readAs };
  });
  const fastPath = { regions: [region, 'us-east-1'] };
  const canary = { every: '1h', within: '30m' } as const;
  const full = synthesise({ ...createdTrail, cloudtrail: sources, fastPath, canary }, { account, region });

  it('fit into the policy of a queue, which SQS limits to 20 statements and 8,192 bytes', () => {
    const policies = [...ofType(full, 'AWS::SQS::QueuePolicy').values()].map(
      ({ Properties }) => Properties['PolicyDocument'] as Properties,
    );
    const lengths = policies.map((policy) => Buffer.byteLength(JSON.stringify(policy)) + 20 * 60); // ARNs for references
    const counts = policies.map((policy) => statementsOf(policy).length);

    expect(Math.max(...counts)).toBe(mostSources + 4);
    expect(Math.max(...counts)).toBeLessThanOrEqual(20);
    expect(Math.max(...lengths)).toBeLessThan(8_192);
  });

  it('fit into the variables of the function, which Lambda limits to 4 KB', () => {
    const variables = full.resources.get(functionId(full))?.Properties['Environment'].Variables;

    expect(variables).toHaveProperty('ALLOWED_BUCKETS');
    expect(Buffer.byteLength(JSON.stringify(variables))).toBeLessThan(4_096);
  });
});

describe('a place that cannot work', () => {
  it.each<[string, CloudTrailSource, string]>([
    [
      'a bucket that would notify a queue of another Region',
      { mode: 'bucket', bucket: 'example-logs', account: theirs, region: 'eu-west-1' },
      'cloudtrail.region is eu-west-1, and the stack goes into us-east-1, but a bucket notifies queues of its own Region alone: deploy in eu-west-1, or use the mode "topic", "eventbridge" or "replica".',
    ],
    [
      'a key whose bucket must be in another Region than the stack',
      { ...eventbridge, keyArn: topic.keyArn as string },
      'cloudtrail.keyArn is a key of eu-west-1, so the bucket is there, too, and the stack goes into us-east-1: if that is right, say region: eu-west-1.',
    ],
    [
      'a topic of another partition',
      { ...topic, topicArn: `arn:aws-us-gov:sns:us-gov-west-1:${theirs}:trail` },
      'cloudtrail.topicArn is of the partition aws-us-gov, and the stack goes into aws.',
    ],
  ])('is told at synth: %s', (_, cloudtrail, sentence) => {
    const stack = new Stack(newApp(), 'Stack', { env: { account: '111122223333', region: 'us-east-1' } });

    expect(() => new Gatewarden(stack, 'Gatewarden', { cloudtrail })).toThrow(sentence);
    expect(() => new Gatewarden(stack, 'OfOne', { cloudtrail: [cloudtrail] })).toThrow(sentence);
    expect(() => new Gatewarden(stack, 'Second', { cloudtrail: [{ mode: 'create' }, cloudtrail] })).toThrow(
      sentence.replace('cloudtrail.', 'cloudtrail[1].'),
    );
  });
});

describe('a topic of an opt-in Region', () => {
  const topicArn = `arn:aws:sns:eu-south-1:${theirs}:trail`;
  const reading = { ...topic, topicArn, region: 'eu-west-1' };

  it('cannot tell a stack in another opt-in Region, as SNS does not deliver there', () => {
    const stack = new Stack(newApp(), 'Stack', { env: { account: '111122223333', region: 'ap-east-1' } });

    expect(() => new Gatewarden(stack, 'Gatewarden', { cloudtrail: reading })).toThrow(
      'cloudtrail.topicArn is a topic of eu-south-1, and the stack goes into ap-east-1, but SNS does not deliver from one opt-in Region to another: deploy in eu-south-1, or use the mode "eventbridge" or "replica".',
    );
  });

  it.each(['eu-south-1', 'us-east-1'])('can tell a stack in %s', (region) => {
    expect(alone(region, reading).findResources('AWS::SNS::Subscription')).not.toEqual({});
    const scope = new Construct(new Stack(newApp(), 'Place', { env: { region } }), 'Place');
    expect(placeFaults(scope, reading)).toEqual([]);
  });
});

describe('tokens', () => {
  it('may stand for what goes into the template alone, in each block of a list', () => {
    const stack = new Stack(newApp(), 'Stack');
    const names = [new Bucket(stack, 'One').bucketName, new Bucket(stack, 'Two').bucketName] as const;
    const { topicArn } = new Topic(stack, 'Topic');
    const gatewarden = new Gatewarden(stack, 'Gatewarden', {
      cloudtrail: [
        { mode: 'bucket', bucket: names[0], account: stack.account },
        {
          mode: 'topic',
          topicArn,
          bucket: names[1],
          account: theirs,
          region: 'eu-west-1',
          readAs: topic.readAs as string,
        },
      ],
    });

    const text = JSON.stringify(Template.fromStack(stack).toJSON());
    expect(gatewarden.buckets.replicas).toBeUndefined();
    expect(text).not.toContain('token-');
    expect(text).not.toContain('${Token');
    Template.fromStack(stack).resourcePropertiesCountIs(
      'AWS::SNS::Subscription',
      { TopicArn: stack.resolve(topicArn) },
      1,
    );
  });

  it('may not name the same bucket twice, as no name may', () => {
    const stack = new Stack(newApp(), 'Stack');
    const { bucketName: bucket } = new Bucket(stack, 'Bucket');
    const mine = { mode: 'bucket', bucket, account: theirs } as const;

    expect(() => new Gatewarden(stack, 'Gatewarden', { cloudtrail: [{ mode: 'create' }, mine, mine] })).toThrow(
      'cloudtrail[2].bucket is the bucket of cloudtrail[1] already; one way to hear of it is enough.',
    );
  });

  it('are told where they may not be, with the block', () => {
    const stack = new Stack(newApp(), 'Stack');
    const mode = stack.stackId as 'create';

    expect(() => new Gatewarden(stack, 'Gatewarden', { cloudtrail: [{ mode: 'create' }, { mode }] })).toThrow(
      'cloudtrail[1].mode must be known at synth',
    );
  });
});

/** The sources without the rest of a Gatewarden, which takes long. */
function alone(region: string | undefined, ...sources: readonly CloudTrailSource[]): Template {
  const stack = new Stack(newApp(), 'Stack', region === undefined ? {} : { env: { account: '111122223333', region } });
  const scope = new Construct(stack, 'Gatewarden');
  nameAfterPlace(scope);
  const { data: key, messages } = new Encryption(scope, 'Encryption');
  const accessLogs = new AccessLogs(scope, 'AccessLogs').bucket;
  const queue = new DeliveryQueue(scope, 'Queue', { key: messages });
  new CloudTrailSources(scope, 'CloudTrail', { sources, queue, key, accessLogs });
  return Template.fromStack(stack);
}
