import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { limits } from '../../lambda/config/limits.ts';
import { queueOutputs } from '../../lambda/config/queues.ts';
import { tableKeys } from '../../lambda/config/table.ts';
import {
  createdTrail,
  everyTopic,
  existingTrail,
  ofType,
  type Properties as PropertiesOf,
  polling,
  type Statement,
  secretArn,
  statementsOf,
  synthesise,
  target,
} from './synthesise.ts';

const created = synthesise(createdTrail);
const existing = synthesise(existingTrail);
const polled = synthesise(polling({ method: 'secret', secretArn }));
const telling = synthesise(everyTopic);

describe.each([
  ['a created trail', created, 3],
  ['an existing trail', existing, 3],
  ['a Graph poller', polled, 4],
  ['every topic', telling, 3],
])('with %s', (_, stack, functionCount) => {
  const queues = ofType(stack, 'AWS::SQS::Queue');
  const subscriptions = ofType(stack, 'AWS::SNS::Subscription');
  const deadLetterQueues = new Set(
    [...queues.values(), ...subscriptions.values()].flatMap(({ Properties }) =>
      Properties['RedrivePolicy'] === undefined ? [] : [target(Properties['RedrivePolicy'].deadLetterTargetArn)],
    ),
  );
  const working = [...queues].filter(([id]) => !deadLetterQueues.has(id));
  const functions = ofType(stack, 'AWS::Lambda::Function');
  const mappings = ofType(stack, 'AWS::Lambda::EventSourceMapping');
  const topics = ofType(stack, 'AWS::SNS::Topic');
  const keys = ofType(stack, 'AWS::KMS::Key');
  const alarms = ofType(stack, 'AWS::CloudWatch::Alarm');

  it('every queue but the dead-letter queues has one, after enough attempts', () => {
    const attempts = working.map(([, { Properties }]) => Properties['RedrivePolicy']?.maxReceiveCount);

    expect(attempts).toEqual([limits.maxReceiveCount, limits.maxReceiveCount]);
    expect(limits.maxReceiveCount).toBeGreaterThanOrEqual(5);
    expect(deadLetterQueues.size).toBe(3); // one of them for all subscriptions
  });

  it('every dead-letter queue has an alarm', () => {
    const metrics = [...alarms.values()].flatMap(({ Properties }): readonly PropertiesOf[] =>
      (Properties['Metrics'] ?? [{ MetricStat: { Metric: Properties } }]).flatMap(
        ({ MetricStat }: PropertiesOf) => MetricStat?.Metric ?? [],
      ),
    );
    const watched = metrics.flatMap(({ MetricName, Dimensions }) =>
      MetricName === 'ApproximateNumberOfMessagesVisible' ? [target(Dimensions[0].Value)] : [],
    );

    expect(new Set(watched)).toEqual(deadLetterQueues);
  });

  it('every alarm names a heading of the runbook that exists, and tells the operators when it begins and ends', () => {
    const runbook = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'runbook.md'), 'utf8');
    const anchors = [...runbook.matchAll(/^## (.+)$/gm)].map(([, title]) => title?.toLowerCase().replaceAll(' ', '-'));

    const aged = functionCount - 2; // all but the detectors, which a queue starts
    const readers = functionCount - 1; // all but the sweeper
    const silent = 1;
    expect(alarms.size).toBe(
      2 * deadLetterQueues.size + working.length + aged + 2 * readers + 3 * functionCount + silent,
    );
    for (const { Properties } of alarms.values()) {
      const anchor = /docs\/runbook\.md#(\S+)$/.exec(Properties['AlarmDescription'])?.[1];
      const told = [...Properties['AlarmActions'], ...Properties['OKActions']].map((action) =>
        topics.get(target(action)),
      );
      expect(anchors).toContain(anchor);
      expect(told.map((topic) => topic?.Properties['DisplayName'])).toEqual(Array(2).fill('Gatewarden operations'));
    }
  });

  it('the outputs name each queue with the dead-letter queue that is its own', () => {
    const named = Object.values(queueOutputs).map(({ source, deadLetters }) =>
      [source, deadLetters].map((name) => target(stack.outputs.get(name)?.Value ?? '')),
    );

    expect(new Set(named.map(([source]) => source))).toEqual(new Set(working.map(([id]) => id)));
    for (const [source = '', deadLetters] of named) {
      expect(target(queues.get(source)?.Properties['RedrivePolicy'].deadLetterTargetArn)).toBe(deadLetters);
    }
  });

  it('a message stays hidden for longer than its function and a claim on an alert can last', () => {
    for (const { Properties } of mappings.values()) {
      const timeout = functions.get(target(Properties['FunctionName']))?.Properties['Timeout'];
      const visibility = queues.get(target(Properties['EventSourceArn']))?.Properties['VisibilityTimeout'];
      expect(visibility).toBeGreaterThanOrEqual(6 * timeout);
      expect(limits.leaseSeconds).toBeGreaterThan(timeout + limits.clockSkewSeconds);
      expect(visibility).toBeGreaterThan(limits.leaseSeconds);
    }
    expect(mappings.size).toBe(2);
  });

  it('each working queue feeds one function, which may fail single messages and has a bounded concurrency', () => {
    const sources = [...mappings.values()].map(({ Properties }) => target(Properties['EventSourceArn']));

    expect(new Set(sources)).toEqual(new Set(working.map(([id]) => id)));
    for (const { Properties } of mappings.values()) {
      expect(Properties['FunctionResponseTypes']).toEqual(['ReportBatchItemFailures']);
      expect(Properties['ScalingConfig']).toEqual({ MaximumConcurrency: limits.maximumConcurrency });
    }
  });

  it('the functions run Node 24 on arm64 with a whole processor, and keep their logs for a bounded time', () => {
    const groups = ofType(stack, 'AWS::Logs::LogGroup');

    expect(functions.size).toBe(functionCount);
    for (const { Properties } of functions.values()) {
      expect(Properties['Runtime']).toBe('nodejs24.x');
      expect(Properties['Architectures']).toEqual(['arm64']);
      expect(Properties['MemorySize']).toBe(1_769);
      expect(groups.get(target(Properties['LoggingConfig'].LogGroup))?.Properties['RetentionInDays']).toBe(90);
    }
  });

  it('queues, topics, table and log buckets are encrypted with keys of our own that rotate and are kept', () => {
    const buckets = [...ofType(stack, 'AWS::S3::Bucket').values()].filter(
      ({ Properties }) => Properties['NotificationConfiguration'] !== undefined,
    );
    const [table] = ofType(stack, 'AWS::DynamoDB::Table').values();
    const encryptedWith = [
      ...[...queues.values(), ...topics.values()].map(({ Properties }) => Properties['KmsMasterKeyId']),
      ...buckets.map(
        ({ Properties }) =>
          Properties['BucketEncryption'].ServerSideEncryptionConfiguration[0].ServerSideEncryptionByDefault
            .KMSMasterKeyID,
      ),
      table?.Properties['SSESpecification'].KMSMasterKeyId,
    ];

    expect(encryptedWith.filter((key) => !keys.has(target(String(key))))).toEqual([]);
    for (const { Properties, DeletionPolicy } of keys.values()) {
      expect(Properties['EnableKeyRotation']).toBe(true);
      expect(DeletionPolicy).toBe('RetainExceptOnCreate');
    }
  });

  it('lets S3 send the notifications of one bucket of the account that owns it, and use the key for that', () => {
    for (const [id, { Properties }] of working) {
      const [policy] = [...ofType(stack, 'AWS::SQS::QueuePolicy').values()].filter((candidate) =>
        candidate.Properties['Queues'].includes(`<${id}>`),
      );
      const [send, ...others] = allowsTo('s3.amazonaws.com', statementsOf(policy?.Properties['PolicyDocument']));
      const key = keys.get(target(Properties['KmsMasterKeyId']));
      const use = allowsTo('s3.amazonaws.com', statementsOf(key?.Properties['KeyPolicy']));

      expect(others).toEqual([]);
      expect(send?.Action).toEqual(['sqs:SendMessage']);
      expect(send?.Condition?.['ArnLike']['aws:SourceArn']).toMatch(/^arn:<AWS::Partition>:s3:::[^*?]+$/);
      expect(send?.Condition?.['StringEquals']['aws:SourceAccount']).toBeDefined();
      expect(use.map(({ Action }) => Action)).toContainEqual(['kms:Decrypt', 'kms:GenerateDataKey']);
      expect(use.map(({ Condition }) => Condition)).toContainEqual({ ArnLike: send?.Condition?.['ArnLike'] });
    }
  });

  it('lets alarms of this account alone publish to the topic of the operators, and use its key', () => {
    const [alarm] = alarms.values();
    const topicId = target(alarm?.Properties['AlarmActions'][0]);
    const [policy] = [...ofType(stack, 'AWS::SNS::TopicPolicy').values()].filter((candidate) =>
      candidate.Properties['Topics'].includes(`<${topicId}>`),
    );
    const key = keys.get(target(topics.get(topicId)?.Properties['KmsMasterKeyId']));
    const publish = allowsTo('cloudwatch.amazonaws.com', statementsOf(policy?.Properties['PolicyDocument']));
    const use = allowsTo('cloudwatch.amazonaws.com', statementsOf(key?.Properties['KeyPolicy']));

    expect(publish.map(({ Action }) => Action)).toEqual([['sns:Publish']]);
    expect(use.map(({ Action }) => Action)).toEqual([['kms:Decrypt', 'kms:GenerateDataKey']]);
    for (const { Condition } of [...publish, ...use]) {
      expect(Condition).toEqual({ StringEquals: { 'aws:SourceAccount': '<AWS::AccountId>' } });
    }
  });

  it.each([
    ['AWS::SQS::Queue', 'AWS::SQS::QueuePolicy', 'Queues', 'sqs:*'],
    ['AWS::SNS::Topic', 'AWS::SNS::TopicPolicy', 'Topics', 'sns:Publish'],
    ['AWS::S3::Bucket', 'AWS::S3::BucketPolicy', 'Bucket', 's3:*'],
  ])('every %s refuses what does not come over TLS', (type, policyType, names, action) => {
    const policies = [...ofType(stack, policyType).values()];

    for (const id of ofType(stack, type).keys()) {
      const own = policies.filter(({ Properties }) => [Properties[names]].flat().includes(`<${id}>`));
      const denials = own
        .flatMap(({ Properties }) => statementsOf(Properties['PolicyDocument']))
        .filter(({ Effect }) => Effect === 'Deny');
      expect(denials).toMatchObject([{ Action: [action], Condition: { Bool: { 'aws:SecureTransport': 'false' } } }]);
    }
  });

  it('no bucket can be made public', () => {
    for (const { Properties } of ofType(stack, 'AWS::S3::Bucket').values()) {
      expect(Object.values(Properties['PublicAccessBlockConfiguration'])).toEqual([true, true, true, true]);
    }
  });

  it('a bucket that announces its objects has its accesses logged elsewhere, or the log would announce itself', () => {
    const buckets = ofType(stack, 'AWS::S3::Bucket');
    const announcing = [...buckets].filter(([, { Properties }]) => 'NotificationConfiguration' in Properties);

    expect(announcing.length).toBeGreaterThan(0);
    for (const [, { Properties }] of announcing) {
      const elsewhere = buckets.get(target(Properties['LoggingConfiguration'].DestinationBucketName ?? '<>'));
      expect(elsewhere).toBeDefined();
      expect(elsewhere?.Properties).not.toHaveProperty('NotificationConfiguration');
    }
  });

  it('the table is paid on demand, expires items, can be restored, and outlives a mistake', () => {
    const [table, ...others] = ofType(stack, 'AWS::DynamoDB::Table').values();

    expect(others).toEqual([]);
    expect(table?.Properties).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      DeletionProtectionEnabled: true,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      TimeToLiveSpecification: { AttributeName: tableKeys.expires, Enabled: true },
      KeySchema: [
        { AttributeName: tableKeys.partition, KeyType: 'HASH' },
        { AttributeName: tableKeys.sort, KeyType: 'RANGE' },
      ],
    });
  });

  it.each([
    ['AWS::DynamoDB::Table', 'Retain'],
    ['AWS::Logs::LogGroup', 'Retain'],
    // What a failed first deployment would leave, it takes back: a bucket's fixed name would be in the next one's way.
    ['AWS::S3::Bucket', 'RetainExceptOnCreate'],
    ['AWS::KMS::Key', 'RetainExceptOnCreate'],
  ])('every %s is kept when the stack goes or would replace it', (type, whenItGoes) => {
    for (const { DeletionPolicy, UpdateReplacePolicy } of ofType(stack, type).values()) {
      expect([DeletionPolicy, UpdateReplacePolicy]).toEqual([whenItGoes, 'Retain']);
    }
  });

  it('deploys no custom resource, and no function but its own', () => {
    const types = [...stack.resources.values()].map(({ Type }) => Type);

    expect(types.filter((type) => type.startsWith('Custom::') || type.includes('CustomResource'))).toEqual([]);
    expect(types.filter((type) => type === 'AWS::Lambda::Function')).toHaveLength(functionCount);
  });

  it('a bucket announces its objects only after the queue lets it in', () => {
    const announcing = [...ofType(stack, 'AWS::S3::Bucket').values()].flatMap((bucket) => {
      const [configuration] = bucket.Properties['NotificationConfiguration']?.QueueConfigurations ?? [];
      return configuration === undefined ? [] : [{ bucket, queue: target(configuration.Queue), configuration }];
    });

    expect(announcing.length).toBeGreaterThan(0);
    for (const { bucket, queue, configuration } of announcing) {
      const policy = [...ofType(stack, 'AWS::SQS::QueuePolicy')].find(([, { Properties }]) =>
        Properties['Queues'].includes(`<${queue}>`),
      );
      const admitted = statementsOf(policy?.[1].Properties['PolicyDocument']).map(
        ({ Condition }) => Condition?.['ArnLike']?.['aws:SourceArn'],
      );
      expect(configuration.Event).toBe('s3:ObjectCreated:*');
      expect(admitted).toContain(`arn:<AWS::Partition>:s3:::${bucket.Properties['BucketName']}`);
      expect(bucket.DependsOn).toContain(policy?.[0]);
    }
  });

  it('cdk-nag finds nothing that is not accepted with a reason', () => {
    expect(stack.findings).toEqual([]);
  });
});

describe('a created trail', () => {
  const [trail] = ofType(created, 'AWS::CloudTrail::Trail').values();

  it('records management events of every Region, in validated and encrypted files', () => {
    expect(trail?.Properties).toMatchObject({
      IsLogging: true,
      IsMultiRegionTrail: true,
      IncludeGlobalServiceEvents: true,
      EnableLogFileValidation: true,
    });
    expect(ofType(created, 'AWS::KMS::Key').has(target(trail?.Properties['KMSKeyId']))).toBe(true);
  });

  it('is the only one that CloudTrail may write for, to its bucket and with its key', () => {
    const trailArn = `arn:<AWS::Partition>:cloudtrail:<AWS::Region>:<AWS::AccountId>:trail/${trail?.Properties['TrailName']}`;
    const documents = [
      ...[...ofType(created, 'AWS::S3::BucketPolicy').values()].map(({ Properties }) => Properties['PolicyDocument']),
      ...[...ofType(created, 'AWS::KMS::Key').values()].map(({ Properties }) => Properties['KeyPolicy']),
    ];
    const statements = documents.flatMap((document) => allowsTo('cloudtrail.amazonaws.com', statementsOf(document)));

    expect(statements.flatMap(({ Action }) => Action).sort()).toEqual([
      'kms:DescribeKey',
      'kms:GenerateDataKey*',
      's3:GetBucketAcl',
      's3:PutObject',
    ]);
    for (const { Condition } of statements) {
      expect(Condition?.['StringEquals']['aws:SourceArn']).toBe(trailArn);
    }
  });

  it('announces its log files, and not its digests', () => {
    const [logs] = [...ofType(created, 'AWS::S3::Bucket').values()].filter(({ Properties }) =>
      String(Properties['BucketName']).includes('cloudtrail'),
    );

    expect(logs?.Properties['NotificationConfiguration'].QueueConfigurations[0].Filter.S3Key.Rules).toEqual([
      { Name: 'prefix', Value: 'AWSLogs/<AWS::AccountId>/CloudTrail/' },
      { Name: 'suffix', Value: '.json.gz' },
    ]);
  });

  it('is warned about at synth, with what a second trail costs', () => {
    expect(created.warnings).toEqual([expect.stringContaining('about 2 $ per 100,000 events')]);
  });
});

describe('an existing trail', () => {
  const bucketArn = 'arn:<AWS::Partition>:s3:::example-cloudtrail-logs';
  const value = (name: string): string => existing.outputs.get(name)?.Value ?? '';

  it('stays as it is: no trail is created, and nothing of its bucket is a resource of the stack', () => {
    const touching = [...existing.resources].filter(([, { Type, Properties }]) => {
      return Type.startsWith('AWS::S3::') && JSON.stringify(Properties).includes('example-cloudtrail-logs');
    });

    expect(touching).toEqual([]);
    expect(ofType(existing, 'AWS::CloudTrail::Trail').size).toBe(0);
    expect(existing.warnings).toEqual([]);
  });

  it('is announced by whoever owns the bucket, with a snippet that the stack prints', () => {
    const [queueArn, notification] = [value('CloudTrailQueueArn'), JSON.parse(value('CloudTrailNotification'))];

    expect(ofType(existing, 'AWS::SQS::Queue').has(target(queueArn))).toBe(true);
    expect(notification).toEqual({
      QueueConfigurations: [
        {
          Id: 'gatewarden',
          QueueArn: queueArn,
          Events: ['s3:ObjectCreated:*'],
          Filter: { Key: { FilterRules: [{ Name: 'suffix', Value: '.json.gz' }] } },
        },
      ],
    });
    expect(existing.outputs.get('CloudTrailNotification')?.Description).toContain('replaces the WHOLE configuration');
  });

  it('lets its owner copy the policies that another account needs', () => {
    const bucketPolicy = JSON.parse(value('CloudTrailBucketPolicy'));
    const keyPolicy = JSON.parse(value('CloudTrailKeyPolicy'));
    const [reader] = new Set<string>(
      [...bucketPolicy.Statement, ...keyPolicy.Statement].map(({ Principal }) => Principal.AWS),
    );

    expect(ofType(existing, 'AWS::IAM::Role').has(target(reader ?? ''))).toBe(true);
    expect(bucketPolicy.Statement).toMatchObject([
      { Action: ['s3:GetObject', 's3:GetObjectVersion'], Resource: `${bucketArn}/*/CloudTrail/*` },
      { Action: ['s3:ListBucket', 's3:ListBucketVersions'], Resource: bucketArn },
    ]);
    expect(keyPolicy.Statement).toMatchObject([{ Action: 'kms:Decrypt' }]);
  });
});

function allowsTo(service: string, statements: readonly Statement[]): readonly Statement[] {
  return statements.filter(({ Effect, Principal }) => {
    const services = [(Principal as { readonly Service?: string | string[] } | undefined)?.Service].flat();
    return Effect === 'Allow' && services.includes(service);
  });
}
