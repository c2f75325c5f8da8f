import { type QueueName, queueNames, queueOutputs } from '../../../lambda/config/queues.ts';
import { tableOutput } from '../../../lambda/config/table.ts';
import { chosenGatewarden } from '../deployed/chosen-gatewarden.ts';
import { readStackOutputs, type StackOutputs } from '../deployed/stack-outputs.ts';

/** What of a deployed stack it takes to send messages again. */
export interface Deployment {
  readonly tableName: string;
  readonly queues: Readonly<Record<QueueName, QueueUrls>>;
  /** Where the stack is, if the queues' URLs say so. */
  readonly region: string | undefined;
}

export interface QueueUrls {
  readonly source: string;
  readonly deadLetters: string;
}

/**
 * The deployment that a file of stack outputs names; `stack` chooses where there are several, by its stack or as
 * `Stack/Prefix`. A string is the sentence that says what is wrong with it.
 */
export function readDeployment(path: string, stack: string | undefined): Deployment | string {
  const outputs = readStackOutputs(path, wanted);
  if (typeof outputs === 'string') return outputs;
  const chosen = chosenGatewarden(outputs, { stack, where: path, wanted: 'queue', outputs: wanted });
  return typeof chosen === 'string' ? chosen : deploymentOf(chosen[1], path);
}

const wanted = queueNames.flatMap((name) => Object.values(queueOutputs[name]));

function deploymentOf(outputs: StackOutputs, path: string): Deployment | string {
  const missing: string[] = [];
  const text = (name: string): string => {
    const value = outputs.get(name);
    if (typeof value === 'string' && value !== '') return value;
    missing.push(name);
    return '';
  };
  const urlsOf = (name: QueueName): QueueUrls => ({
    source: text(queueOutputs[name].source),
    deadLetters: text(queueOutputs[name].deadLetters),
  });
  const tableName = text(tableOutput);
  const queues = { cloudtrail: urlsOf('cloudtrail'), entra: urlsOf('entra') };
  if (missing.length > 0) return `${path} lacks ${missing.join(', ')}: deploy this version, and keep its outputs`;
  return { tableName, queues, region: regionOf(queues.cloudtrail.source) };
}

/** `https://sqs.us-east-1.amazonaws.com/111122223333/name`, and the like in AWS's other partitions. */
function regionOf(url: string): string | undefined {
  return /^https:\/\/sqs\.(?<region>[a-z]{2,}(?:-[a-z0-9]+)+)\./.exec(url)?.groups?.['region'];
}
