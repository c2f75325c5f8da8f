import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { limits } from '../lambda/config/limits.ts';
import { metrics } from '../lambda/config/metrics.ts';
import { AgeAlarm } from './age-alarm.ts';
import type { GraphPoller } from './graph-poller.ts';
import type { Operators } from './operators.ts';

export interface CursorAlarmProps {
  readonly poller: GraphPoller;
  readonly operators: Operators;
}

/** Tells the operators that sign-ins are not read any more: the poller's cursor stands still, or it does not run at all. */
export class CursorAlarm extends Construct {
  constructor(scope: Construct, id: string, { poller, operators }: CursorAlarmProps) {
    super(scope, id);
    const { longestCursorAgeMinutes } = limits.poll;
    new AgeAlarm(this, 'Alarm', {
      operators,
      measuredBy: poller,
      gauge: metrics.gauges.cursorAge,
      label: 'Age of the cursor in seconds, or too high where it is unknown',
      longest: Duration.minutes(longestCursorAgeMinutes),
      meaning: `No Entra ID sign-ins were read from Microsoft Graph for ${longestCursorAgeMinutes} minutes: failed ones, and console logins near them, may have gone unseen.`,
      heading: 'the-graph-poller-stands-still',
    });
  }
}
