import { type AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { dynamoAlerts } from '../../../lambda/adapters/dynamodb/alerts.ts';
import { dynamoCursors } from '../../../lambda/adapters/dynamodb/cursors.ts';
import { dynamoSeenSets } from '../../../lambda/adapters/dynamodb/seen-sets.ts';
import type { Table } from '../../../lambda/adapters/dynamodb/table.ts';
import { dynamoTimelines } from '../../../lambda/adapters/dynamodb/timelines.ts';
import { DamagedItem } from '../../../lambda/adapters/errors.ts';
import { assemble } from '../../../lambda/core/alert.ts';
import { type Observation, type Position, positionOf } from '../../../lambda/core/observation.ts';
import { severities } from '../../../lambda/core/rule.ts';
import { earliestInstant, hours, type Instant, latestInstant, parseInstant } from '../../../lambda/core/time.ts';
import { rule } from '../../../lambda/rules/console-login-without-mfa/rule.ts';
import { contextOf, match, toldAs } from '../../contracts/findings.ts';
import { at, loginObservation, observation } from '../../contracts/observations.ts';
import { mutateJson } from '../mutate-json.ts';
import { hold, type Target } from '../target.ts';

type Item = Record<string, AttributeValue>;

const now = parseInstant('2026-11-20T12:00:00Z') as Instant;
const columns = { EventName: 'ConsoleLogin', AccountName: 'alice', SessionMfaAuthenticated: null };
const progress = { through: now, settled: now, slice: hours(2), backfill: { from: at(0), to: now, slice: hours(1) } };

const { timeline: _, ...seen } = observation({ timeline: 'x' });
const { timeline: __, ...login } = loginObservation('x', 'alice');

const key = (pk: string, sk: string): Item => ({ pk: { S: pk }, sk: { S: sk } });
const json = (value: unknown): AttributeValue => ({ S: JSON.stringify(value) });

/** An alert, as its adapter wrote it. */
const alert: readonly Item[] = [
  { ...key('a#alert', 'm#a'), match: json(match()) },
  {
    ...key('a#alert', 'head'),
    ruleId: { S: rule.id },
    columns: json(columns),
    periodStart: { N: String(at(0)) },
    context: json(contextOf(6)),
    told: { M: { people: json(toldAs(2)), machines: json(toldAs(1)) } },
    dueAt: { N: String(now) },
    dueNotes: { N: '1' },
  },
];

/** What stands in the table. */
const items: readonly Item[] = [
  ...alert,
  { ...key('t#stream/alice', 'a'), observation: json(seen) },
  { ...key('t#stream/alice', 'b'), observation: json(login) },
  { ...key('c#graph', 'cursor'), version: { N: '7' }, parts: json({ interactiveUser: progress }) },
  { ...key('s#landing/x', 'seen'), hashes: { B: Buffer.alloc(48, 1) } },
];

/** Items of the table that somebody damaged: each is given to every adapter that could read it. */
export const table: Target = {
  name: 'table',
  seeds: items.map((item) => Buffer.from(JSON.stringify(item))),
  mutate: (input, other, random) => (random.chance(0.5) ? mutateInside : mutateJson)(input, other, random),
  async check(input) {
    const item = itemOf(input);
    if (item === undefined) return;
    const store = answering([item]);
    const timelines = dynamoTimelines(store);
    const span = { from: positionOf(earliestInstant), to: positionOf(latestInstant) };
    await only(
      () => timelines.read({ timeline: 'x', ...span, order: 'earliest first', limit: 10 }),
      (found) => {
        for (const each of found) hold(isWhole(each), 'an observation is whole', each);
      },
    );
    await only(
      () => dynamoAlerts(answering([...alert, item])).read('alert'), // the last of two heads is taken
      (record) => {
        if (record === undefined || record.matches.length === 0) return;
        const known = [...record.matches, ...Object.values(record.told)];
        hold(
          known.every(({ severity }) => severities.includes(severity)),
          'a severity is one',
          known,
        );
        assemble(rule, record, { revision: 1 });
      },
    );
    await only(
      () => dynamoCursors(store).take({ name: 'graph', owner: 'one', now, lease: hours(1) }),
      (cursor) => {
        for (const part of Object.values(cursor?.parts ?? {})) hold(part.slice > 0, 'a length is one', part);
      },
    );
    await only(
      () => dynamoSeenSets(store).read('x'),
      (hashes) => hold(hashes instanceof Set, 'hashes are a set'),
    );
  },
};

/** Changes the JSON that an item holds as text, rather than the item. */
const mutateInside: Target['mutate'] = (input, other, random) => {
  const text = Buffer.from(input).toString();
  const quoted = [...text.matchAll(/"S":(?<json>"(?:[^"\\]|\\.)*")/g)].flatMap(({ groups }) => groups?.['json'] ?? []);
  const place = quoted.filter((each) => each.startsWith('"{') || each.startsWith('"['));
  if (place.length === 0) return mutateJson(input, other, random);
  const found = random.pick(place);
  const inner = Buffer.from(JSON.parse(found) as string);
  const changed = Buffer.from(mutateJson(inner, inner, random)).toString();
  return Buffer.from(text.replace(found, () => JSON.stringify(changed)));
};

/** The item as the SDK hands it over: attributes of one type each, and keys that are there. */
function itemOf(input: Uint8Array): Item | undefined {
  try {
    const item = JSON.parse(Buffer.from(input).toString()) as Item;
    return typeof item === 'object' && item !== null && isAttributes(item) ? revived(item) : undefined;
  } catch {
    return undefined;
  }
}

function isAttributes(item: object): boolean {
  return Object.values(item).every((value: unknown) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
    const [[type, held] = [], ...more] = Object.entries(value) as [string, unknown][];
    if (more.length > 0) return false;
    if (type === 'M') return typeof held === 'object' && held !== null && !Array.isArray(held) && isAttributes(held);
    return type === 'B' || (['S', 'N'].includes(type ?? '') && typeof held === 'string');
  });
}

function revived(item: Item): Item {
  const { hashes } = item;
  const bytes = hashes?.B as unknown as { readonly data?: number[] } | undefined;
  return hashes?.B === undefined ? item : { ...item, hashes: { B: Buffer.from(bytes?.data ?? []) } };
}

/** A table that answers every request with these items, or with the first of them. */
function answering(Items: readonly Item[]): Table {
  const client = new DynamoDBClient({
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const output = { $metadata: {}, Items, Item: Items[0], Attributes: Items[0] };
  client.middlewareStack.add(() => async () => ({ output, response: {} }), { step: 'initialize', priority: 'high' });
  return { client, tableName: 'table', now: () => now };
}

async function only<Read>(read: () => Promise<Read>, look: (found: Read) => void): Promise<void> {
  const found = await read().then(
    (value) => ({ value }),
    (error: unknown) => {
      hold(error instanceof DamagedItem, 'only DamagedItem is thrown', String(error));
      return undefined;
    },
  );
  if (found !== undefined) look(found.value);
}

function isWhole({ time, id, version, fields }: Observation): boolean {
  const position: Position = positionOf(time, id);
  return /^\d{15}#/.test(position) && typeof version === 'string' && typeof fields === 'object';
}
