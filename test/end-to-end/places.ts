import { type QueueName, queueNames, queueOutputs } from '../../lambda/config/queues.ts';
import { tableOutput } from '../../lambda/config/table.ts';
import type { Stack } from '../../local/stack/read-stack.ts';

/** What a stack's resources are called here, by what they are for. */
export interface Places {
  /** The buckets that files are put into. */
  readonly buckets: Readonly<Record<QueueName, string>>;
  readonly functions: Readonly<Record<QueueName | 'sweeper' | 'poller' | 'canary', string>>;
  readonly tableName: string;
}

/** Finds them by the outputs, and by what feeds what. Throws where there is no such thing. */
export function newPlaces(stack: Stack): Places {
  const sources = queueNames.map((name) => {
    const { arn } = found(stack.queues, ({ url }) => url === stack.outputs.get(queueOutputs[name].source), name);
    const bucket = found(stack.buckets, (each) => each.notifications.some(({ queueArn }) => queueArn === arn), name);
    const { functionName } = found(stack.mappings, ({ queueArn }) => queueArn === arn, name);
    return { name, bucket: bucket.name, functionName };
  });
  const of = (wanted: QueueName) => found(sources, ({ name }) => name === wanted, wanted);
  const scheduled = stack.functions.filter(({ arn }) => stack.schedules.some(({ functionArn }) => functionArn === arn));
  return {
    buckets: { cloudtrail: of('cloudtrail').bucket, entra: of('entra').bucket },
    functions: {
      cloudtrail: of('cloudtrail').functionName,
      entra: of('entra').functionName,
      sweeper: found(scheduled, ({ logicalId }) => logicalId.includes('Sweeper'), 'sweeper').name,
      poller: found(scheduled, ({ logicalId }) => logicalId.includes('Poller'), 'poller').name,
      canary: found(scheduled, ({ logicalId }) => logicalId.includes('Canary'), 'canary').name,
    },
    tableName: found([...stack.outputs], ([name]) => name === tableOutput, tableOutput)[1],
  };
}

function found<T>(all: readonly T[], is: (each: T) => boolean, what: string): T {
  const one = all.find(is);
  if (one === undefined) throw new Error(`the stack has nothing for ${what}`);
  return one;
}
