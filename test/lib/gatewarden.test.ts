import { Stack, Stage } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Subscription, SubscriptionProtocol } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { describe, expect, it } from 'vitest';
import { defaultConfig } from '../../lambda/config/schema.ts';
import { Gatewarden } from '../../lib/gatewarden.ts';
import type { GatewardenProps } from '../../lib/gatewarden-props.ts';
import { FaultyProps } from '../../lib/valid-config.ts';
import { everyTopic, newApp, type Properties, polling, type Resource } from './synthesise.ts';

/** In an app of somebody else's, with none of this project's feature flags. */
function otherStack(name = 'Other'): Stack {
  return new Stack(newApp(), name);
}

function resourcesOf(template: Template, type: string): readonly Resource[] {
  return Object.values(template.findResources(type)).map((each) => each as Resource);
}

function namesIn(stack: Stack, type: string, property: string): readonly string[] {
  const found = resourcesOf(Template.fromStack(stack), type);
  return found.flatMap(({ Properties }) =>
    Properties?.[property] === undefined ? [] : [textOf(Properties[property])],
  );
}

/** A text with its references left out. */
function textOf(value: string | Properties): string {
  return typeof value === 'string'
    ? value
    : value['Fn::Join'][1].filter((part: unknown) => typeof part === 'string').join('');
}

describe('somebody else’s stack', () => {
  it('names its buckets and its trail after itself, and the outputs as the documentation says', () => {
    const stack = otherStack('Security');
    new Gatewarden(stack, 'Gatewarden');

    const outputs = Object.keys(Template.fromStack(stack).findOutputs('*'));
    expect(namesIn(stack, 'AWS::S3::Bucket', 'BucketName')).toEqual(['security-cloudtrail--', 'security-entra--']);
    expect(namesIn(stack, 'AWS::CloudTrail::Trail', 'TrailName')).toEqual(['security']);
    expect(outputs).toEqual(expect.arrayContaining(['TableName', 'CloudTrailQueueUrl', 'KeptAfterDestroy']));
  });

  it('may hold two, whose names and outputs stay apart', () => {
    const stack = otherStack('Security');
    new Gatewarden(stack, 'Gatewarden', everyTopic);
    new Gatewarden(new Construct(stack, 'Audit'), 'Gatewarden', everyTopic);
    new Gatewarden(stack, 'Second', everyTopic);

    const buckets = namesIn(stack, 'AWS::S3::Bucket', 'BucketName');
    const channels = namesIn(stack, 'AWS::Chatbot::SlackChannelConfiguration', 'ConfigurationName');
    const outputs = Object.keys(Template.fromStack(stack).findOutputs('*'));
    expect(buckets).toEqual([
      'security-cloudtrail--',
      'security-entra--',
      'security-audit-cloudtrail--',
      'security-audit-entra--',
      'security-second-cloudtrail--',
      'security-second-entra--',
    ]);
    expect(new Set(channels).size).toBe(3);
    expect(outputs).toEqual(expect.arrayContaining(['TableName', 'AuditTableName', 'SecondTableName']));
  });

  it('has names that a bucket may have, however long and strange its own are', () => {
    const stage = new Stage(newApp(), 'Production');
    const long = [
      new Stack(stage, 'SecurityMonitoringOfEverything'),
      new Stack(stage, 'SecurityMonitoringOfEverythingElse'),
    ];
    const strange = otherStack();
    for (const stack of long) new Gatewarden(stack, 'Gatewarden');
    new Gatewarden(strange, 'Ää_ß');

    const names = [...long, strange].flatMap((stack) => namesIn(stack, 'AWS::S3::Bucket', 'BucketName'));
    expect(new Set(names).size).toBe(6);
    for (const name of names) {
      expect(name).toMatch(/^[a-z0-9][a-z0-9-]+$/);
      expect(name.length + '111122223333'.length + 'ap-southeast-22'.length).toBeLessThanOrEqual(63);
    }
  });

  it('needs none of this project’s feature flags: access logs come by a policy, as a new bucket takes no ACL', () => {
    const stack = otherStack();
    new Gatewarden(stack, 'Gatewarden');

    const template = Template.fromStack(stack);
    const buckets = resourcesOf(template, 'AWS::S3::Bucket');
    const logging = { Principal: { Service: 'logging.s3.amazonaws.com' }, Action: 's3:PutObject' };
    const policy = { PolicyDocument: Match.objectLike({ Statement: Match.arrayWith([Match.objectLike(logging)]) }) };
    expect(buckets.filter(({ Properties }) => Properties?.['AccessControl'] !== undefined)).toEqual([]);
    template.hasResourceProperties('AWS::S3::BucketPolicy', policy);
  });

  it('can subscribe to the topics and read the table, with the key that this takes', () => {
    const stack = otherStack();
    const { topics, operatorTopic, table } = new Gatewarden(stack, 'Gatewarden');
    const triage = LambdaFunction.fromFunctionAttributes(stack, 'Triage', {
      functionArn: 'arn:aws:lambda:us-east-1:111122223333:function:triage',
      role: new Gatewarden(stack, 'Second').functions.sweeper.role as NonNullable<LambdaFunction['role']>,
    });
    for (const topic of [topics.machines, operatorTopic])
      if (topic !== undefined)
        new Subscription(topic, 'Mine', { topic, protocol: SubscriptionProtocol.EMAIL, endpoint: 'me@example.com' });

    const grant = table.grantReadData(triage);

    expect(grant.success).toBe(true);
    Template.fromStack(stack).resourcePropertiesCountIs('AWS::SNS::Subscription', { Endpoint: 'me@example.com' }, 2);
  });
});

describe('its members', () => {
  const stack = otherStack();
  const whole = new Gatewarden(stack, 'Gatewarden', {
    ...everyTopic,
    entra: polling({ method: 'federated', audience: 'a' }).entra,
  });
  const little = new Gatewarden(stack, 'Little', {
    cloudtrail: { mode: 'bucket', bucket: 'example-cloudtrail-logs', account: '111122223333' },
    topics: { machines: { enabled: false } },
  });

  it('are all that there is', () => {
    expect(Object.keys(whole.topics)).toEqual(['machines', 'people', 'chat']);
    expect(Object.keys(whole.functions)).toEqual(['cloudtrail', 'entra', 'sweeper', 'poller']);
    expect(Object.keys(whole.buckets)).toEqual(['entra', 'accessLogs', 'cloudtrail']);
    expect(new Set(Object.values(whole.queues).flatMap((each) => [each.queue, each.deadLetters])).size).toBe(4);
  });

  it('are not there where there is nothing', () => {
    expect(Object.keys(little.topics)).toEqual(['people']);
    expect(Object.keys(little.functions)).toEqual(['cloudtrail', 'entra', 'sweeper']);
    expect(Object.keys(little.buckets)).toEqual(['entra', 'accessLogs']);
  });
});

describe('what it is given', () => {
  it('is given null, which a configuration file of comments alone is to YAML, and has every default', () => {
    const [none, empty] = [null, {}].map((props) => {
      const stack = otherStack();
      new Gatewarden(stack, 'Gatewarden', props as GatewardenProps);
      return Object.keys(Template.fromStack(stack).toJSON()['Resources']);
    });

    expect(none).toEqual(empty);
  });

  const faultsOf = (props: unknown): string => {
    try {
      new Gatewarden(otherStack(), 'Gatewarden', props as GatewardenProps);
    } catch (error) {
      if (error instanceof FaultyProps) return error.message;
      throw error;
    }
    return '';
  };

  it('is checked at synth, with every fault in a sentence', () => {
    const faults = faultsOf({ colour: 'red', rules: { nothing: {} }, telling: { stormAbove: 0 } });

    expect(faults.split('\n')).toEqual([
      'Other/Gatewarden cannot be built:',
      expect.stringMatching(/^- telling\.stormAbove must be a whole number from 1 to 1000, not 0\.$/),
      expect.stringMatching(/^- rules\.nothing is not known here; known are console-login/),
      expect.stringMatching(/^- colour is not known here; known are cloudtrail, entra, .*dashboard\.$/),
    ]);
  });

  it('may have undefined in it, which says nothing', () => {
    expect(faultsOf({ entra: { landingPrefix: undefined }, rules: undefined, exclusions: [] })).toBe('');
  });

  it('may be a whole configuration', () => {
    expect([defaultConfig, everyTopic].map(faultsOf)).toEqual(['', '']);
  });

  it('may name a bucket of the same app, which nobody knows the name of before it is deployed', () => {
    const stack = otherStack();
    const bucket = new Bucket(stack, 'Theirs');
    new Gatewarden(stack, 'Gatewarden', {
      cloudtrail: { mode: 'bucket', bucket: bucket.bucketName, account: stack.account },
    });

    const functions = resourcesOf(Template.fromStack(stack), 'AWS::Lambda::Function');
    const read = functions.map(({ Properties }) => Properties['Environment'].Variables['ALLOWED_BUCKETS']);
    expect(JSON.stringify(read)).toContain(`{"Ref":"${stack.resolve(bucket.bucketName).Ref}"}`);
  });

  it('may be a token nowhere else, as a function would get it as it stands', () => {
    const stack = otherStack();
    const graph = { tenant: 'example.com', clientId: stack.stackId, auth: { method: 'federated' } };

    expect(faultsOf({ entra: { graph }, subscribers: { organization: stack.account } }).split('\n')).toEqual([
      'Other/Gatewarden cannot be built:',
      expect.stringMatching(/^- entra\.graph\.clientId must be known at synth/),
      expect.stringMatching(/^- subscribers\.organization must be known at synth/),
    ]);
  });

  it('is warned of where an exclusion has expired', () => {
    const exclusion = {
      id: 'old',
      match: { sourceIp: ['203.0.113.0/24'] },
      effect: 'drop' as const,
      reason: 'The office.',
      owner: 'network-team@example.com',
      expires: '2020-01-01',
    };
    const gatewarden = new Gatewarden(otherStack(), 'Gatewarden', { exclusions: [exclusion] });

    const said = gatewarden.node.metadata.map(({ data }) => String(data));
    expect(said).toEqual([expect.stringContaining('The exclusion old has expired')]);
  });
});

it('says in an output what is left after `cdk destroy`: everything that is retained', () => {
  const stack = otherStack();
  new Gatewarden(stack, 'Gatewarden', polling({ method: 'federated', audience: 'a' }));

  const template = Template.fromStack(stack).toJSON();
  const resources = Object.entries(template['Resources'] as Readonly<Record<string, Resource>>);
  const retained = resources.filter(([, { DeletionPolicy }]) => DeletionPolicy?.startsWith('Retain'));
  const value = JSON.stringify(template['Outputs'].KeptAfterDestroy.Value);
  const named = [...value.matchAll(/"Ref":"(\w+)"/g)].map(([, id]) => id);
  expect(retained.length).toBeGreaterThan(8);
  expect(named.toSorted()).toEqual(retained.map(([id]) => id).toSorted());
  for (const [, { Type }] of retained) expect(value).toContain(`${Type} `);
});
