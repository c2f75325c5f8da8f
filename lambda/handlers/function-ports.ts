import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SNSClient } from '@aws-sdk/client-sns';
import type { Context } from 'aws-lambda';
import { systemClock } from '../adapters/clock.ts';
import { dynamoAlerts } from '../adapters/dynamodb/alerts.ts';
import type { Table } from '../adapters/dynamodb/table.ts';
import { dynamoTimelines } from '../adapters/dynamodb/timelines.ts';
import { jsonLog, type Log } from '../adapters/log.ts';
import { embeddedMetrics, type Metrics } from '../adapters/metrics.ts';
import { readSettings, type Settings } from '../adapters/settings.ts';
import { snsPublisher } from '../adapters/sns.ts';
import { limits } from '../config/limits.ts';
import { knownRules } from '../config/rule-settings.ts';
import { configuredRules, type DetectionConfig } from '../config/schema.ts';
import type { Alert } from '../core/alert.ts';
import type { DetectPorts } from '../core/detect.ts';
import type { Clock, Publisher } from '../core/ports.ts';
import type { Rule } from '../core/rule.ts';
import { type Duration, type Instant, minus, plus, seconds } from '../core/time.ts';
import { type Wanted, wantedBy } from '../core/wanted.ts';
import { machineMessage } from '../render/machine-message.ts';
import { type Mail, mail } from '../render/mail.ts';
import { rules as declaredRules } from '../rules/index.ts';

/** Of one timeline, for counts and for an alert's context; beyond that they are lower bounds. */
const mostEventsRead = 1_000;

/** What an invocation is left to judge and tell what it has read, when it reads no more. */
const reserve = seconds(30);

/** What one function has from its start, and what makes the rest for each invocation. */
export interface FunctionPorts {
  readonly config: DetectionConfig;
  readonly table: Table;
  readonly clock: Clock;
  readonly metrics: Metrics;
  /** All that `detect` needs but what is an invocation's own. */
  readonly detection: Omit<DetectPorts, 'owner'>;
  readonly wanted: Wanted;
  invocation(context: InvocationContext): InvocationPorts;
}

export type InvocationContext = Pick<Context, 'awsRequestId' | 'getRemainingTimeInMillis'>;

export interface InvocationPorts {
  readonly owner: string;
  readonly log: Log;
  /** When to read no more. */
  readonly deadline: Instant;
}

/** Reads the function's settings and makes its clients, once. Throws where a setting is missing or wrong. */
export function functionPorts(env: NodeJS.ProcessEnv): FunctionPorts {
  const settings = readSettings(env, knownRules(declaredRules));
  const { functionName, tableName, config } = settings;
  const rules = configuredRules(declaredRules, config);
  const clock = systemClock;
  const table = { client: new DynamoDBClient(), tableName, now: clock.now };
  // Straight to stdout: Lambda's JSON log format would wrap what console.log writes, and with it the metrics.
  const write = (line: string): void => void process.stdout.write(line);
  return {
    config,
    table,
    clock,
    metrics: embeddedMetrics({ functionName, clock, write }),
    detection: {
      rules,
      timelines: dynamoTimelines(table),
      alerts: dynamoAlerts(table),
      publishers: publishers(new SNSClient(), settings, rules),
      clock,
      lease: seconds(limits.leaseSeconds),
      thinning: true,
      contextLimit: mostEventsRead,
      countLimit: mostEventsRead,
    },
    wanted: wantedBy(rules),
    invocation: (context) => ({
      owner: randomUUID(), // not the request's id, which a retry of the invocation would share
      log: jsonLog({ function: functionName, requestId: context.awsRequestId }, write),
      deadline: minus(plus(clock.now(), context.getRemainingTimeInMillis() as Duration), reserve),
    }),
  };
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
