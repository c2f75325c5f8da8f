import { Duration } from 'aws-cdk-lib';
import { TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { DeliveryQueue } from './delivery-queue.ts';
import { OperatorAlarm } from './operator-alarm.ts';
import type { Operators } from './operators.ts';

export interface DeadLetterAlarmsProps {
  /** The queues to watch, by what they bring, as it stands in the alarm. */
  readonly queues: Readonly<Record<string, DeliveryQueue>>;
  readonly operators: Operators;
}

/** Tells the operators of log files that no attempt could handle, as sign-ins in them may have gone unseen. */
export class DeadLetterAlarms extends Construct {
  constructor(scope: Construct, id: string, { queues, operators }: DeadLetterAlarmsProps) {
    super(scope, id);
    for (const [brings, { deadLetters }] of Object.entries(queues)) {
      new OperatorAlarm(this, brings, {
        operators,
        meaning: `Some ${brings} log files could not be handled: sign-ins in them may have gone unseen.`,
        heading: 'messages-in-a-dead-letter-queue',
        metric: deadLetters.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(5) }),
        threshold: 0,
        treatMissingData: TreatMissingData.NOT_BREACHING, // SQS reports nothing of a queue that stays empty
      });
    }
  }
}
