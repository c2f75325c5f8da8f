import type { EventSourceMappingConfiguration } from '@aws-sdk/client-lambda';
import { type QueueName, queueNames } from '../../../../lambda/config/queues.ts';
import { type Check, lookAtEach, type Ports } from '../check.ts';
import { type Finding, fault, ok, warning } from '../finding.ts';
import { bringBack, putBack } from '../mends.ts';
import { sourceQueue } from '../queue-facts.ts';

/** Whether Lambda takes messages from the queues. */
export const mappings: Check = {
  id: 'mappings',
  title: 'Mappings',
  needs: ['lambda:ListEventSourceMappings', 'sqs:GetQueueAttributes'],
  look: (ports) =>
    lookAtEach(
      queueNames,
      (name) => `the ${name} queue`,
      (name) => ofQueue(name, ports),
    ),
};

async function ofQueue(queue: QueueName, ports: Ports): Promise<readonly Finding[]> {
  const { arn, name } = await sourceQueue(queue, ports);
  const { EventSourceMappings: found = [] } = await ports.ask('lambda:ListEventSourceMappings', {
    EventSourceArn: arn,
  });
  if (found.length === 0) return [fault(name, 'no function takes its messages', bringBack)];
  return found.map((each) => ofMapping(name, each));
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_EventSourceMappingConfiguration.html */
function ofMapping(queue: string, each: EventSourceMappingConfiguration): Finding {
  const { State = '', UUID, FunctionArn = '', FunctionResponseTypes = [], LastProcessingResult = '' } = each;
  const name = FunctionArn.slice(FunctionArn.lastIndexOf(':') + 1);
  const enable = `aws lambda update-event-source-mapping --uuid ${UUID} --enabled`;
  if (/^Disabl/.test(State)) return fault(queue, `${name} does not take its messages: the mapping is disabled`, enable);
  if (State !== 'Enabled')
    return warning(queue, `its mapping to ${name} is being changed: ${State}`, 'Wait a minute, then run this again.');
  if (!FunctionResponseTypes.includes('ReportBatchItemFailures'))
    return fault(
      queue,
      `messages that ${name} reports as failed are lost: the mapping does not take its report`,
      `aws lambda update-event-source-mapping --uuid ${UUID} --function-response-types ReportBatchItemFailures`,
    );
  if (LastProcessingResult.startsWith('PROBLEM'))
    return fault(
      queue,
      `Lambda cannot take its messages: ${LastProcessingResult}`,
      `It may be the function's role. ${putBack}`,
    );
  return ok(queue, 'its messages are taken');
}
