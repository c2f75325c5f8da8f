import * as v from 'valibot';
import { TemplateFault } from '../errors.ts';
import { expectShape, numeric, without } from '../template/expect-shape.ts';
import type { Resource } from '../template/resources.ts';

export interface LambdaFunction {
  readonly logicalId: string;
  readonly name: string;
  readonly arn: string;
  /** The object in the CDK's bucket of assets that holds its code. */
  readonly codeKey: string;
  readonly handler: string;
  readonly roleArn: string;
  readonly timeoutSeconds: number;
  readonly memoryMegabytes: number;
  readonly environment: Readonly<Record<string, string>>;
}

/** A queue whose messages a function is given. */
export interface Mapping {
  readonly queueArn: string;
  readonly functionName: string;
  readonly batchSize: number;
  readonly batchingWindowSeconds: number;
  readonly maximumConcurrency: number;
  readonly reportBatchItemFailures: boolean;
}

export interface Schedule {
  readonly everyMinutes: number;
  readonly functionArn: string;
  /** What it acts as when it starts the function. */
  readonly roleArn: string;
}

const functionSchema = v.strictObject({
  FunctionName: v.optional(v.string()),
  Code: v.strictObject({ S3Bucket: v.string(), S3Key: v.string() }),
  Handler: v.string(),
  Role: v.string(),
  Runtime: v.literal('nodejs24.x'),
  MemorySize: numeric,
  Timeout: numeric,
  Environment: v.optional(v.strictObject({ Variables: v.record(v.string(), v.string()) }), { Variables: {} }),
  // The laptop's own processor runs it: the bundle is JavaScript alone.
  ...without('Architectures', 'Description', 'LoggingConfig', 'Tags'),
});

const mappingSchema = v.strictObject({
  BatchSize: numeric,
  EventSourceArn: v.string(),
  FunctionName: v.string(),
  FunctionResponseTypes: v.optional(v.array(v.literal('ReportBatchItemFailures')), []),
  MaximumBatchingWindowInSeconds: v.optional(numeric, 0),
  ScalingConfig: v.strictObject({ MaximumConcurrency: numeric }),
  ...without('Tags'),
});

const scheduleSchema = v.strictObject({
  ScheduleExpression: v.string(),
  State: v.optional(v.literal('ENABLED')),
  FlexibleTimeWindow: v.strictObject({ Mode: v.literal('OFF') }),
  Target: v.strictObject({
    Arn: v.string(),
    RoleArn: v.string(),
    RetryPolicy: v.strictObject({
      MaximumRetryAttempts: v.literal(0),
      ...without('MaximumEventAgeInSeconds'),
    }),
  }),
  ...without('Description', 'GroupName', 'ScheduleExpressionTimezone', 'Name'),
});

export function readFunction({ logicalId, properties, ref, attribute }: Resource): LambdaFunction {
  const read = expectShape(functionSchema, properties, `the function ${logicalId}`);
  return {
    logicalId,
    name: ref,
    arn: attribute('Arn'),
    codeKey: read.Code.S3Key,
    handler: read.Handler,
    roleArn: read.Role,
    timeoutSeconds: read.Timeout,
    memoryMegabytes: read.MemorySize,
    environment: read.Environment.Variables,
  };
}

export function readMapping({ logicalId, properties }: Resource): Mapping {
  const read = expectShape(mappingSchema, properties, `the event source mapping ${logicalId}`);
  return {
    queueArn: read.EventSourceArn,
    functionName: read.FunctionName,
    batchSize: read.BatchSize,
    batchingWindowSeconds: read.MaximumBatchingWindowInSeconds,
    maximumConcurrency: read.ScalingConfig.MaximumConcurrency,
    reportBatchItemFailures: read.FunctionResponseTypes.includes('ReportBatchItemFailures'),
  };
}

export function readSchedule({ logicalId, properties }: Resource): Schedule {
  const { ScheduleExpression, Target } = expectShape(scheduleSchema, properties, `the schedule ${logicalId}`);
  return { everyMinutes: minutesOf(ScheduleExpression, logicalId), functionArn: Target.Arn, roleArn: Target.RoleArn };
}

const minutesIn = { minute: 1, hour: 60, day: 24 * 60 } as const;

function minutesOf(expression: string, logicalId: string): number {
  const { count, unit } = /^rate\((?<count>\d+) (?<unit>minute|hour|day)s?\)$/.exec(expression)?.groups ?? {};
  if (unit === undefined)
    throw new TemplateFault(`the schedule ${logicalId} has ${expression}: the cloud on the laptop knows rates`);
  return Number(count) * minutesIn[unit as keyof typeof minutesIn];
}
