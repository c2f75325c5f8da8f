import { type Audience, audiences, topicOutputs } from '../../../lambda/config/topics.ts';
import { readStackOutputs, type StackOutputs } from '../deployed/stack-outputs.ts';

export interface NamedTopic {
  readonly audience: Audience;
  readonly arn: string;
  readonly region: string;
}

const topicArn = /^arn:aws[a-z-]*:sns:(?<region>[a-z0-9-]+):\d{12}:[A-Za-z0-9_-]{1,256}$/;

/**
 * The topics that a file of stack outputs and `audience=arn` arguments name. A string is the sentence that says what is
 * wrong with them.
 */
export function namedTopics({
  outputs,
  named,
}: {
  readonly outputs?: string | undefined;
  readonly named: readonly string[];
}): readonly NamedTopic[] | string {
  const fromFile = outputs === undefined ? [] : topicsInFile(outputs);
  if (typeof fromFile === 'string') return fromFile;
  const topics: NamedTopic[] = [...fromFile];
  for (const text of named) {
    const topic = parsed(text);
    if (typeof topic === 'string') return topic;
    topics.push(topic);
  }
  if (topics.length > 0) return topics;
  return 'name the topics: --outputs with the file that `cdk deploy --outputs-file` wrote, or --topic';
}

function parsed(text: string): NamedTopic | string {
  const [name = '', arn = ''] = text.split(/=(.*)/s);
  const audience = audiences.find((each) => each === name);
  const region = regionOf(arn);
  if (audience !== undefined && region !== undefined) return { audience, arn, region };
  return `--topic must be an audience (${audiences.join(', ')}), = and the ARN of its topic, not '${text}'`;
}

function topicsInFile(path: string): readonly NamedTopic[] | string {
  const outputs = readStackOutputs(path, Object.values(topicOutputs));
  if (typeof outputs === 'string') return outputs;
  const stacks = [...outputs].map(([stack, values]) => ({ stack, topics: topicsOf(values) }));
  const [only, ...others] = stacks.filter(({ topics }) => topics.length > 0);
  if (only === undefined) return `${path} names no topic: none of ${Object.values(topicOutputs).join(', ')}`;
  if (others.length === 0) return only.topics;
  const names = [only, ...others].map(({ stack }) => stack);
  return `${path} has the topics of several stacks (${names.join(', ')}); name those you mean with --topic`;
}

function topicsOf(outputs: StackOutputs): readonly NamedTopic[] {
  return audiences.flatMap((audience) => {
    const arn = outputs.get(topicOutputs[audience]);
    const region = typeof arn === 'string' ? regionOf(arn) : undefined;
    return typeof arn === 'string' && region !== undefined ? [{ audience, arn, region }] : [];
  });
}

function regionOf(arn: string): string | undefined {
  return topicArn.exec(arn)?.groups?.['region'];
}
