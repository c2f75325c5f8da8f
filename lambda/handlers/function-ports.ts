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
import { readSettings } from '../adapters/settings.ts';
import { limits } from '../config/limits.ts';
import { knownRules } from '../config/rule-settings.ts';
import { configuredRules, type DetectionConfig } from '../config/schema.ts';
import type { DetectPorts } from '../core/detect.ts';
import type { Clock, Publisher } from '../core/ports.ts';
import { type Duration, type Instant, minus, plus, seconds } from '../core/time.ts';
import { type Wanted, wantedBy } from '../core/wanted.ts';
import { rules as declaredRules } from '../rules/index.ts';
import { publishers } from './publishers.ts';

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
  readonly detection: Omit<DetectPorts, 'owner' | 'publishers'>;
  readonly wanted: Wanted;
  invocation(context: InvocationContext): InvocationPorts;
}

export type InvocationContext = Pick<Context, 'awsRequestId' | 'getRemainingTimeInMillis'>;

export interface InvocationPorts {
  readonly owner: string;
  /** They gather what is told together, in the owner's name. */
  readonly publishers: readonly Publisher[];
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
  const detection = {
    rules,
    timelines: dynamoTimelines(table),
    alerts: dynamoAlerts(table),
    clock,
    lease: seconds(limits.leaseSeconds),
    updatesPerHour: config.telling.updatesPerHour,
    thinning: true,
    contextLimit: mostEventsRead,
    countLimit: mostEventsRead,
  };
  const publishersFor = publishers(new SNSClient(), settings, rules);
  return {
    config,
    table,
    clock,
    metrics: embeddedMetrics({ functionName, clock, write }),
    detection,
    wanted: wantedBy(rules),
    invocation(context) {
      const owner = randomUUID(); // not the request's id, which a retry of the invocation would share
      return {
        owner,
        publishers: publishersFor({ ...detection, owner }),
        log: jsonLog({ function: functionName, requestId: context.awsRequestId }, write),
        deadline: minus(plus(clock.now(), context.getRemainingTimeInMillis() as Duration), reserve),
      };
    },
  };
}
