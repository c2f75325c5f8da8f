import type { CloudTrailSource } from '../../lambda/config/cloudtrail.ts';
import { TemplateFault } from '../errors.ts';
import { busArn } from '../here.ts';
import { type Names, resolveTemplate } from '../template/resources.ts';
import { readTemplate, type Template } from '../template/template.ts';
import { type Bucket, readBucket } from './buckets.ts';
import { type EventBus, type EventRule, readBuses, readRules } from './event-buses.ts';
import { existingBucket, existingSources } from './existing-bucket.ts';
import { forwardingOf } from './forwarded-events.ts';
import {
  type LambdaFunction,
  type Mapping,
  readFunction,
  readMapping,
  readSchedule,
  type Schedule,
} from './functions.ts';
import { type Key, readKey } from './keys.ts';
import { type Permission, readPermission } from './permissions.ts';
import { type Queue, readQueues } from './queues.ts';
import { readerRoleOf } from './reader-role.ts';
import { type Role, readRoles } from './roles.ts';
import { readTable, type Table } from './tables.ts';
import { existingTopic, readSubscription, readTopic, type Subscription, type Topic } from './topics.ts';
import { typesWithoutUse } from './types-without-use.ts';

/** What a template deploys, as far as the laptop has a use for it, under the names that it has here. */
export interface Stack {
  readonly buckets: readonly Bucket[];
  readonly queues: readonly Queue[];
  readonly keys: readonly Key[];
  readonly topics: readonly Topic[];
  readonly subscriptions: readonly Subscription[];
  readonly tables: readonly Table[];
  readonly roles: readonly Role[];
  readonly functions: readonly LambdaFunction[];
  readonly mappings: readonly Mapping[];
  readonly schedules: readonly Schedule[];
  readonly permissions: readonly Permission[];
  /** Of EventBridge, with those of others that bring events to them. */
  readonly buses: readonly EventBus[];
  readonly rules: readonly EventRule[];
  readonly outputs: ReadonlyMap<string, string>;
}

export interface StackOptions extends Names {
  /** Which log files lie in buckets that are somebody else's, and what tells of them. */
  readonly cloudtrail: readonly CloudTrailSource[];
}

const typesInUse = [
  'AWS::DynamoDB::Table',
  'AWS::Events::EventBus',
  'AWS::Events::EventBusPolicy',
  'AWS::Events::Rule',
  'AWS::IAM::Policy',
  'AWS::IAM::Role',
  'AWS::KMS::Key',
  'AWS::Lambda::EventSourceMapping',
  'AWS::Lambda::Function',
  'AWS::Lambda::Permission',
  'AWS::S3::Bucket',
  'AWS::SNS::Subscription',
  'AWS::SNS::Topic',
  'AWS::SQS::Queue',
  'AWS::SQS::QueuePolicy',
  'AWS::Scheduler::Schedule',
] as const;

/** Reads a template's JSON. Throws TemplateFault at whatever it does not know: nothing is passed over in silence. */
export function readStack(json: unknown, { cloudtrail, ...names }: StackOptions): Stack {
  const template = readTemplate(json);
  refuseUnknown(template);
  const { resourcesOf, outputs } = resolveTemplate(template, names);
  const of = (type: (typeof typesInUse)[number]) => resourcesOf(type);
  const theirs = existingSources(cloudtrail, outputs);
  const forwarding = theirs.flatMap(({ source, wired }) => forwardingOf(source, wired) ?? []);
  const readers = theirs.flatMap(({ source, wired }) => readerRoleOf(source, wired) ?? []);
  const topicArns = theirs.flatMap(({ source }) => (source.mode === 'topic' ? [source.topicArn] : []));
  const buses = readBuses(of('AWS::Events::EventBus'), of('AWS::Events::EventBusPolicy'), (name) =>
    busArn(name, names),
  );
  return {
    buckets: [
      ...of('AWS::S3::Bucket').map(readBucket),
      ...theirs.map(({ source, wired }) => existingBucket(source, wired)),
    ],
    queues: readQueues(of('AWS::SQS::Queue'), of('AWS::SQS::QueuePolicy')),
    keys: of('AWS::KMS::Key').map(readKey),
    topics: [...of('AWS::SNS::Topic').map(readTopic), ...[...new Set(topicArns)].map(existingTopic)],
    subscriptions: of('AWS::SNS::Subscription').map(readSubscription),
    tables: of('AWS::DynamoDB::Table').map(readTable),
    roles: [
      ...readRoles(of('AWS::IAM::Role'), of('AWS::IAM::Policy')),
      ...readers,
      ...forwarding.map(({ role }) => role),
    ],
    functions: of('AWS::Lambda::Function').map(readFunction),
    mappings: of('AWS::Lambda::EventSourceMapping').map(readMapping),
    schedules: of('AWS::Scheduler::Schedule').map(readSchedule),
    permissions: of('AWS::Lambda::Permission').map(readPermission),
    buses: [...buses, ...forwarding.map(({ bus }) => bus)],
    rules: [...readRules(of('AWS::Events::Rule'), buses), ...forwarding.map(({ rule }) => rule)],
    outputs,
  };
}

function refuseUnknown({ Resources }: Template): void {
  for (const [logicalId, { Type }] of Object.entries(Resources)) {
    if (typesInUse.some((each) => each === Type) || Object.hasOwn(typesWithoutUse, Type)) continue;
    throw new TemplateFault(
      `the template has ${logicalId}, a ${Type}: the cloud on the laptop neither has it nor knows that it can do without`,
    );
  }
}
