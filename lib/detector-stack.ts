import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Config } from '../lambda/config/schema.ts';
import { AccessLogs } from './access-logs.ts';
import { AlertTopics } from './alert-topics.ts';
import { CreatedTrail } from './created-trail.ts';
import { CursorAlarm } from './cursor-alarm.ts';
import { DeadLetterAlarms } from './dead-letter-alarms.ts';
import { DeliveryQueue } from './delivery-queue.ts';
import { DetectorFunction } from './detector-function.ts';
import { Encryption } from './encryption.ts';
import { ExistingLogs } from './existing-logs.ts';
import { GraphPoller } from './graph-poller.ts';
import { LandingBucket } from './landing-bucket.ts';
import { Operators } from './operators.ts';
import { StateTable } from './state-table.ts';
import { Sweeper } from './sweeper.ts';
import { SweeperAlarm } from './sweeper-alarm.ts';
import { WiringOutputs } from './wiring-outputs.ts';

export interface DetectorStackProps extends StackProps {
  readonly config: Config;
}

/**
 * The picture, in the way of the data:
 *
 *     CloudTrail ─ S3 ─ SQS ─▶ function ─┬─▶ DynamoDB
 *     Entra ID ─── S3 ─ SQS ─▶ function ─┤
 *     schedule ───▶ Graph ───▶ function ─┼─▶ SNS ─▶ machines, people, chat
 *     schedule ─▶ DynamoDB ──▶ sweeper ──┘
 *                              alarms ─────▶ SNS ─▶ operators
 */
export class DetectorStack extends Stack {
  constructor(scope: Construct, id: string, { config, ...props }: DetectorStackProps) {
    super(scope, id, props);
    const { entra, topics, telling, rules, exclusions, limits } = config;
    const detection = { entra, topics, telling, rules, exclusions, limits };
    const { data, messages } = new Encryption(this, 'Encryption');
    const accessLogs = new AccessLogs(this, 'AccessLogs').bucket;

    const cloudTrailQueue = new DeliveryQueue(this, 'CloudTrailQueue', { key: messages });
    const cloudTrail =
      config.cloudtrail.mode === 'create'
        ? new CreatedTrail(this, 'CloudTrail', { key: data, queue: cloudTrailQueue, accessLogs })
        : new ExistingLogs(this, 'CloudTrail', { source: config.cloudtrail, queue: cloudTrailQueue });
    const cloudTrailDetector = new DetectorFunction(this, 'CloudTrailDetector', {
      handler: 'cloudtrail',
      description: 'Gatewarden: judges the sign-ins in CloudTrail log files',
      source: cloudTrailQueue,
      logs: cloudTrail.logs,
      config: detection,
    });

    const entraQueue = new DeliveryQueue(this, 'EntraQueue', { key: messages });
    const landing = new LandingBucket(this, 'EntraLanding', {
      key: data,
      queue: entraQueue,
      accessLogs,
      ...(entra.landingPrefix !== undefined && { prefix: entra.landingPrefix }),
    });
    const entraDetector = new DetectorFunction(this, 'EntraDetector', {
      handler: 'entra',
      description: 'Gatewarden: remembers failed Entra ID sign-ins and judges the console logins near them',
      source: entraQueue,
      logs: landing.logs,
      config: detection,
    });

    const poller = entra.graph && new GraphPoller(this, 'EntraPoller', { graph: entra.graph, config: detection });

    const rereaders = poller === undefined ? [entraDetector] : [entraDetector, poller];
    const detectors = [cloudTrailDetector, ...rereaders];
    const sweeper = new Sweeper(this, 'Sweeper', { config: detection });
    new StateTable(this, 'State', { key: data, detectors, rereaders, sweeper });

    const operators = new Operators(this, 'Operators', { key: messages, subscribers: config.subscribers.operators });
    new AlertTopics(this, 'Alerts', {
      key: messages,
      topics,
      subscribers: config.subscribers,
      detectors: [...detectors, sweeper],
      operators,
    });
    new DeadLetterAlarms(this, 'Alarms', { queues: { CloudTrail: cloudTrailQueue, Entra: entraQueue }, operators });
    new SweeperAlarm(this, 'SweeperDue', { sweeper, operators });
    if (poller !== undefined) new CursorAlarm(this, 'EntraPollerCursor', { poller, operators });
    if (config.cloudtrail.mode === 'existing') {
      new WiringOutputs(this, 'Wiring', {
        logs: cloudTrail.logs,
        queueArn: cloudTrailQueue.queue.queueArn,
        readerArn: cloudTrailDetector.role.roleArn,
      });
    }
  }
}
