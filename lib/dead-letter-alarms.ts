import { Construct } from 'constructs';
import type { DeliveryQueue } from './delivery-queue.ts';
import { LeftMessageAlarms } from './left-message-alarms.ts';
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
      new LeftMessageAlarms(this, brings, {
        queue: deadLetters,
        label: 'dead letters',
        operators,
        meanings: {
          some: `Some ${brings} log files could not be handled: sign-ins in them may have gone unseen.`,
          more: `More ${brings} log files than before could not be handled: sign-ins in them may have gone unseen.`,
        },
        heading: 'messages-in-a-dead-letter-queue',
      });
    }
  }
}
