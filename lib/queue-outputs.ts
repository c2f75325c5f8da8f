import { Construct } from 'constructs';
import { type QueueName, queueNames, queueOutputs } from '../lambda/config/queues.ts';
import type { DeliveryQueue } from './delivery-queue.ts';
import { output } from './output.ts';

export interface QueueOutputsProps {
  readonly queues: Readonly<Record<QueueName, DeliveryQueue>>;
}

/** Where messages wait and where those lie that failed: `gatewarden redrive` reads it from the stack's outputs. */
export class QueueOutputs extends Construct {
  constructor(scope: Construct, id: string, { queues }: QueueOutputsProps) {
    super(scope, id);
    for (const name of queueNames) {
      const { source, deadLetters } = queueOutputs[name];
      output(this, source, { value: queues[name].queue.queueUrl, description: `Tells of new files: ${name}.` });
      output(this, deadLetters, {
        value: queues[name].deadLetters.queueUrl,
        description: `Keeps what could not be handled: ${name}. For \`gatewarden redrive\`.`,
      });
    }
  }
}
