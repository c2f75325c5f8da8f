import { createHash } from 'node:crypto';
import { cursorKey } from '../../lambda/adapters/dynamodb/cursors.ts';
import type { Config } from '../../lambda/config/schema.ts';
import { tableIndexes } from '../../lambda/config/table.ts';
import { here } from '../../local/here.ts';
import { madeUpName } from '../../local/template/identity.ts';
import { type Resolved, resolveTemplate } from '../../local/template/resources.ts';
import { readTemplate } from '../../local/template/template.ts';
import { type Properties, templateOf } from '../lib/synthesise.ts';

/** When it is in the world. */
export const now = Date.parse('2026-11-20T12:00:00Z');
export const minutesAgo = (minutes: number): Date => new Date(now - minutes * 60_000);

/** What AWS holds, described, for a fault to change. What stands in it is what AWS answers, by its own names. */
export interface World {
  readonly account: string;
  /** Whose credentials ask. */
  caller: string;
  readonly stack: Record<string, unknown>;
  readonly outputs: Map<string, string>;
  resources: {
    LogicalResourceId: string;
    PhysicalResourceId: string;
    ResourceType: string;
    LastUpdatedTimestamp: Date;
  }[];
  readonly trails: Described[];
  readonly trailStatus: Described;
  /** Of single trails by their ARNs, where one is another than all. */
  readonly trailStatuses: Map<string, Described>;
  readonly selectors: Described;
  readonly buckets: Map<string, Bucket>;
  /** By URL. */
  readonly queues: Map<string, Record<string, string>>;
  /** By ARN. */
  readonly topics: Map<string, Record<string, string>>;
  readonly subscriptions: Map<string, Record<string, string>>;
  readonly functions: Map<string, Described>;
  readonly concurrency: Map<string, Described>;
  mappings: Described[];
  readonly keys: Map<string, { metadata: Described; policy: Policy }>;
  alarms: Described[];
  readonly rules: Map<string, { rule: Described; targets: Described[] }>;
  readonly table: { described: Described; backups: Described; ttl: Described };
  readonly items: Map<string, Described>;
  /** By the metric's name and its dimension's value: how long ago and how much, the newest first. */
  readonly metrics: Map<string, readonly (readonly [minutesAgo: number, value: number])[]>;
  /** Actions that are refused, and those that nobody answers. */
  readonly refused: Set<string>;
  /** How S3 refuses, if not as usual. */
  refusedAs?: 'MethodNotAllowed';
  readonly silent: Set<string>;
}

// biome-ignore lint/suspicious/noExplicitAny: what AWS answers is JSON of many shapes, and a fault reaches into any of them
export type Described = Record<string, any>;
export interface Policy {
  Statement: Described[];
}

export interface Bucket {
  readonly owner: string;
  queues: { arn: string; events: string[]; prefix: string; suffix: string }[];
  topics: { arn: string; events: string[]; prefix: string; suffix: string }[];
  eventBridge: boolean;
  policy: Policy | undefined;
}

const stackName = 'Gatewarden';

/** The world in which everything of this configuration is deployed and well, and somebody is subscribed. */
export function wellWorld(config: Config, endpoint: string): World {
  const template = templateOf(config);
  const resolved = resolveTemplate(readTemplate(template), { stackName, endpoint });
  const of = (type: string) => resolved.resourcesOf(type);
  const propertiesOf = (resource: { readonly properties: unknown }): Properties =>
    structuredClone(resource.properties) as Properties;
  const policyOf = (type: string, names: string, name: string): Policy | undefined =>
    of(type)
      .map(propertiesOf)
      .find((each) => [each[names]].flat().includes(name))?.['PolicyDocument'];
  const world: World = {
    account: here.account,
    caller: here.account,
    stack: { StackName: stackName, StackStatus: 'UPDATE_COMPLETE', CreationTime: minutesAgo(9_000) },
    outputs: new Map(resolved.outputs),
    resources: physical(template, resolved),
    trails: of('AWS::CloudTrail::Trail').map((each) => {
      const { TrailName: Name, S3BucketName, KMSKeyId, IsMultiRegionTrail } = propertiesOf(each);
      return trailOf(Name, S3BucketName, { KmsKeyId: KMSKeyId, IsMultiRegionTrail });
    }),
    trailStatus: { IsLogging: true, LatestDeliveryTime: minutesAgo(4) },
    trailStatuses: new Map(),
    selectors: { EventSelectors: [{ ReadWriteType: 'All', IncludeManagementEvents: true }] },
    buckets: new Map(
      of('AWS::S3::Bucket').map((each) => [
        each.ref,
        {
          owner: here.account,
          ...notified(propertiesOf(each)),
          policy: policyOf('AWS::S3::BucketPolicy', 'Bucket', each.ref),
        },
      ]),
    ),
    queues: new Map(
      of('AWS::SQS::Queue').map((each) => {
        const { KmsMasterKeyId, RedrivePolicy } = propertiesOf(each);
        const policy = policyOf('AWS::SQS::QueuePolicy', 'Queues', each.ref);
        return [
          each.ref,
          {
            QueueArn: each.attribute('Arn'),
            ApproximateNumberOfMessages: '0',
            ApproximateNumberOfMessagesNotVisible: '0',
            ...(KmsMasterKeyId && { KmsMasterKeyId }),
            ...(RedrivePolicy && { RedrivePolicy: JSON.stringify(RedrivePolicy) }),
            ...(policy && { Policy: JSON.stringify(policy) }),
          },
        ];
      }),
    ),
    topics: new Map(
      of('AWS::SNS::Topic').map((each) => {
        const policy = policyOf('AWS::SNS::TopicPolicy', 'Topics', each.ref);
        const { KmsMasterKeyId } = propertiesOf(each);
        return [each.ref, { TopicArn: each.ref, KmsMasterKeyId, ...(policy && { Policy: JSON.stringify(policy) }) }];
      }),
    ),
    subscriptions: new Map(
      of('AWS::SNS::Subscription').map((each) => {
        const { TopicArn, Protocol, Endpoint } = propertiesOf(each);
        return [
          subscriptionArn(TopicArn, each.logicalId),
          { TopicArn, Protocol, Endpoint, PendingConfirmation: 'false' },
        ];
      }),
    ),
    functions: new Map(
      of('AWS::Lambda::Function').map((each) => [
        each.ref,
        {
          FunctionName: each.ref,
          Role: propertiesOf(each)['Role'],
          State: 'Active',
          LastUpdateStatus: 'Successful',
          LastModified: minutesAgo(600).toISOString().replace('Z', '+0000'),
        },
      ]),
    ),
    concurrency: new Map(),
    mappings: of('AWS::Lambda::EventSourceMapping').map((each) => {
      const { EventSourceArn, FunctionName, FunctionResponseTypes } = propertiesOf(each);
      const FunctionArn = `arn:aws:lambda:us-east-1:${here.account}:function:${FunctionName}`;
      return { UUID: uuidOf(each.logicalId), EventSourceArn, FunctionArn, FunctionResponseTypes, State: 'Enabled' };
    }),
    keys: new Map(
      of('AWS::KMS::Key').map((each) => [
        each.ref,
        { metadata: { KeyId: each.ref, KeyState: 'Enabled' }, policy: propertiesOf(each)['KeyPolicy'] },
      ]),
    ),
    alarms: of('AWS::CloudWatch::Alarm').map((each) => {
      const { AlarmActions, AlarmDescription } = propertiesOf(each);
      return {
        AlarmName: madeUpName(each.type, stackName, each.logicalId),
        AlarmActions,
        AlarmDescription,
        StateValue: 'OK',
        ActionsEnabled: true,
      };
    }),
    rules: new Map(
      of('AWS::Events::Rule').map((each) => {
        const { EventPattern, Targets } = propertiesOf(each);
        const rule = { Arn: each.attribute('Arn'), State: 'ENABLED', EventPattern: JSON.stringify(EventPattern) };
        return [each.ref, { rule, targets: (Targets as Described[]).map(({ Id, Arn }) => ({ Id, Arn })) }];
      }),
    ),
    table: {
      described: {
        TableStatus: 'ACTIVE',
        DeletionProtectionEnabled: true,
        SSEDescription: { Status: 'ENABLED', KMSMasterKeyArn: dataKeyArn(of('AWS::KMS::Key').map(({ ref }) => ref)) },
        GlobalSecondaryIndexes: Object.values(tableIndexes).map(({ name: IndexName }) => ({
          IndexName,
          IndexStatus: 'ACTIVE',
        })),
      },
      backups: { PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: 'ENABLED' } },
      ttl: { TimeToLiveStatus: 'ENABLED', AttributeName: 'expires' },
    },
    items: new Map(),
    metrics: new Map(),
    refused: new Set(),
    silent: new Set(),
  };
  for (const name of world.functions.keys()) {
    world.metrics.set(`Objects ${name}`, [[4, 3]]);
    world.metrics.set(`Invocations ${name}`, [[4, 1]]);
  }
  return world;
}

function dataKeyArn(keys: readonly string[]): string {
  return `arn:aws:kms:us-east-1:${here.account}:key/${keys.find((key) => key.includes('Data'))}`;
}

/** A trail as DescribeTrails has it. */
export function trailOf(Name: string, S3BucketName: string, changes: Described = {}): Described {
  return {
    Name,
    TrailARN: `arn:aws:cloudtrail:us-east-1:${here.account}:trail/${Name}`,
    HomeRegion: 'us-east-1',
    S3BucketName,
    IsMultiRegionTrail: true,
    IncludeGlobalServiceEvents: true,
    LogFileValidationEnabled: true,
    IsOrganizationTrail: false,
    ...changes,
  };
}

/** A file of outputs, as `cdk deploy --outputs-file` writes it. */
export function outputsFile({ outputs }: World): string {
  return JSON.stringify({ [stackName]: Object.fromEntries(outputs) });
}

/** Where the poller's cursor has come to, with one kind of sign-ins; the other kind is nearly up to date. */
export function putCursor(world: World, name: string, through: Date): void {
  const progress = (time: Date) => ({ through: time.getTime(), settled: time.getTime(), slice: 60_000 });
  world.items.set(cursorKey(name)['pk']?.S as string, {
    version: { N: '3' },
    parts: { S: JSON.stringify({ nonInteractive: progress(minutesAgo(1)), interactive: progress(through) }) },
  });
}

/** One of the world by a part of its name. Throws where there is none. */
export function named<Value>(all: ReadonlyMap<string, Value>, part: string): Value {
  return entryOf(all, part)[1];
}

export function nameIn(all: ReadonlyMap<string, unknown>, part: string): string {
  return entryOf(all, part)[0];
}

function entryOf<Value>(all: ReadonlyMap<string, Value>, part: string): readonly [string, Value] {
  const found = [...all].find(([name]) => name.includes(part));
  if (found === undefined) throw new Error(`the world has no ${part}: ${[...all.keys()].join(', ')}`);
  return found;
}

function notified({
  NotificationConfiguration: found = {},
}: Properties): Pick<Bucket, 'queues' | 'topics' | 'eventBridge'> {
  const queues = (found.QueueConfigurations ?? []).map(({ Queue: arn, Event, Filter }: Described) => {
    const ruleOf = (name: string): string =>
      Filter?.S3Key.Rules.find((rule: Described) => rule['Name'] === name)?.Value ?? '';
    return { arn, events: [Event], prefix: ruleOf('prefix'), suffix: ruleOf('suffix') };
  });
  return { queues, topics: [], eventBridge: found.EventBridgeConfiguration !== undefined };
}

/** What CloudFormation calls its resources: where nothing in the template refers to one of a type, a name like AWS's. */
function physical(template: unknown, { resourcesOf }: Resolved): World['resources'] {
  const references = new Map<string, string>([
    ...['AWS::Lambda::Function', 'AWS::SQS::Queue', 'AWS::KMS::Key', 'AWS::Events::Rule'].flatMap((type) =>
      resourcesOf(type).map(({ logicalId, ref }) => [logicalId, ref] as const),
    ),
    ...resourcesOf('AWS::SNS::Subscription').map(({ logicalId, properties }) => {
      return [logicalId, subscriptionArn((properties as Properties)['TopicArn'], logicalId)] as const;
    }),
  ]);
  return Object.entries(readTemplate(template).Resources).map(([logicalId, { Type }]) => ({
    LogicalResourceId: logicalId,
    PhysicalResourceId: references.get(logicalId) ?? madeUpName(Type, stackName, logicalId),
    ResourceType: Type,
    LastUpdatedTimestamp: minutesAgo(599),
  }));
}

function subscriptionArn(topicArn: string, logicalId: string): string {
  return `${topicArn}:${uuidOf(logicalId)}`;
}

function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}
