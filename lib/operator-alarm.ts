import { Alarm, ComparisonOperator, type IMetric, type TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { Construct } from 'constructs';
import type { Operators } from './operators.ts';

export interface OperatorAlarmProps {
  readonly operators: Operators;
  /** What has happened when it goes off, and what that may mean for detection: a sentence. */
  readonly meaning: string;
  /** The heading of docs/runbook.md that says what to do, as it stands in a link. */
  readonly heading: string;
  /** It goes off as soon as one period of this is above the threshold. */
  readonly metric: IMetric;
  readonly threshold: number;
  readonly treatMissingData: TreatMissingData;
}

/** An alarm that tells the operators when it goes off and when it is over, and where it is written what to do. */
export class OperatorAlarm extends Alarm {
  constructor(scope: Construct, id: string, { operators, meaning, heading, ...props }: OperatorAlarmProps) {
    super(scope, id, {
      ...props,
      alarmDescription: `${meaning} What to do: docs/runbook.md#${heading}`,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: 1,
    });
    this.addAlarmAction(new SnsAction(operators.topic));
    this.addOkAction(new SnsAction(operators.topic));
  }
}
