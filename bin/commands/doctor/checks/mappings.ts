import type { EventSourceMappingConfiguration } from '@aws-sdk/client-lambda';
import { type QueueName, queueNames } from '../../../../lambda/config/queues.ts';
import { type Check, lookAtEach, type Ports } from '../check.ts';
import { type Finding, fault, ok, warning } from '../finding.ts';
import { functionsIn } from '../function-facts.ts';
import { bringBack, putBack } from '../mends.ts';
import { sourceQueue } from '../queue-facts.ts';

/** Whether Lambda takes messages from the queues. */
export const mappings: Check = {
  id: 'mappings',
  title: 'Mappings',
  needs: ['lambda:ListEventSourceMappings', 'sqs:GetQueueAttributes', 'cloudformation:ListStackResources'],
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
  const own = (await functionsIn(ports)).find(({ label }) => label === takers[queue]);
  const ours = found.filter((each) => functionOf(each) === own?.name);
  const taking = found.filter(({ State = '' }) => !isDisabled(State));
  const others = taking.filter((each) => !ours.includes(each)).map((each) => ofForeign(name, each));
  if (ours.length === 0) return [fault(name, 'no function of ours takes its messages', bringBack), ...others];
  return [...ours.map((each) => ofMapping(name, each)), ...others];
}

function isDisabled(state: string): boolean {
  return /^Disabl/.test(state);
}

/** Which function is to take from which queue. */
const takers = { cloudtrail: 'CloudTrailDetector', entra: 'EntraDetector' } as const satisfies Record<
  QueueName,
  string
>;

/** Of an ARN that may end in an alias or a version: `arn:aws:lambda:<region>:<account>:function:<name>:<qualifier>`. */
function functionOf({ FunctionArn = '' }: EventSourceMappingConfiguration): string {
  return FunctionArn.split(':')[6] ?? '';
}

/** Each message goes to one of those who take: what the other gets, ours never sees. */
function ofForeign(queue: string, each: EventSourceMappingConfiguration): Finding {
  return fault(
    queue,
    `${functionOf(each)}, which is not ours, takes its messages, too: what it gets is not judged`,
    `Find out who made it. aws lambda delete-event-source-mapping --uuid ${each.UUID}; who wants the files as well gets them by a topic (mode: topic).`,
  );
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_EventSourceMappingConfiguration.html */
function ofMapping(queue: string, each: EventSourceMappingConfiguration): Finding {
  const { State = '', UUID, FunctionResponseTypes = [], LastProcessingResult = '' } = each;
  const name = functionOf(each);
  const enable = `aws lambda update-event-source-mapping --uuid ${UUID} --enabled`;
  if (isDisabled(State)) return fault(queue, `${name} does not take its messages: the mapping is disabled`, enable);
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
