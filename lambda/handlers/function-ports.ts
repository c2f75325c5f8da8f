import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Context } from 'aws-lambda';
import { systemClock } from '../adapters/clock.ts';
import { dynamoAlerts } from '../adapters/dynamodb/alerts.ts';
import type { Table } from '../adapters/dynamodb/table.ts';
import { dynamoTimelines } from '../adapters/dynamodb/timelines.ts';
import { jsonLog, type Log } from '../adapters/log.ts';
import { embeddedMetrics, type Metrics } from '../adapters/metrics.ts';
import { readSettings } from '../adapters/settings.ts';
import { configuredRules, configuredSystemAlert } from '../config/configured.ts';
import { limits } from '../config/limits.ts';
import type { DetectionConfig } from '../config/schema.ts';
import type { DetectPorts } from '../core/detect.ts';
import type { Clock, Publisher } from '../core/ports.ts';
import type { Tellable } from '../core/tellable.ts';
import { type Duration, type Instant, minus, plus, seconds } from '../core/time.ts';
import { type Wanted, wantedBy } from '../core/wanted.ts';
import { rules as declaredRules } from '../rules/index.ts';
import { systemAlerts } from '../system-alerts/index.ts';
import { logFileMissing } from '../system-alerts/log-file-missing.ts';
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
  /** All that alerts can be of: its rules, and the system alerts that are switched on. */
  readonly tellables: readonly Tellable[];
  /** As it is configured; undefined where it is disabled. */
  readonly logFileMissing: typeof logFileMissing | undefined;
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
  const settings = readSettings(env);
  const { functionName, tableName, config } = settings;
  const rules = configuredRules(declaredRules, config);
  const told = systemAlerts.flatMap((declared) => configuredSystemAlert(declared, config) ?? []);
  const tellables = [...rules, ...told];
  const clock = systemClock;
  // Slows down before it is refused, which one table is the case for: of what is throttled all gets through, later.
  // https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
  const table = { client: new DynamoDBClient({ retryMode: 'adaptive' }), tableName, now: clock.now };
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
  const publishersFor = publishers(settings, tellables);
  const metrics = embeddedMetrics({ functionName, clock, write });
  return {
    config,
    table,
    clock,
    metrics,
    detection,
    wanted: wantedBy(rules),
    tellables,
    logFileMissing: told.find((each): each is typeof logFileMissing => each.id === logFileMissing.id),
    invocation(context) {
      const owner = randomUUID(); // not the request's id, which a retry of the invocation would share
      const log = jsonLog({ function: functionName, requestId: context.awsRequestId }, write);
      return {
        owner,
        publishers: publishersFor({ ...detection, rules: tellables, owner, metrics, log }),
        log,
        deadline: minus(plus(clock.now(), context.getRemainingTimeInMillis() as Duration), reserve),
      };
    },
  };
}
