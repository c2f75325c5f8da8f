import {
  type Ask,
  CannotLook,
  type InputOf,
  NotThere,
  type OutputOf,
  type ReadName,
} from '../../bin/commands/doctor/ask.ts';
import { answers, Refused } from './answers.ts';
import type { World } from './world.ts';

/** What the clients make of the world's answers, without clients: quick enough to look at everything for each fault. */
export function memoryAsk(world: World): Ask {
  return <Name extends ReadName>(read: Name, input: InputOf<Name>): Promise<OutputOf<Name>> => {
    try {
      return Promise.resolve(whole(read, answers[read](world, input)) as OutputOf<Name>);
    } catch (error) {
      return Promise.reject(error instanceof Refused ? translated(error) : error);
    }
  };
}

/** Where the wire has another form than the client. */
function whole(read: ReadName, answer: object): unknown {
  if (read === 's3:GetBucketPolicy' && 'Policy' in answer) return { Policy: JSON.stringify(answer.Policy) };
  if (read !== 's3:GetBucketNotification') return answer;
  const { queues, topics, eventBridge } = answer as ReturnType<World['buckets']['get']> & object;
  const filter = (prefix: string, suffix: string) => ({
    Filter: {
      Key: {
        FilterRules: [
          { Name: 'prefix', Value: prefix },
          { Name: 'suffix', Value: suffix },
        ],
      },
    },
  });
  return {
    QueueConfigurations: queues.map(({ arn, events, prefix, suffix }) => ({
      QueueArn: arn,
      Events: events,
      ...filter(prefix, suffix),
    })),
    TopicConfigurations: topics.map(({ arn, events, prefix, suffix }) => ({
      TopicArn: arn,
      Events: events,
      ...filter(prefix, suffix),
    })),
    ...(eventBridge && { EventBridgeConfiguration: {} }),
  };
}

function translated({ code, message }: Refused): Error {
  return code.startsWith('AccessDenied') ? new CannotLook(message) : new NotThere(message);
}
