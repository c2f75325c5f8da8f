import { type DeployedSource, deployedOutputs } from '../../lambda/config/deployed.ts';
import { queueOutputs } from '../../lambda/config/queues.ts';
import type { Config } from '../../lambda/config/schema.ts';
import { everyTopic, polling, secretArn } from '../lib/synthesise.ts';
import { type Bucket, minutesAgo, named, putCursor, trailOf, type World, wellWorld } from './world.ts';

const account = '111122223333';
export const otherAccount = '444455556666';
export const logTopic = `arn:aws:sns:us-east-1:${account}:cloudtrail`;

/** A deployment with all that there is to look at, but for what other accounts own. */
const config: Config = {
  ...everyTopic,
  entra: polling({ method: 'secret', secretArn }).entra,
  cloudtrail: [
    { mode: 'create' },
    { mode: 'bucket', bucket: 'logs-wired', account },
    { mode: 'topic', bucket: 'logs-told', account, topicArn: logTopic },
    { mode: 'eventbridge', bucket: 'logs-sent', account },
  ],
};

/** The world in which all of that is well, the buckets and the topic of others included; a new one each time. */
export function deployedWorld(endpoint: string): World {
  const made = worlds.get(endpoint) ?? makeWorld(endpoint);
  worlds.set(endpoint, made);
  return structuredClone(made);
}

const worlds = new Map<string, World>();

function makeWorld(endpoint: string): World {
  const world = wellWorld(config, endpoint);
  const queueArn = queueOf(world, 'cloudtrail', 'source')['QueueArn'] as string;
  const entry = { events: ['s3:ObjectCreated:*'], prefix: '', suffix: '.json.gz' };
  for (const name of ['logs-wired', 'logs-told', 'logs-sent']) {
    const trail = trailOf(`of-${name}`, name);
    world.trails.push(trail);
    world.buckets.set(name, { ...bucketOf(name, trail['TrailARN']), eventBridge: name === 'logs-sent' });
  }
  named(world.buckets, 'logs-wired').queues.push({ ...entry, arn: queueArn });
  named(world.buckets, 'logs-told').topics.push({ ...entry, arn: logTopic });
  const publishes = {
    Effect: 'Allow',
    Principal: { Service: 's3.amazonaws.com' },
    Action: 'sns:Publish',
    Resource: logTopic,
  };
  world.topics.set(logTopic, { TopicArn: logTopic, Policy: JSON.stringify({ Statement: [publishes] }) });
  putCursor(world, world.outputs.get(deployedOutputs.cursor) as string, minutesAgo(6));
  return world;
}

/** https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html */
function bucketOf(name: string, trailArn: string): Bucket {
  const Condition = { StringEquals: { 'aws:SourceArn': trailArn, 's3:x-amz-acl': 'bucket-owner-full-control' } };
  const cloudtrail = { Effect: 'Allow', Principal: { Service: 'cloudtrail.amazonaws.com' } };
  const Resource = `arn:aws:s3:::${name}/AWSLogs/${account}/*`;
  return {
    owner: account,
    queues: [],
    topics: [],
    eventBridge: false,
    policy: { Statement: [{ ...cloudtrail, Action: 's3:PutObject', Resource, Condition }] },
  };
}

/** Changes what the stack says of one of its sources. */
export function changeSource(world: World, bucket: string, changes: Partial<DeployedSource>): void {
  const sources = JSON.parse(world.outputs.get(deployedOutputs.sources) as string) as readonly DeployedSource[];
  const changed = sources.map((each) => (each.bucket === bucket ? { ...each, ...changes } : each));
  world.outputs.set(deployedOutputs.sources, JSON.stringify(changed));
}

/** The attributes of a queue that an output names. */
export function queueOf(
  world: World,
  name: keyof typeof queueOutputs,
  which: 'source' | 'deadLetters',
): Record<string, string> {
  return named(world.queues, world.outputs.get(queueOutputs[name][which]) as string);
}
