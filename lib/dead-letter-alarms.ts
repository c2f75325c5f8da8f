import { Duration } from 'aws-cdk-lib';
import { MathExpression, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { DeliveryQueue } from './delivery-queue.ts';
import { OperatorAlarm } from './operator-alarm.ts';
import type { Operators } from './operators.ts';

export interface DeadLetterAlarmsProps {
  /** The queues to watch, by what they bring, as it stands in the alarm. */
  readonly queues: Readonly<Record<string, DeliveryQueue>>;
  readonly operators: Operators;
}

/** Messages in the queue, those that somebody looks at included: to list dead letters hides them for a moment. */
const all = 'visible + hidden';

/**
 * Tells the operators of log files that no attempt could handle, as sign-ins in them may have gone unseen: that there are
 * some, for as long as there are; and each time that there are more, as an alarm tells nothing while it stays as it is, and
 * one dead letter that is left where it is would silence it for all that follow.
 *
 * By the queue's own metrics, since a function that dies with a message counts nothing, and SQS does not count as sent what
 * it moves by itself: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html
 */
export class DeadLetterAlarms extends Construct {
  constructor(scope: Construct, id: string, { queues, operators }: DeadLetterAlarmsProps) {
    super(scope, id);
    for (const [brings, queue] of Object.entries(queues)) {
      const alarm = {
        operators,
        heading: 'messages-in-a-dead-letter-queue',
        threshold: 0,
        treatMissingData: TreatMissingData.NOT_BREACHING, // SQS reports nothing of a queue that stays empty
      };
      new OperatorAlarm(this, brings, {
        ...alarm,
        meaning: `Some ${brings} log files could not be handled: sign-ins in them may have gone unseen.`,
        metric: count(queue, 'dead letters', all),
      });
      new OperatorAlarm(this, `${brings}More`, {
        ...alarm,
        meaning: `More ${brings} log files than before could not be handled: sign-ins in them may have gone unseen.`,
        metric: count(queue, 'more dead letters than before', `DIFF(${all})`),
      });
    }
  }
}

/** Averages, as these add up also where a message is seen and hidden in the same period; the greatest would not. */
function count({ deadLetters }: DeliveryQueue, label: string, expression: string): MathExpression {
  return new MathExpression({
    label,
    expression,
    usingMetrics: {
      visible: deadLetters.metricApproximateNumberOfMessagesVisible({ statistic: Stats.AVERAGE }),
      hidden: deadLetters.metricApproximateNumberOfMessagesNotVisible({ statistic: Stats.AVERAGE }),
    },
    period: Duration.minutes(5),
  });
}
