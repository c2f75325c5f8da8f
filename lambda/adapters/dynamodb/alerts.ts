import { paginateQuery } from '@aws-sdk/client-dynamodb';
import { dayPartitionOf, tableIndexes, tableKeys } from '../../config/table.ts';
import { type AlertRecord, type Context, type Kept, type Match, nameOfMatch } from '../../core/alert.ts';
import { contextSize } from '../../core/context.ts';
import type { Alerts, ClaimRequest, DueChange } from '../../core/ports.ts';
import { days, formatInstant, type Instant, plus } from '../../core/time.ts';
import { boundedJson } from './bounded-json.ts';
import { firstOfEach } from './first-of-each.ts';
import { epochSeconds, type Item, itemKey, jsonIn, mostJsonBytes, numberIn, textIn } from './item.ts';
import { putAll } from './put-all.ts';
import { isColumns, isContext, isMatch, isTold } from './shapes.ts';
import type { Table } from './table.ts';
import { updateItem } from './update-item.ts';

const retention = days(400);

/** Few alerts are ever due at once, so they share one partition of the index. */
const duePartition = 'due';

const headSort = 'head';

/** The head carries two such texts, and they share the room of one. */
const mostHeadJsonBytes = mostJsonBytes / 2;

/**
 * Alerts as partitions of the table: `a#` and the alert's id, with one item for each match, and one `head` for what
 * the alert is, who claims it, what each audience was told and when to look at it. Every change is one conditional write
 * of the head, or a put of matches that is the same put when repeated: an invocation may die after any of them, and
 * another one begin anew.
 *
 * Errors of AWS pass through after the SDK's own retries.
 */
export function dynamoAlerts(table: Table): Alerts {
  return {
    async merge(finding, { context, due } = {}) {
      const onlyContext = finding.matches.length === 0 && due === undefined ? context : undefined;
      // As a rule the head is there, and then it is one write instead of two.
      if (onlyContext !== undefined && (await putContext(finding.alertId, onlyContext, table))) return;
      const end = plus(Math.max(finding.periodStart, table.now()) as Instant, retention);
      // The head last: whoever finds one finds the matches that it was made for.
      await putAll(matchItems(finding, end), table);
      await putHead(finding, { end, due }, table);
      if (context !== undefined) await putContext(finding.alertId, context, table);
    },
    read: (alertId) => readAlert(alertId, table),
    claim: (request) => claimAlert(request, table),
    async markTold(alertId, owner, audience, told) {
      await updateHead(table, alertId, {
        UpdateExpression: 'SET told.#audience = :told',
        ConditionExpression: 'claimOwner = :owner',
        ExpressionAttributeNames: { '#audience': audience },
        ExpressionAttributeValues: { ':owner': { S: owner }, ':told': { S: JSON.stringify(told) } },
      });
    },
    release: (alertId, owner, change) => releaseAlert(alertId, owner, { change, table }),
    async schedule(alertId, change) {
      const { set, remove, condition, values } = reschedule(change);
      await updateHead(table, alertId, {
        UpdateExpression: changes({ set, remove }),
        ConditionExpression: `attribute_exists(told) AND (${condition})`,
        ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values }),
      });
    },
    dueBy: (now, limit) => dueBy(now, limit, table),
  };
}

function matchItems({ alertId, matches }: Kept, end: Instant): readonly Item[] {
  return firstOfEach(matches, nameOfMatch).map((match) => ({
    ...itemKey(partitionOf(alertId), `m#${nameOfMatch(match)}`),
    match: { S: boundedJson(match, mostJsonBytes) },
    [tableKeys.expires]: epochSeconds(end),
  }));
}

async function putHead(
  { alertId, rule, columns, periodStart }: Kept,
  { end, due }: { readonly end: Instant; readonly due: Instant | undefined },
  table: Table,
): Promise<void> {
  const noted =
    due === undefined
      ? ''
      : ', dueOn = if_not_exists(dueOn, :dueOn), dueAt = if_not_exists(dueAt, :due) ADD dueNotes :one';
  await updateHead(table, alertId, {
    UpdateExpression: `SET ruleId = if_not_exists(ruleId, :ruleId), #columns = if_not_exists(#columns, :columns),
      periodStart = if_not_exists(periodStart, :periodStart), told = if_not_exists(told, :nobody),
      periodDay = if_not_exists(periodDay, :day), #expires = :expires${noted}`,
    ExpressionAttributeNames: { '#columns': 'columns', '#expires': tableKeys.expires },
    ExpressionAttributeValues: {
      ':ruleId': { S: rule.id },
      ':columns': { S: boundedJson(columns, mostHeadJsonBytes) },
      ':periodStart': { N: String(periodStart) },
      ':nobody': { M: {} },
      ':day': { S: dayPartitionOf(formatInstant(periodStart).slice(0, 10), alertId) },
      ':expires': epochSeconds(end),
      ...(due !== undefined && { ':dueOn': { S: duePartition }, ':due': { N: String(due) }, ':one': { N: '1' } }),
    },
  });
}

/** Of two contexts the larger one stands, whoever comes last. Whether it was this one, on a head that is there. */
async function putContext(alertId: string, context: Context, table: Table): Promise<boolean> {
  const written = await updateHead(table, alertId, {
    UpdateExpression: 'SET #context = :context, contextSize = :size',
    ConditionExpression: 'attribute_exists(told) AND (attribute_not_exists(contextSize) OR contextSize <= :size)',
    ExpressionAttributeNames: { '#context': 'context' },
    ExpressionAttributeValues: {
      ':context': { S: boundedJson(context, mostHeadJsonBytes) },
      ':size': { N: String(contextSize(context)) },
    },
  });
  return written !== undefined;
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
      else matches.push(jsonIn(item, 'match', isMatch));
    }
  }
  return head === undefined ? undefined : toRecord(alertId, head, matches);
}

function toRecord(alertId: string, head: Item, matches: readonly Match[]): AlertRecord {
  return {
    alertId,
    ruleId: textIn(head, 'ruleId'),
    columns: jsonIn(head, 'columns', isColumns),
    periodStart: numberIn(head, 'periodStart') as Instant,
    ...(head['context'] !== undefined && { context: jsonIn(head, 'context', isContext) }),
    matches,
    told: toldIn(head),
    ...(head['dueAt'] !== undefined && { due: numberIn(head, 'dueAt') as Instant }),
    ...(head['dueNotes'] !== undefined && { notes: numberIn(head, 'dueNotes') }),
  };
}

async function claimAlert({ alertId, owner, now, lease }: ClaimRequest, table: Table): Promise<boolean> {
  const granted = await updateHead(table, alertId, {
    UpdateExpression: 'SET claimOwner = :owner, claimUntil = :until',
    ConditionExpression:
      'attribute_exists(told) AND (attribute_not_exists(claimOwner) OR claimOwner = :owner OR claimUntil <= :now)',
    ExpressionAttributeValues: {
      ':owner': { S: owner },
      ':now': { N: String(now) },
      ':until': { N: String(plus(now, lease)) },
    },
  });
  return granted !== undefined;
}

/** In one write; where something was noted meanwhile, in two, and only the claim ends. */
async function releaseAlert(
  alertId: string,
  owner: string,
  { change, table }: { readonly change: DueChange; readonly table: Table },
): Promise<void> {
  const { set, remove, condition, values } = reschedule(change);
  const claim = ['claimOwner', 'claimUntil'];
  const [held, owned] = ['claimOwner = :owner', { ':owner': { S: owner } }];
  const both = await updateHead(table, alertId, {
    UpdateExpression: changes({ set, remove: [...remove, ...claim] }),
    ConditionExpression: `${held} AND (${condition})`,
    ExpressionAttributeValues: { ...values, ...owned },
  });
  if (both !== undefined) return;
  await updateHead(table, alertId, {
    UpdateExpression: changes({ set: [], remove: claim }),
    ConditionExpression: held,
    ExpressionAttributeValues: owned,
  });
}

/** The parts of a write that changes when to look at an alert. */
function reschedule({ due, instead }: DueChange) {
  const { due: read, notes } = instead;
  const sameNotes = notes === undefined ? 'attribute_not_exists(dueNotes)' : 'dueNotes = :notes';
  return {
    set: due === undefined ? [] : ['dueOn = :dueOn', 'dueAt = :due'],
    remove: due === undefined ? ['dueOn', 'dueAt'] : [],
    condition: `attribute_not_exists(dueAt)${read === undefined ? '' : ` OR (dueAt = :read AND ${sameNotes})`}`,
    values: {
      ...(due !== undefined && { ':dueOn': { S: duePartition }, ':due': { N: String(due) } }),
      ...(read !== undefined && { ':read': { N: String(read) } }),
      ...(read !== undefined && notes !== undefined && { ':notes': { N: String(notes) } }),
    },
  };
}

function changes({ set, remove }: { readonly set: readonly string[]; readonly remove: readonly string[] }): string {
  const parts = [set.length > 0 ? `SET ${set.join(', ')}` : '', remove.length > 0 ? `REMOVE ${remove.join(', ')}` : ''];
  return parts.filter((part) => part !== '').join(' ');
}

async function dueBy(now: Instant, limit: number, { client, tableName }: Table): Promise<readonly string[]> {
  const pages = paginateQuery(
    { client },
    {
      TableName: tableName,
      IndexName: tableIndexes.due.name,
      KeyConditionExpression: 'dueOn = :dueOn AND dueAt <= :now',
      ExpressionAttributeValues: { ':dueOn': { S: duePartition }, ':now': { N: String(now) } },
      Limit: limit,
    },
  );
  const found: string[] = [];
  for await (const { Items: items = [] } of pages) {
    found.push(...items.map(alertIdOf));
    if (found.length >= limit) break;
  }
  return found.slice(0, limit);
}

/** Changes the head, if the condition holds; undefined where it does not. */
function updateHead(table: Table, alertId: string, update: Parameters<typeof updateItem>[2]) {
  return updateItem(table, itemKey(partitionOf(alertId), headSort), update);
}

function toldIn(head: Item): AlertRecord['told'] {
  const told = Object.entries(head['told']?.M ?? {});
  return Object.fromEntries(
    told.map(([audience, each]) => [audience, jsonIn({ ...head, told: each }, 'told', isTold)]),
  );
}

const partitionPrefix = 'a#';

function partitionOf(alertId: string): string {
  return `${partitionPrefix}${alertId}`;
}

/** The id of the alert that an item belongs to. */
export function alertIdOf(item: Item): string {
  return textIn(item, tableKeys.partition).slice(partitionPrefix.length);
}
