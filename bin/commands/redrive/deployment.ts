import { type QueueName, queueNames, queueOutputs } from '../../../lambda/config/queues.ts';
import { tableOutput } from '../../../lambda/config/table.ts';
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
  const [only, ...others] = [...outputs].filter(([name]) => stack === undefined || isOf(stack, name, outputs));
  if (only === undefined && outputs.size > 0) return `${path} has no stack '${stack}' with queues`;
  if (only === undefined) return `${path} names no queue: it needs the outputs ${wanted.join(', ')}`;
  if (others.length === 0) return deploymentOf(only[1], path);
  const names = [only, ...others].map(([name]) => name);
  return `${path} has the queues of several stacks (${names.join(', ')}); choose one with --stack`;
}

/** One that is named exactly is meant alone; else all in the stack are. */
function isOf(stack: string, name: string, all: ReadonlyMap<string, unknown>): boolean {
  return all.has(stack) ? name === stack : name.startsWith(`${stack}/`);
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
