import { limits } from '../../../../lambda/config/limits.ts';
import { type QueueName, queueNames, queueOutputs } from '../../../../lambda/config/queues.ts';
import { minutes, seconds } from '../../../../lambda/core/time.ts';
import { counted } from '../../../../lambda/render/quantity.ts';
import { type Check, lookAt, lookAtEach, type Ports } from '../check.ts';
import { type Finding, fault, ok } from '../finding.ts';
import { lengthInWords } from '../in-words.ts';
import { putBack } from '../mends.ts';
import { metricValues } from '../metric-values.ts';
import { queueFacts, sourceQueue } from '../queue-facts.ts';

/** After so long every attempt was made, and a message is judged or a dead letter. */
const longestWait = seconds(limits.visibilityTimeoutSeconds * limits.maxReceiveCount);

/** Whether messages wait for too long, could not be handled, or alerts not be delivered. */
export const queues: Check = {
  id: 'queues',
  title: 'Queues',
  needs: ['sqs:GetQueueAttributes', 'cloudwatch:GetMetricData', 'cloudformation:ListStackResources'],
  async look(ports) {
    const found = await Promise.all([
      lookAtEach(
        queueNames,
        (name) => `the ${name} queue`,
        (name) => ofSource(name, ports),
      ),
      lookAtEach(
        queueNames,
        (name) => `the ${name} dead-letter queue`,
        (name) => ofDeadLetters(name, ports),
      ),
      lookAt('undelivered alerts', () => ofUndelivered(ports)),
    ]);
    return found.flat();
  },
};

async function ofSource(queue: QueueName, ports: Ports): Promise<readonly Finding[]> {
  const { name, messages, redrives } = await sourceQueue(queue, ports);
  const ages = await metricValues(
    {
      namespace: 'AWS/SQS',
      name: 'ApproximateAgeOfOldestMessage',
      dimension: { Name: 'QueueName', Value: name },
      statistic: 'Maximum',
      within: minutes(15),
    },
    ports,
  );
  const oldest = seconds(ages[0]?.value ?? 0);
  if (!redrives)
    return [fault(name, 'it has no dead-letter queue: what fails is tried again for 14 days, then lost', putBack)];
  if (oldest > longestWait)
    return [
      fault(
        name,
        `its oldest message has waited for ${lengthInWords(oldest)}; ${counted(messages, 'message')} in all`,
        'See the checks mappings and functions, and docs/runbook.md#log-files-that-wait.',
      ),
    ];
  return [ok(name, messages === 0 ? 'empty' : `${counted(messages, 'message')}, none for long`)];
}

async function ofDeadLetters(queue: QueueName, { ask, deployment }: Ports): Promise<readonly Finding[]> {
  const { name, messages } = await queueFacts(deployment.output(queueOutputs[queue].deadLetters), ask);
  if (messages === 0) return [ok(name, 'no dead letters')];
  return [
    fault(
      name,
      `${counted(messages, 'message')} could not be handled: sign-ins in their files were not judged`,
      'See why, mend that, and send them again: gatewarden redrive.',
    ),
  ];
}

/** Of the stack's queues one that no output names: where SNS leaves what a subscriber does not take. */
async function ofUndelivered({ ask, deployment }: Ports): Promise<readonly Finding[]> {
  const known = queueNames.flatMap((name) => Object.values(queueOutputs[name]).map(deployment.output));
  const others = (await deployment.resources('AWS::SQS::Queue')).filter(({ id }) => !known.includes(id));
  return lookAtEach(
    others.filter(({ logicalId }) => logicalId.includes('Undelivered')),
    ({ id }) => id,
    async ({ id }) => {
      const { name, messages } = await queueFacts(id, ask);
      if (messages === 0) return [ok(name, 'no undelivered alerts')];
      return [
        fault(
          name,
          `${counted(messages, 'alert')} could not be delivered to a subscriber of machines`,
          'docs/runbook.md#alerts-that-a-subscriber-did-not-take',
        ),
      ];
    },
  );
}
