import { GetItemCommand, paginateQuery } from '@aws-sdk/client-dynamodb';
import { tableKeys } from '../../config/table.ts';
import type { AlertRecord, Columns, Context, Finding, Match } from '../../core/alert.ts';
import { contextSize } from '../../core/context.ts';
import { positionOfObservation } from '../../core/observation.ts';
import type { Alerts, Claim, ClaimRequest } from '../../core/ports.ts';
import { days, type Instant, plus } from '../../core/time.ts';
import { boundedJson } from './bounded-json.ts';
import { firstOfEach } from './first-of-each.ts';
import { epochSeconds, type Item, itemKey, mostJsonBytes, numberIn, textIn } from './item.ts';
import { putAll } from './put-all.ts';
import type { Table } from './table.ts';
import { updateItem } from './update-item.ts';

const retention = days(400);
const headSort = 'head';
const firstRevision = 1;

/** The head carries two such texts, and they share the room of one. */
const mostHeadJsonBytes = mostJsonBytes / 2;

/**
 * Alerts as partitions of the table: `a#` and the alert's id, with one item for each match, and one `head` for what
 * the alert is, who claims it and who was told. Every change is one conditional write of the head, or a put of matches
 * that is the same put when repeated: an invocation may die after any of them, and another one begin anew.
 *
 * Errors of AWS pass through after the SDK's own retries.
 */
export function dynamoAlerts(table: Table): Alerts {
  return {
    async merge(finding, context) {
      const end = plus(Math.max(finding.periodStart, table.now()) as Instant, retention);
      // The head last: whoever finds one finds the matches that it was made for.
      await putAll(matchItems(finding, end), table);
      await putHead(finding, end, table);
      if (context !== undefined) await putContext(finding.alertId, context, table);
    },
    read: (alertId) => readAlert(alertId, table),
    claim: (request) => claimAlert(request, table),
    async markTold(alertId, owner, audience, revision) {
      await updateHead(table, alertId, {
        UpdateExpression: 'SET told.#audience = :revision',
        ConditionExpression: 'claimOwner = :owner',
        ExpressionAttributeNames: { '#audience': audience },
        ExpressionAttributeValues: { ':owner': { S: owner }, ':revision': { N: String(revision) } },
      });
    },
  };
}

function matchItems({ alertId, matches }: Finding, end: Instant): readonly Item[] {
  return firstOfEach(matches, positionOfObservation).map((match) => ({
    ...itemKey(partitionOf(alertId), `m#${positionOfObservation(match)}`),
    match: { S: boundedJson(match, mostJsonBytes) },
    [tableKeys.expires]: epochSeconds(end),
  }));
}

async function putHead({ alertId, rule, columns, periodStart }: Finding, end: Instant, table: Table): Promise<void> {
  await updateHead(table, alertId, {
    UpdateExpression: `SET ruleId = if_not_exists(ruleId, :ruleId), #columns = if_not_exists(#columns, :columns),
      periodStart = if_not_exists(periodStart, :periodStart), told = if_not_exists(told, :nobody), #expires = :expires`,
    ExpressionAttributeNames: { '#columns': 'columns', '#expires': tableKeys.expires },
    ExpressionAttributeValues: {
      ':ruleId': { S: rule.id },
      ':columns': { S: boundedJson(columns, mostHeadJsonBytes) },
      ':periodStart': { N: String(periodStart) },
      ':nobody': { M: {} },
      ':expires': epochSeconds(end),
    },
  });
}

/** Of two contexts the larger one stands, whoever comes last. */
async function putContext(alertId: string, context: Context, table: Table): Promise<void> {
  await updateHead(table, alertId, {
    UpdateExpression: 'SET #context = :context, contextSize = :size',
    ConditionExpression: 'attribute_exists(told) AND (attribute_not_exists(contextSize) OR contextSize <= :size)',
    ExpressionAttributeNames: { '#context': 'context' },
    ExpressionAttributeValues: {
      ':context': { S: boundedJson(context, mostHeadJsonBytes) },
      ':size': { N: String(contextSize(context)) },
    },
  });
}

async function readAlert(alertId: string, { client, tableName }: Table): Promise<AlertRecord | undefined> {
  const pages = paginateQuery(
    { client },
    {
      TableName: tableName,
      ConsistentRead: true,
      KeyConditionExpression: '#pk = :alert',
      ExpressionAttributeNames: { '#pk': tableKeys.partition },
      ExpressionAttributeValues: { ':alert': { S: partitionOf(alertId) } },
    },
  );
  let head: Item | undefined;
  const matches: Match[] = [];
  for await (const { Items: items = [] } of pages) {
    for (const item of items) {
      if (textIn(item, tableKeys.sort) === headSort) head = item;
      else matches.push(JSON.parse(textIn(item, 'match')) as Match);
    }
  }
  return head === undefined ? undefined : toRecord(alertId, head, matches);
}

function toRecord(alertId: string, head: Item, matches: readonly Match[]): AlertRecord {
  return {
    alertId,
    ruleId: textIn(head, 'ruleId'),
    columns: JSON.parse(textIn(head, 'columns')) as Columns,
    periodStart: numberIn(head, 'periodStart') as Instant,
    ...(head['context'] !== undefined && { context: JSON.parse(textIn(head, 'context')) as Context }),
    matches,
    told: toldIn(head),
  };
}

/**
 * One conditional write decides between owners. After a failed one the head says why: it may have changed since, but
 * who was told stays told, and an answer of `held` only makes the caller ask again.
 */
async function claimAlert({ alertId, owner, audiences, now, lease }: ClaimRequest, table: Table): Promise<Claim> {
  if (audiences.length === 0) return { state: 'told' };
  const names = audiences.map((audience, index) => [`#audience${index}`, audience] as const);
  const someUntold = names.map(([name]) => `attribute_not_exists(told.${name})`).join(' OR ');
  const free = 'attribute_not_exists(claimOwner) OR claimOwner = :owner OR claimUntil <= :now';
  const granted = await updateHead(table, alertId, {
    UpdateExpression: 'SET claimOwner = :owner, claimUntil = :until',
    ConditionExpression: `attribute_exists(told) AND (${someUntold}) AND (${free})`,
    ExpressionAttributeNames: Object.fromEntries(names),
    ExpressionAttributeValues: {
      ':owner': { S: owner },
      ':now': { N: String(now) },
      ':until': { N: String(plus(now, lease)) },
    },
    ReturnValues: 'ALL_NEW',
  });
  const head = granted?.Attributes ?? (await readHead(alertId, table));
  const untold = head === undefined ? [] : audiences.filter((audience) => !Object.hasOwn(toldIn(head), audience));
  if (untold.length === 0) return { state: 'told' };
  return granted === undefined ? { state: 'held' } : { state: 'granted', revision: firstRevision, audiences: untold };
}

async function readHead(alertId: string, { client, tableName }: Table): Promise<Item | undefined> {
  const key = itemKey(partitionOf(alertId), headSort);
  const answer = await client.send(new GetItemCommand({ TableName: tableName, Key: key, ConsistentRead: true }));
  return answer.Item;
}

/** Changes the head, if the condition holds; undefined where it does not. */
function updateHead(table: Table, alertId: string, update: Parameters<typeof updateItem>[2]) {
  return updateItem(table, itemKey(partitionOf(alertId), headSort), update);
}

function toldIn(head: Item): Readonly<Record<string, number>> {
  const told = Object.entries(head['told']?.M ?? {});
  return Object.fromEntries(told.map(([audience, revision]) => [audience, Number(revision.N)]));
}

function partitionOf(alertId: string): string {
  return `a#${alertId}`;
}
