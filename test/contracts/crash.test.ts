import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { beforeAll, describe, expect, it } from 'vitest';
import { dynamoAlerts } from '../../lambda/adapters/dynamodb/alerts.ts';
import { dynamoTimelines } from '../../lambda/adapters/dynamodb/timelines.ts';
import { memoryAlerts } from '../../lambda/adapters/memory/alerts.ts';
import { memoryTimelines } from '../../lambda/adapters/memory/timelines.ts';
import type { AlertRecord } from '../../lambda/core/alert.ts';
import { type DetectPorts, detect } from '../../lambda/core/detect.ts';
import type { DetectorEvent } from '../../lambda/core/event.ts';
import type { Message } from '../../lambda/core/ports.ts';
import { hours, type Instant, plus } from '../../lambda/core/time.ts';
import { rule } from '../../lambda/rules/entra-failures-with-console-login/rule.ts';
import { alertIn } from '../core/detecting.ts';
import { connect, createTable, startDynalite } from '../servers/dynamodb.ts';
import { login, signIn } from './events.ts';
import { at } from './observations.ts';

/** At which of its calls an invocation dies, and whether that call still took effect. */
interface Death {
  readonly call: number;
  readonly effect: 'lost' | 'taken';
}

type Ports = Pick<DetectPorts, 'timelines' | 'alerts' | 'publishers'>;
type Revisions = Readonly<Record<string, number>>;

/** One message's three deliveries: the first dies, the second comes under its lease, the third after it. */
interface Story {
  readonly survived: boolean;
  readonly publishedByFirst: readonly string[];
  readonly toldByFirst: Revisions;
  readonly secondAcknowledged: boolean;
  readonly toldAfterSecond: Revisions;
  readonly thirdAcknowledged: boolean;
  readonly toldAfterThird: Revisions;
  /** When somebody still has to look at the alert, after the third. */
  readonly dueAfterThird: Instant | undefined;
  /** The audience of each publish, in order. */
  readonly published: readonly string[];
  readonly publishedAs: ReadonlySet<string>;
}

const audiences = ['machines', 'people'];
const everyoneTold = { machines: 1, people: 1 };
const lease = hours(1);

const events: readonly DetectorEvent[] = [
  login({ id: 'login-1', time: at(0) }),
  ...[1, 2, 3, 4, 5, 6].map((second) => signIn({ id: `SigninLogs/${second}`, time: at(second * 1_000) })),
];
const [alertId] = (await findings()).map((record) => record.alertId);

describe.each(['lost', 'taken'] as const)('an invocation that dies, at any call, with its effect %s', (effect) => {
  const stories: Story[] = [];
  beforeAll(async () => {
    const server = await startDynalite();
    const client = connect(server);
    for (let call = 1; stories.at(-1)?.survived !== true; call++)
      stories.push(await tellStory({ call, effect }, client));
    client.destroy();
    await server.close();
  });

  it('dies at every call that there is', () => {
    expect(stories.length).toBeGreaterThan(15);
  });

  it('leaves nobody untold once its message comes after the lease', () => {
    for (const story of stories) {
      expect(story).toMatchObject({ thirdAcknowledged: true, toldAfterThird: everyoneTold, dueAfterThird: undefined });
    }
  });

  it('makes a delivery under its lease fail, unless everybody is told after that', () => {
    for (const { secondAcknowledged, toldAfterSecond } of stories) {
      if (secondAcknowledged) expect(toldAfterSecond).toEqual(everyoneTold);
    }
    expect(new Set(stories.map(({ secondAcknowledged }) => secondAcknowledged))).toEqual(new Set([true, false]));
  });

  it('has an alert published again only to whom it published without marking it', () => {
    for (const { publishedByFirst, toldByFirst, published } of stories) {
      const unknown = publishedByFirst.filter((audience) => toldByFirst[audience] === undefined);
      expect(published.toSorted()).toEqual([...audiences, ...unknown].sort());
    }
  });

  it('has it published again under the same id and revision', () => {
    for (const { publishedAs } of stories) expect(publishedAs).toEqual(new Set([`${alertId} revision 1`]));
  });
});

async function tellStory(death: Death, client: DynamoDBClient): Promise<Story> {
  const table = { client, tableName: await createTable(client), now: () => at(0) };
  const alerts = dynamoAlerts(table);
  const published: string[] = [];
  const publishedAs = new Set<string>();
  const publishers = audiences.map((audience) => ({
    audience,
    async publish(message: Message) {
      const alert = alertIn(message);
      published.push(audience);
      publishedAs.add(`${alert.alertId} revision ${alert.revision}`);
    },
  }));
  const ports = { timelines: dynamoTimelines(table), alerts, publishers };
  const told = async (): Promise<Revisions> => {
    const { told = {} } = (await alerts.read(alertId as string)) ?? {};
    return Object.fromEntries(Object.entries(told).map(([audience, { revision }]) => [audience, revision]));
  };

  const survived = await deliver('first', at(0), dying(ports, death));
  const publishedByFirst = [...published];
  const toldByFirst = await told();
  const secondAcknowledged = await deliver('second', at(1), ports);
  const toldAfterSecond = await told();
  const thirdAcknowledged = await deliver('third', plus(at(1), lease), ports);
  const toldAfterThird = await told();
  const dueAfterThird = (await alerts.read(alertId as string))?.due;
  const first = { survived, publishedByFirst, toldByFirst };
  const later = { secondAcknowledged, toldAfterSecond, thirdAcknowledged, toldAfterThird, dueAfterThird };
  return { ...first, ...later, published, publishedAs };
}

/** Whether the invocation ended well, so that its message would be acknowledged. */
async function deliver(owner: string, now: Instant, ports: Ports): Promise<boolean> {
  const clock = { now: () => now, pause: async () => {} };
  const bounds = { thinning: true, countLimit: 1_000, contextLimit: 1_000, updatesPerHour: 4 };
  return detect(oneBatch(), { rules: [rule], clock, owner, lease, ...bounds, ...ports }).then(
    () => true,
    () => false,
  );
}

async function* oneBatch(): AsyncGenerator<readonly DetectorEvent[]> {
  yield events;
}

/** The ports of an invocation that dies: from then on it neither begins a call nor hears how one ended. */
function dying({ timelines, alerts, publishers }: Ports, { call: last, effect }: Death): Ports {
  let calls = 0;
  const mortal =
    <Arguments extends readonly unknown[], Answer>(call: (...given: Arguments) => Promise<Answer>) =>
    async (...given: Arguments): Promise<Answer> => {
      calls += 1;
      if (calls > last || (calls === last && effect === 'lost')) throw new Error('died');
      const answer = await call(...given);
      if (calls >= last) throw new Error('died');
      return answer;
    };
  return {
    timelines: { put: mortal(timelines.put), read: mortal(timelines.read) },
    alerts: {
      merge: mortal(alerts.merge),
      read: mortal(alerts.read),
      claim: mortal(alerts.claim),
      markTold: mortal(alerts.markTold),
      release: mortal(alerts.release),
      schedule: mortal(alerts.schedule),
      dueBy: mortal(alerts.dueBy),
    },
    publishers: publishers.map(({ audience, publish }) => ({ audience, publish: mortal(publish) })),
  };
}

/** The one alert that the events make. */
async function findings(): Promise<readonly AlertRecord[]> {
  const alerts = memoryAlerts();
  await deliver('replay', at(0), { timelines: memoryTimelines(), alerts, publishers: [] });
  return alerts.all();
}
