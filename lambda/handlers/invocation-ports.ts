import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import type { Context } from 'aws-lambda';
import { systemClock } from '../adapters/clock.ts';
import { dynamoAlerts } from '../adapters/dynamodb/alerts.ts';
import { dynamoTimelines } from '../adapters/dynamodb/timelines.ts';
import { jsonLog } from '../adapters/log.ts';
import { embeddedMetrics } from '../adapters/metrics.ts';
import type { KeyVerdict } from '../adapters/object-key.ts';
import { s3Objects } from '../adapters/objects.ts';
import { readSettings, type Settings } from '../adapters/settings.ts';
import { snsPublisher } from '../adapters/sns.ts';
import { limits } from '../config/limits.ts';
import { knownRules } from '../config/rule-settings.ts';
import { configuredRules, type DetectionConfig } from '../config/schema.ts';
import type { Alert } from '../core/alert.ts';
import type { Publisher } from '../core/ports.ts';
import type { Rule } from '../core/rule.ts';
import { type Duration, minus, plus, seconds } from '../core/time.ts';
import { wantedBy } from '../core/wanted.ts';
import { machineMessage } from '../render/machine-message.ts';
import { type Mail, mail } from '../render/mail.ts';
import { rules as declaredRules } from '../rules/index.ts';
import type { BatchPorts } from './handle-batch.ts';

/** Of one timeline, for counts and for an alert's context; beyond that they are lower bounds. */
const mostEventsRead = 1_000;

/** What an invocation is left to judge and tell what it has read, when it reads no more. */
const reserve = seconds(30);

/**
 * Reads the function's settings and makes its clients, once; returns what makes the ports of one invocation from its
 * context. Throws where a setting is missing or wrong.
 */
export function invocationPorts(
  env: NodeJS.ProcessEnv,
  judgeKeyBy: (config: DetectionConfig) => (key: string) => KeyVerdict,
): (context: Pick<Context, 'awsRequestId' | 'getRemainingTimeInMillis'>) => BatchPorts {
  const settings = readSettings(env, knownRules(declaredRules));
  const { functionName, tableName, buckets, bucketOwner, config } = settings;
  const rules = configuredRules(declaredRules, config);
  const [dynamo, s3, sns] = [new DynamoDBClient(), new S3Client(), new SNSClient()];
  const clock = systemClock;
  // Straight to stdout: Lambda's JSON log format would wrap what console.log writes, and with it the metrics.
  const write = (line: string): void => void process.stdout.write(line);
  const shared = {
    rules,
    wanted: wantedBy(rules),
    buckets,
    judgeKey: judgeKeyBy(config),
    maxBytes: config.limits.decompressedBytes,
    objects: s3Objects({ client: s3, bucketOwner }),
    timelines: dynamoTimelines({ client: dynamo, tableName, now: clock.now }),
    alerts: dynamoAlerts({ client: dynamo, tableName, now: clock.now }),
    publishers: publishers(sns, settings, rules),
    metrics: embeddedMetrics({ functionName, clock, write }),
    clock,
    lease: seconds(limits.leaseSeconds),
    thinning: true,
    contextLimit: mostEventsRead,
    countLimit: mostEventsRead,
  };
  return (context) => ({
    ...shared,
    owner: randomUUID(), // not the request's id, which a retry of the invocation would share
    log: jsonLog({ function: functionName, requestId: context.awsRequestId }, write),
    deadline: minus(plus(clock.now(), context.getRemainingTimeInMillis() as Duration), reserve),
  });
}

function publishers(client: SNSClient, settings: Settings, rules: readonly Rule[]): readonly Publisher[] {
  const { machineTopicArn, peopleTopicArn } = settings;
  return [
    snsPublisher({ client, topicArn: machineTopicArn, audience: 'machines', compose: machineMessage }),
    snsPublisher({ client, topicArn: peopleTopicArn, audience: 'people', compose: mailBy(rules) }),
  ];
}

function mailBy(rules: readonly Rule[]): (alert: Alert) => Mail {
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  return (alert) => {
    const rule = byId.get(alert.rule.id);
    if (rule === undefined) throw new Error(`no rule ${alert.rule.id}`);
    return mail(alert, rule);
  };
}
