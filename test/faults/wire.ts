import { setTimeout as wait } from 'node:timers/promises';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { dynamoAlerts } from '../../lambda/adapters/dynamodb/alerts.ts';
import { dynamoFailedMessages } from '../../lambda/adapters/dynamodb/failed-messages.ts';
import { dynamoSeenSets } from '../../lambda/adapters/dynamodb/seen-sets.ts';
import type { Table } from '../../lambda/adapters/dynamodb/table.ts';
import { dynamoTimelines } from '../../lambda/adapters/dynamodb/timelines.ts';
import { type Objects, s3Objects } from '../../lambda/adapters/objects.ts';
import { type Audience, audiences } from '../../lambda/config/topics.ts';
import type { Publisher } from '../../lambda/core/ports.ts';
import { seconds } from '../../lambda/core/time.ts';
import { topicPublishers } from '../../lambda/handlers/topic-publishers.ts';
import type { Actor, World } from '../contracts/telling/actor.ts';
import { type Topic, traceAccepted, traceSent } from '../contracts/telling/trace.ts';
import { connect, createTable, type DynamoDbServer } from '../servers/dynamodb.ts';
import { loopback } from '../servers/fauxqs.ts';
import { objectAnswer, publishAnswer, type Service } from './http-answers.ts';
import type { Reach, Reached, Stored } from './reach.ts';
import type { Schedule } from './schedule.ts';
import { currentErrand, inTwoParts, onErrand, struckService, thrifty } from './struck-service.ts';

/** More milliseconds than a client waits before it tries again, which are cut to one. */
const afterRetries = 4;

const topicArns = Object.fromEntries(
  audiences.map((audience) => [audience, `arn:aws:sns:us-east-1:111122223333:${audience}`]),
) as Record<Audience, string>;

/**
 * The adapters with AWS's own clients: a table on the server, S3 and SNS as far as they are asked. Each HTTP request is one
 * step, and the clients try again as they do, but at once.
 */
export function wireReach(
  server: DynamoDbServer,
): (stored: Stored, world: World, schedule: Schedule) => Promise<Reach> {
  return async (stored, world, schedule) => {
    let retries = false;
    const struck = (): void => {
      retries = true;
    };
    const own = connect(server);
    const tableName = await createTable(own);
    const tableOf = (client: DynamoDBClient): Table => ({ client, tableName, now: () => world.now, retryDelays });
    const database = thrifty(serviceOf(own.config.requestHandler), schedule.random.fork('load'), struck);
    const dynamo = impatient(
      connect(server, { requestHandler: handlerOf(struckService('dynamodb', database, struck)) }),
    );
    const table = tableOf(dynamo);
    const objects = s3Objects({ client: s3Of(stored, struck), bucketOwner: '111122223333' });
    const publish = publishing({ ...schedule, tableName }, struck);
    return {
      alerts: dynamoAlerts(tableOf(own)),
      failedMessages: dynamoFailedMessages(tableOf(own)),
      by: (actor) => reached(actor, table, objects),
      topic: (audience, topic) => ({ audience, publish: (message) => publish(message, audience, topic) }),
      async timers() {
        if (retries) await wait(afterRetries);
        retries = false;
      },
      async close() {
        own.destroy();
      },
    };
  };
}

const retryDelays = Array(7).fill(seconds(0));

function reached(actor: Actor, table: Table, objects: Objects): Reached {
  const [alerts, timelines, seen] = [dynamoAlerts(table), dynamoTimelines(table), dynamoSeenSets(table)];
  const failed = dynamoFailedMessages(table);
  return {
    alerts: {
      merge: onErrand(actor, alerts.merge),
      read: onErrand(actor, alerts.read),
      claim: onErrand(actor, alerts.claim),
      markTold: onErrand(actor, alerts.markTold),
      release: onErrand(actor, alerts.release),
      schedule: onErrand(actor, alerts.schedule),
      dueBy: onErrand(actor, alerts.dueBy),
    },
    timelines: { put: onErrand(actor, timelines.put), read: onErrand(actor, timelines.read) },
    seen: { read: onErrand(actor, seen.read), save: onErrand(actor, seen.save) },
    failedMessages: { ...failed, note: onErrand(actor, failed.note), clear: onErrand(actor, failed.clear) },
    objects: {
      async *read(reference) {
        const chunks = objects.read(reference)[Symbol.asyncIterator]();
        const next = onErrand(actor, () => chunks.next());
        for (let chunk = await next(); chunk.done !== true; chunk = await next()) yield chunk.value;
      },
    },
  };
}

function s3Of(stored: Stored, struck: () => void): S3Client {
  const inParts: Service = async (request) => {
    const { actor } = currentErrand();
    return inTwoParts(await whole(request), actor);
  };
  const whole = struckService('s3', async ({ path }) => objectAnswer(stored.get(uriIn(path))), struck);
  return impatient(new S3Client({ ...loopback, forcePathStyle: true, requestHandler: handlerOf(inParts) }));
}

/** Publishes as the functions do, in all their words; whatever reaches SNS is traced. */
function publishing({ tellables, config, tableName }: Schedule & { readonly tableName: string }, struck: () => void) {
  const topics: Service = async () => {
    currentErrand().reaches?.();
    return publishAnswer();
  };
  const sns = struckService('sns', topics, struck);
  const client = impatient(new SNSClient({ ...loopback, requestHandler: handlerOf(sns) }));
  const publishers = new Map(
    topicPublishers({ topicArns, tableName, config }, tellables, client).map((each) => [each.audience, each]),
  );
  return async (message: Parameters<Publisher['publish']>[0], audience: string, topic: Topic): Promise<void> => {
    const publisher = publishers.get(audience) as Publisher;
    const reaches = () => traceSent(message, audience, topic);
    await onErrand(topic.actor, () => publisher.publish(message), reaches)();
    traceAccepted(message, audience, topic);
  };
}

function serviceOf(handler: DynamoDBClient['config']['requestHandler']): Service {
  return async (request) => (await handler.handle(request)).response;
}

/** What a client takes as the handler of its requests. */
function handlerOf(service: Service) {
  return {
    handle: async (request: Parameters<Service>[0]) => ({ response: await service(request) }),
    updateHttpClientConfig: () => {},
    httpHandlerConfigs: () => ({}),
  };
}

/** The same client: it tries again as often as it does, but without waiting. */
function impatient<Client extends { readonly config: { retryStrategy: () => Promise<object> } }>(
  client: Client,
): Client {
  const { retryStrategy } = client.config;
  const retryBackoffStrategy = { setDelayBase: () => {}, computeNextBackoffDelay: () => 0 };
  const strategy = retryStrategy().then((each) => Object.assign(each, { retryBackoffStrategy }));
  client.config.retryStrategy = () => strategy;
  return client;
}

/** `/bucket/key`, encoded, as the address of an object. */
function uriIn(path: string): string {
  return `s3:/${decodeURIComponent(path)}`;
}
