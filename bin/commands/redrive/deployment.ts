import { type QueueName, queueNames, queueOutputs } from '../../../lambda/config/queues.ts';
import { tableOutput } from '../../../lambda/config/table.ts';
import { chosenGatewarden } from '../deployed/chosen-gatewarden.ts';
import { readStackOutputs, type StackOutputs } from '../deployed/stack-outputs.ts';

/** What of a deployed stack it takes to send messages again. */
export interface Deployment {
  readonly tableName: string;
  /** Those that are to be looked at. */
  readonly queues: ReadonlyMap<QueueName, QueueUrls>;
  /** Where the stack is, if the queues' URLs say so. */
  readonly region: string | undefined;
}

export interface QueueUrls {
  readonly source: string;
  readonly deadLetters: string;
}

/**
 * The deployment that a file of stack outputs names; `stack` chooses where there are several, by its stack or as
 * `Stack/Prefix`. It needs the outputs of the queues of these `names` alone. A string is the sentence that says what is wrong
 * with it.
 */
export function readDeployment(
  path: string,
  stack: string | undefined,
  names: readonly QueueName[] = queueNames,
): Deployment | string {
  const wanted = names.flatMap((name) => Object.values(queueOutputs[name]));
  const outputs = readStackOutputs(path, wanted);
  if (typeof outputs === 'string') return outputs;
  const chosen = chosenGatewarden(outputs, { stack, where: path, wanted: 'queue', outputs: wanted });
  return typeof chosen === 'string' ? chosen : deploymentOf(chosen[1], path, names);
}

function deploymentOf(outputs: StackOutputs, path: string, names: readonly QueueName[]): Deployment | string {
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
  const queues = new Map(names.map((name) => [name, urlsOf(name)]));
  if (missing.length > 0) return `${path} lacks ${missing.join(', ')}: deploy this version, and keep its outputs`;
  const [first] = [...queues.values()];
  return { tableName, queues, region: first && regionOf(first.source) };
}

/** `https://sqs.us-east-1.amazonaws.com/111122223333/name`, and the like in AWS's other partitions. */
function regionOf(url: string): string | undefined {
  return /^https:\/\/sqs\.(?<region>[a-z]{2,}(?:-[a-z0-9]+)+)\./.exec(url)?.groups?.['region'];
}
