import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct, type IConstruct } from 'constructs';
import type { Config } from '../lambda/config/schema.ts';
import type { Canary } from './canary.ts';
import { CanaryAlarm } from './canary-alarm.ts';
import { CursorAlarm } from './cursor-alarm.ts';
import { DeadLetterAlarms } from './dead-letter-alarms.ts';
import type { DeliveryQueue } from './delivery-queue.ts';
import type { DetectorFunction } from './detector-function.ts';
import { FunctionAlarms } from './function-alarms.ts';
import type { GraphPoller } from './graph-poller.ts';
import { OperatorAlarm } from './operator-alarm.ts';
import type { Operators } from './operators.ts';
import { Overview } from './overview.ts';
import { PublishAlarms } from './publish-alarms.ts';
import { ReconciliationAlarms } from './reconciliation-alarms.ts';
import { SilenceAlarms } from './silence-alarms.ts';
import type { Sweeper } from './sweeper.ts';
import { SweeperAlarm } from './sweeper-alarm.ts';
import { UnreadableRecordAlarms } from './unreadable-record-alarms.ts';
import { WaitingAlarms } from './waiting-alarms.ts';

export interface WatchingProps {
  readonly config: Pick<Config, 'alarms' | 'dashboard'>;
  readonly cloudTrail: LogReader;
  readonly entra: LogReader;
  readonly sweeper: Sweeper;
  readonly poller?: GraphPoller | undefined;
  readonly canary?: Canary | undefined;
  /** Where alerts are told, by what the dashboard calls them. */
  readonly topics: Readonly<Record<string, ITopic>>;
  readonly tableName: string;
  readonly operators: Operators;
  /** Whose alarms the dashboard shows: these here, and those that parts of it bring along. */
  readonly whole: IConstruct;
}

/** A function that reads log files, and what tells it of them. */
interface LogReader {
  readonly queue: DeliveryQueue;
  readonly detector: DetectorFunction;
}

/** Watches the watcher: alarms on whatever keeps sign-ins from being judged or told, and a dashboard. */
export class Watching extends Construct {
  constructor(scope: Construct, id: string, props: WatchingProps) {
    super(scope, id);
    const { config, cloudTrail, entra, sweeper, poller, canary, operators } = props;
    const queues = { CloudTrail: cloudTrail.queue, Entra: entra.queue };
    const fileReaders = { CloudTrail: cloudTrail.detector, Entra: entra.detector };
    const pollers = poller === undefined ? {} : { Graph: poller };
    const readers = { ...fileReaders, ...pollers };
    const functions = { ...readers, Sweeper: sweeper };
    const { noFilesMinutes } = config.alarms;
    const feeds = [
      { name: 'CloudTrail', reader: cloudTrail.detector, minutes: noFilesMinutes.cloudtrail },
      { name: 'Entra', reader: entra.detector, minutes: noFilesMinutes.entra },
    ];
    new DeadLetterAlarms(this, 'DeadLetters', { queues, operators });
    new WaitingAlarms(this, 'Waiting', { queues, operators });
    new SilenceAlarms(this, 'Silence', { feeds, operators });
    new UnreadableRecordAlarms(this, 'Unreadable', { readers, operators });
    new ReconciliationAlarms(this, 'Reconciliation', { readers, operators });
    new FunctionAlarms(this, 'Functions', { functions, operators });
    new PublishAlarms(this, 'Publishing', { functions, operators });
    new SweeperAlarm(this, 'SweeperDue', { sweeper, operators });
    if (poller !== undefined) new CursorAlarm(this, 'PollerCursor', { poller, operators });
    if (canary !== undefined) new CanaryAlarm(this, 'CanaryReturn', { canary, operators });
    if (!config.dashboard) return;
    new Overview(this, 'Overview', {
      alarms: props.whole.node.findAll().filter((each) => each instanceof OperatorAlarm),
      functions,
      fileReaders,
      readers,
      pollers,
      sweepers: { Sweeper: sweeper },
      canaries: canary === undefined ? {} : { Canary: canary.function },
      queues,
      topics: props.topics,
      tableName: props.tableName,
    });
  }
}
