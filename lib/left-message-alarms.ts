import { Duration } from 'aws-cdk-lib';
import { MathExpression, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { OperatorAlarm } from './operator-alarm.ts';
import type { Operators } from './operators.ts';

export interface LeftMessageAlarmsProps {
  /** Nobody takes messages out of it by himself. */
  readonly queue: Queue;
  /** What its messages are called on a graph. */
  readonly label: string;
  readonly operators: Operators;
  /** What has happened when there are some, and when there are more than before: a sentence each. */
  readonly meanings: { readonly some: string; readonly more: string };
  /** The heading of docs/runbook.md that says what to do, as it stands in a link. */
  readonly heading: string;
}

/** Messages in the queue, those that somebody looks at included: to list them hides them for a moment. */
const all = 'visible + hidden';

/**
 * Tells the operators of messages that are left in a queue: that there are some, for as long as there are; and each time
 * that there are more, as an alarm tells nothing while it stays as it is, and one message that is left where it is would
 * silence it for all that follow.
 *
 * By the queue's own metrics: SQS does not count as sent what it moves by itself, and a function that dies with a message
 * counts nothing: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html
 */
export class LeftMessageAlarms extends Construct {
  constructor(scope: Construct, id: string, props: LeftMessageAlarmsProps) {
    super(scope, id);
    const { queue, label, operators, meanings, heading } = props;
    const alarm = {
      operators,
      heading,
      threshold: 0,
      treatMissingData: TreatMissingData.NOT_BREACHING, // SQS reports nothing of a queue that stays empty
    };
    new OperatorAlarm(this, 'Some', { ...alarm, meaning: meanings.some, metric: count(queue, label, all) });
    new OperatorAlarm(this, 'More', {
      ...alarm,
      meaning: meanings.more,
      metric: count(queue, `more ${label} than before`, `DIFF(${all})`),
    });
  }
}

/** Averages, as these add up also where a message is seen and hidden in the same period; the greatest would not. */
function count(queue: Queue, label: string, expression: string): MathExpression {
  return new MathExpression({
    label,
    expression,
    usingMetrics: {
      visible: queue.metricApproximateNumberOfMessagesVisible({ statistic: Stats.AVERAGE }),
      hidden: queue.metricApproximateNumberOfMessagesNotVisible({ statistic: Stats.AVERAGE }),
    },
    period: Duration.minutes(5),
  });
}
