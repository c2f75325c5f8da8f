import type { CloudTrailConfig } from '../../lambda/config/schema.ts';
import { TemplateFault } from '../errors.ts';
import { type Names, resolveTemplate } from '../template/resources.ts';
import { readTemplate, type Template } from '../template/template.ts';
import { type Bucket, readBucket } from './buckets.ts';
import { existingBucket } from './existing-bucket.ts';
import {
  type LambdaFunction,
  type Mapping,
  readFunction,
  readMapping,
  readSchedule,
  type Schedule,
} from './functions.ts';
import { type Key, readKey } from './keys.ts';
import { type Queue, readQueues } from './queues.ts';
import { type Role, readRoles } from './roles.ts';
import { readTable, type Table } from './tables.ts';
import { readSubscription, readTopic, type Subscription, type Topic } from './topics.ts';
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
  readonly outputs: ReadonlyMap<string, string>;
}

export interface StackOptions extends Names {
  /** Whether the log files lie in a bucket that is somebody else's. */
  readonly cloudtrail: CloudTrailConfig;
}

const typesInUse = [
  'AWS::DynamoDB::Table',
  'AWS::IAM::Policy',
  'AWS::IAM::Role',
  'AWS::KMS::Key',
  'AWS::Lambda::EventSourceMapping',
  'AWS::Lambda::Function',
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
  const existing = cloudtrail.mode === 'existing' ? [existingBucket(cloudtrail, outputs)] : [];
  return {
    buckets: [...of('AWS::S3::Bucket').map(readBucket), ...existing],
    queues: readQueues(of('AWS::SQS::Queue'), of('AWS::SQS::QueuePolicy')),
    keys: of('AWS::KMS::Key').map(readKey),
    topics: of('AWS::SNS::Topic').map(readTopic),
    subscriptions: of('AWS::SNS::Subscription').map(readSubscription),
    tables: of('AWS::DynamoDB::Table').map(readTable),
    roles: readRoles(of('AWS::IAM::Role'), of('AWS::IAM::Policy')),
    functions: of('AWS::Lambda::Function').map(readFunction),
    mappings: of('AWS::Lambda::EventSourceMapping').map(readMapping),
    schedules: of('AWS::Scheduler::Schedule').map(readSchedule),
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
