import { describe, expect, it } from 'vitest';
import { expectStartedByItsGroup } from './scheduled.ts';
import { createdTrail, existingTrail, ofType, type Properties, roleStatements, synthesise } from './synthesise.ts';

const folder = 'gatewarden-canary/*';

const created = synthesise({ ...createdTrail, canary: { every: '1h', within: '15m' } });
const existing = synthesise({ ...existingTrail, canary: { every: '1d', within: '15m' } });
const stacks = [
  ['a created trail', created, ''],
  ['an existing trail', existing, 'entra/'],
] as const;

describe.each(stacks)('the canary, with %s', (_, stack, landingPrefix) => {
  const own = (type: string) => [...ofType(stack, type)].filter(([id]) => id.startsWith('GatewardenCanary'));
  const only = (type: string): readonly [string, Properties] => {
    const found = own(type);
    expect(found).toHaveLength(1);
    const [id, resource] = found[0] ?? ['', undefined];
    return [id, resource?.Properties ?? {}];
  };
  const idOf = (prefix: string, type: string): string =>
    [...ofType(stack, type).keys()].find((id) => id.startsWith(`Gatewarden${prefix}`)) ?? '';
  const [functionId] = only('AWS::Lambda::Function');
  const [topicId, topic] = only('AWS::SNS::Topic');
  const [bucketId, bucket] = only('AWS::S3::Bucket');
  const takers = [idOf('CloudTrailDetector', 'AWS::Lambda::Function'), idOf('EntraDetector', 'AWS::Lambda::Function')];
  const variablesOf = (id: string): Properties => stack.resources.get(id)?.Properties['Environment'].Variables;

  it('leaves cdk-nag nothing to say', () => {
    expect(stack.findings).toEqual([]);
  });

  it('is started by schedules of its group alone, which may start nothing else, and is never repeated', () => {
    expectStartedByItsGroup(stack, { prefix: 'Canary' });
    const [, whenNobodyWaits] = only('AWS::Lambda::EventInvokeConfig');
    expect(whenNobodyWaits['MaximumRetryAttempts']).toBe(0);
    expect(whenNobodyWaits['MaximumEventAgeInSeconds']).toBeLessThanOrEqual(21_600);
  });

  it('leaves no group of schedules, whose name would be taken when it is switched on again', () => {
    expect(own('AWS::Scheduler::ScheduleGroup').map(([, { DeletionPolicy }]) => DeletionPolicy)).toEqual(['Delete']);
  });

  it('may write into its folders alone, and do nothing else but log', () => {
    const statements = roleStatements(stack, functionId).filter(({ Action }) => !Action[0]?.startsWith('logs:'));

    expect(statements).toEqual([
      {
        Effect: 'Allow',
        Action: ['s3:PutObject'],
        Resource: [
          expect.stringMatching(/:s3:::gatewarden-canary-.*\/gatewarden-canary\/\*$/),
          expect.stringMatching(new RegExp(`:s3:::gatewarden-entra-.*/${landingPrefix}gatewarden-canary/\\*$`)),
        ],
      },
      {
        Effect: 'Allow',
        Action: ['kms:GenerateDataKey'],
        Resource: [expect.stringMatching(/^<GatewardenEncryptionData/)],
        Condition: { StringEquals: { 'kms:ViaService': 's3.<AWS::Region>.amazonaws.com' } },
      },
    ]);
  });

  it('has a bucket that tells the queue of CloudTrail’s files, which lets it in, and that keeps its files for a day', () => {
    const [notification, ...others] = bucket['NotificationConfiguration'].QueueConfigurations;

    expect(others).toEqual([]);
    expect(notification).toMatchObject({ Event: 's3:ObjectCreated:*' });
    expect(notification.Queue).toMatch(/^<GatewardenCloudTrailQueue[^D]/);
    expect(JSON.stringify(policiesOf('AWS::SQS::QueuePolicy'))).toContain(`:s3:::${bucket['BucketName']}`);
    expect(bucket['LifecycleConfiguration'].Rules).toContainEqual(passing('gatewarden-canary/'));
  });

  it('has the landing bucket keep its files for a day as well, and nothing else of it', () => {
    const landing = stack.resources.get(idOf('EntraLanding', 'AWS::S3::Bucket'))?.Properties ?? {};
    const expiring = landing['LifecycleConfiguration'].Rules.filter((rule: Properties) => 'ExpirationInDays' in rule);

    expect(expiring).toEqual([passing(`${landingPrefix}gatewarden-canary/`)]);
  });

  it('has its files read by the functions that read the real ones, which are told where they are', () => {
    const [cloudTrail = '', entra = ''] = takers;
    const reading = roleStatements(stack, cloudTrail).filter(({ Resource }) =>
      JSON.stringify(Resource).includes('canary'),
    );

    expect(variablesOf(cloudTrail)['CANARY_BUCKET']).toBe(bucket['BucketName']);
    expect(variablesOf(entra)['CANARY_BUCKET']).toMatch(/^gatewarden-entra-/);
    expect(variablesOf(cloudTrail)['ALLOWED_BUCKETS']).not.toContain('canary'); // nothing there is real
    expect(reading.flatMap(({ Action }) => Action)).toEqual(
      expect.arrayContaining(['s3:GetObject', 's3:GetObjectVersion', 's3:ListBucket', 's3:ListBucketVersions']),
    );
    expect(reading.flatMap(({ Resource }) => Resource).join(' ')).toContain(`/${folder}`);
    for (const taker of takers) expect(variablesOf(taker)['CANARY_BUCKET_OWNER']).toBe('<AWS::AccountId>');
  });

  it('has a topic that only these functions publish to, and that it alone is subscribed to', () => {
    const subscribed = [...ofType(stack, 'AWS::SNS::Subscription').values()].map(({ Properties }) => Properties);
    const publishing = [...ofType(stack, 'AWS::Lambda::Function').keys()].filter((id) =>
      roleStatements(stack, id).some(
        ({ Action, Resource }) => Action.includes('sns:Publish') && Resource.includes(`<${topicId}>`),
      ),
    );
    const [, permission] = only('AWS::Lambda::Permission');

    expect(publishing.toSorted()).toEqual(takers.toSorted());
    for (const taker of takers) expect(variablesOf(taker)['CANARY_TOPIC_ARN']).toBe(`<${topicId}>`);
    expect(subscribed.filter(({ TopicArn }) => TopicArn === `<${topicId}>`)).toEqual([
      { Endpoint: `<${functionId}.Arn>`, Protocol: 'lambda', TopicArn: `<${topicId}>` },
    ]);
    expect(subscribed.filter(({ Endpoint }) => Endpoint === `<${functionId}.Arn>`)).toHaveLength(1);
    expect(permission).toMatchObject({ Principal: 'sns.amazonaws.com', SourceArn: `<${topicId}>` });
    expect(topic['KmsMasterKeyId']).toMatch(/^<GatewardenEncryptionMessages/);
  });

  it('is told to nobody else: neither the sweeper nor any other function knows its topic or its buckets', () => {
    const others = [...ofType(stack, 'AWS::Lambda::Function').keys()].filter(
      (id) => !takers.includes(id) && id !== functionId,
    );

    for (const id of others) expect(Object.keys(variablesOf(id)).filter((name) => /CANARY/.test(name))).toEqual([]);
    expect(others.length).toBeGreaterThan(0);
    expect(bucketId).toMatch(/^GatewardenCanary/);
  });

  function policiesOf(type: string): readonly Properties[] {
    return [...ofType(stack, type).values()].map(({ Properties }) => Properties['PolicyDocument']);
  }
});

describe('the alarm on its return', () => {
  it.each([
    ['an hour and twenty minutes, where it flies each hour and may take a quarter', created, 900, 80 * 60],
    ['25 hours, where it flies each day: beyond a day these have to be whole', existing, 900, 25 * 3_600],
  ])('goes off when it takes too long, and when nothing is measured for %s', (_, stack, within, silence) => {
    const [alarm, ...others] = alarmsOn(stack, 'CanaryRoundTripSeconds');
    const [expression, back] = alarm?.['Metrics'] ?? [];

    expect(others).toEqual([]);
    expect(alarm).toMatchObject({
      ComparisonOperator: 'GreaterThanThreshold',
      Threshold: within,
      EvaluationPeriods: 1,
      TreatMissingData: 'breaching',
    });
    expect(expression).toMatchObject({ Expression: `FILL(back, ${within + 1})` });
    expect(back).toMatchObject({
      Id: 'back',
      MetricStat: { Period: silence, Stat: 'Maximum' },
      ReturnData: false,
    });
  });
});

it('there is nothing of it where nobody asked for it', () => {
  const ids = [...synthesise(createdTrail).resources].filter(([id, resource]) =>
    /canary/i.test(id + JSON.stringify(resource)),
  );

  expect(ids).toEqual([]);
});

it('is on the dashboard, beside how long real alerts take', () => {
  const [dashboard] = ofType(created, 'AWS::CloudWatch::Dashboard').values();

  expect(JSON.stringify(dashboard)).toContain('CanaryRoundTripSeconds');
});

function passing(prefix: string) {
  return {
    Prefix: prefix,
    ExpirationInDays: 1,
    NoncurrentVersionExpiration: { NoncurrentDays: 1 },
    Status: 'Enabled',
  };
}

function alarmsOn(stack: ReturnType<typeof synthesise>, metric: string): readonly Properties[] {
  return [...ofType(stack, 'AWS::CloudWatch::Alarm').values()]
    .map(({ Properties }) => Properties)
    .filter(({ Metrics = [] }) => Metrics.some((each: Properties) => each['MetricStat']?.Metric.MetricName === metric));
}
