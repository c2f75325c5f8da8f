import { Duration } from 'aws-cdk-lib';
import { Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { limits } from '../lambda/config/limits.ts';
import type { DeliveryQueue } from './delivery-queue.ts';
import { OperatorAlarm } from './operator-alarm.ts';
import type { Operators } from './operators.ts';

export interface WaitingAlarmsProps {
  /** The queues to watch, by what they bring, as it stands in the alarm. */
  readonly queues: Readonly<Record<string, DeliveryQueue>>;
  readonly operators: Operators;
}

const { visibilityTimeoutSeconds, maxReceiveCount } = limits;

/** By then every attempt was made, and the message judged, or among the dead letters. */
const longest = Duration.seconds(visibilityTimeoutSeconds * maxReceiveCount);

/**
 * Tells the operators of log files that wait for longer than all attempts take: nobody takes them, or too few. After three
 * attempts SQS leaves a message out of the metric
 * (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html), so
 * that one which fails each time is for the alarm of its dead-letter queue.
 */
export class WaitingAlarms extends Construct {
  constructor(scope: Construct, id: string, { queues, operators }: WaitingAlarmsProps) {
    super(scope, id);
    for (const [brings, { queue }] of Object.entries(queues)) {
      new OperatorAlarm(this, brings, {
        operators,
        meaning: `Some ${brings} log files have waited for more than ${longest.toMinutes()} minutes: sign-ins in them are not judged yet.`,
        heading: 'log-files-that-wait',
        metric: queue.metricApproximateAgeOfOldestMessage({ period: Duration.minutes(5), statistic: Stats.MAXIMUM }),
        threshold: longest.toSeconds(),
        treatMissingData: TreatMissingData.NOT_BREACHING, // SQS reports no age of a queue that is empty
      });
    }
  }
}
