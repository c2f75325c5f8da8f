import { setImmediate as othersToWait, setTimeout as wait } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { dynamoAlerts } from '../../lambda/adapters/dynamodb/alerts.ts';
import { dynamoFailedMessages } from '../../lambda/adapters/dynamodb/failed-messages.ts';
import { dynamoSeenSets } from '../../lambda/adapters/dynamodb/seen-sets.ts';
import type { Table } from '../../lambda/adapters/dynamodb/table.ts';
import { dynamoTimelines } from '../../lambda/adapters/dynamodb/timelines.ts';
import { type Objects, s3Objects } from '../../lambda/adapters/objects.ts';
import { type Audience, audiences } from '../../lambda/config/topics.ts';
import type { Message, Publisher } from '../../lambda/core/ports.ts';
import { seconds } from '../../lambda/core/time.ts';
import { topicPublishers } from '../../lambda/handlers/topic-publishers.ts';
import type { Actor } from '../contracts/telling/actor.ts';
import { type Topic, traceAccepted, traceSent } from '../contracts/telling/trace.ts';
import { allowed } from '../handlers/batch.ts';
import { createTable } from '../servers/dynamodb.ts';
import { loopback } from '../servers/fauxqs.ts';
import { objectAnswer, publishAnswer, type Request, type Service } from './http-answers.ts';
import { buckets } from './log-objects.ts';
import { heardIn, misworded } from './published.ts';
import type { Reached, Stored } from './reach.ts';
import type { Schedule } from './schedule.ts';
import {
  batchItems,
  currentErrand,
  forgetErrands,
  inTwoParts,
  isUnsettled,
  onErrand,
  struckService,
  thrifty,
} from './struck-service.ts';
import type { Open } from './system.ts';
import { tableService } from './table-service.ts';
import type { Tally } from './tally.ts';

/** The most milliseconds that a call may take to its next request. It waits for nothing, but now and then by a timer. */
const patience = 200;

/** So many times a timer is waited for that sends again what was left unprocessed. */
const rounds = 5;

const topicArns = Object.fromEntries(
  audiences.map((audience) => [audience, `arn:aws:sns:us-east-1:111122223333:${audience}`]),
) as Record<Audience, string>;

/**
 * The adapters with AWS's own clients: a table of dynalite, S3 and SNS as far as they are asked. Each HTTP request is one
 * step, and the clients try again as they do, but at once.
 */
export function wireReach(): Open {
  const tables = tableService();
  return async (stored, world, { schedule, tally }) => {
    forgetErrands();
    const unsent = new Set<string>();
    const left = (items: string): void => {
      tally.add('items left unprocessed');
      unsent.add(items);
    };
    const own = clientOf(tables);
    const tableName = await createTable(own);
    const tableOf = (client: DynamoDBClient): Table => ({ client, tableName, now: () => world.now, retryDelays });
    const struck = struckService('dynamodb', thrifty(tables, schedule.random.fork('load'), left), tally);
    const database: Service = (request) => {
      unsent.delete(batchItems(request) ?? '');
      return struck(request);
    };
    const table = tableOf(clientOf(database));
    const s3 = s3Of(stored, tally);
    const objects = s3Objects({ buckets: allowed(...Object.values(buckets)), clientFor: () => s3 });
    const faults: string[] = [];
    const publish = publishing({ ...schedule, tableName }, { tally, faults });
    return {
      alerts: dynamoAlerts(tableOf(own)),
      failedMessages: dynamoFailedMessages(tableOf(own)),
      by: (actor) => reached(actor, table, objects),
      topic: (audience, topic) => ({ audience, publish: (message) => publish(message, audience, topic) }),
      async timers() {
        const end = performance.now() + patience;
        await othersToWait();
        while (isUnsettled() && performance.now() < end) await othersToWait();
        for (let n = 0; unsent.size > 0 && n < rounds; n++) await wait(1); // where the answer is lost, it comes with the rest
        unsent.clear();
      },
      faults,
      async close() {
        own.destroy();
      },
    };
  };
}

/** Nobody looks into signatures here, and to make them takes long. */
const unsigned = { ...loopback, signer: { sign: async <Signed>(request: Signed): Promise<Signed> => request } };

function clientOf(service: Service): DynamoDBClient {
  return impatient(new DynamoDBClient({ ...unsigned, requestHandler: handlerOf(service) }));
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
        const next = onErrand(actor, () => chunks.next(), undefined, false);
        for (let chunk = await next(); chunk.done !== true; chunk = await next()) yield chunk.value;
      },
    },
  };
}

function s3Of(stored: Stored, tally: Tally): S3Client {
  const inParts: Service = async (request) => {
    const errand = currentErrand();
    return inTwoParts(await whole(request), errand, tally);
  };
  const whole = struckService('s3', async ({ path }) => objectAnswer(stored.get(uriIn(path))), tally);
  return impatient(new S3Client({ ...unsigned, forcePathStyle: true, requestHandler: handlerOf(inParts) }));
}

/** Publishes as the functions do, in all their words; whatever reaches SNS is traced as it can be read there. */
function publishing(
  { tellables, config, tableName }: Schedule & { readonly tableName: string },
  { tally, faults }: { readonly tally: Tally; readonly faults: string[] },
) {
  const topics: Service = async (request) => {
    currentErrand().reaches?.(request);
    return publishAnswer();
  };
  const sns = struckService('sns', topics, tally);
  const client = impatient(new SNSClient({ ...unsigned, requestHandler: handlerOf(sns) }));
  const publishers = topicPublishers({ topicArns, tableName, config }, tellables, client);
  return async (message: Message, name: string, topic: Topic): Promise<void> => {
    const audience = name as Audience;
    const publisher = publishers.find((each) => each.audience === audience) as Publisher;
    const reaches = (request: Request): void => {
      const heard = heardIn(request, message, audience);
      faults.push(...misworded(request, { heard, audience, topicArn: topicArns[audience] }));
      traceSent(heard, audience, topic);
    };
    await onErrand(topic.actor, () => publisher.publish(message), reaches)();
    traceAccepted(message, audience, topic);
  };
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
