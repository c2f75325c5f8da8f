import { paginateQuery, type QueryCommandInput } from '@aws-sdk/client-dynamodb';
import { tableKeys } from '../../config/table.ts';
import { type Observation, positionOfObservation, type TimelineName } from '../../core/observation.ts';
import type { TimelineQuery, Timelines } from '../../core/ports.ts';
import { days, type Instant, plus } from '../../core/time.ts';
import { boundedJson } from './bounded-json.ts';
import { firstOfEach } from './first-of-each.ts';
import { epochSeconds, type Item, itemKey, jsonIn, mostJsonBytes } from './item.ts';
import { putAll } from './put-all.ts';
import { isObservation } from './shapes.ts';
import type { Table } from './table.ts';

/** How late an event may still come: CloudTrail retries a delivery for 30 days, and people redrive messages. */
const lateness = days(35);

/**
 * Timelines as partitions of the table: `t#` and the timeline's name, sorted by position. A position's observation is
 * one item, so writing it again is the same write. Reads do not look at the expiry: an item past it is still true.
 *
 * An observation too large for an item is kept with its longest texts cut. Errors of AWS pass through after the SDK's
 * own retries.
 */
export function dynamoTimelines(table: Table): Timelines {
  return {
    async put(observations) {
      const now = table.now();
      const items = firstOfEach(observations, placeOf).map((observation) => toItem(observation, now));
      await putAll(items, table);
    },
    read: (query) => readRange(query, table),
  };
}

function placeOf(observation: Observation): string {
  return `${observation.timeline}\n${positionOfObservation(observation)}`;
}

function toItem({ timeline, ...observation }: Observation, now: Instant): Item {
  const { time, window } = observation;
  const lastMatch = plus(Math.max(time, now) as Instant, window);
  return {
    ...itemKey(partitionOf(timeline), positionOfObservation(observation)),
    observation: { S: boundedJson(observation, mostJsonBytes) },
    [tableKeys.expires]: epochSeconds(plus(lastMatch, lateness)),
  };
}

async function readRange(query: TimelineQuery, { client, tableName }: Table): Promise<readonly Observation[]> {
  const { timeline, from, to, order, limit } = query;
  if (from >= to) return []; // DynamoDB refuses a BETWEEN whose bounds are crossed
  const input: QueryCommandInput = {
    TableName: tableName,
    ConsistentRead: true,
    KeyConditionExpression: '#pk = :timeline AND #sk BETWEEN :from AND :to',
    ExpressionAttributeNames: { '#pk': tableKeys.partition, '#sk': tableKeys.sort },
    ExpressionAttributeValues: { ':timeline': { S: partitionOf(timeline) }, ':from': { S: from }, ':to': { S: to } },
    ScanIndexForward: order === 'earliest first',
    ...(limit < Infinity && { Limit: limit + 1 }), // one more, as only the next id ends the last one
  };
  const found: Observation[] = [];
  const ids = new Set<string>();
  for await (const { Items: items = [] } of paginateQuery({ client }, input)) {
    for (const item of items) {
      const observation = fromItem(timeline, item);
      if (positionOfObservation(observation) === to) continue; // BETWEEN includes its upper bound
      if (ids.add(observation.id).size > limit) return found;
      found.push(observation);
    }
  }
  return found;
}

function partitionOf(timeline: TimelineName): string {
  return `t#${timeline}`;
}

/** The other side of toItem, and of nothing else: what stands there, this adapter wrote. */
function fromItem(timeline: TimelineName, item: Item): Observation {
  return { timeline, ...jsonIn(item, 'observation', isObservation) };
}
