import { dynamoAlerts } from '../lambda/adapters/dynamodb/alerts.ts';
import { dynamoTimelines } from '../lambda/adapters/dynamodb/timelines.ts';
import { detect } from '../lambda/core/detect.ts';
import type { DetectorEvent } from '../lambda/core/event.ts';
import { seconds } from '../lambda/core/time.ts';
import { rules } from '../lambda/rules/index.ts';
import { decodeRecord } from '../lambda/sources/decode-record.ts';
import { meteredFunctions } from '../test/cost/metered-function.ts';
import { quietPoll } from '../test/cost/metered-poller.ts';
import { meteredTable } from '../test/cost/metered-table.ts';
import { after, loginWithMfa, uuid } from '../test/cost/records.ts';
import { now } from '../test/handlers/batch.ts';
import { azureMonitorSignIn, type Json } from '../test/records.ts';

/** What failed sign-ins to Entra ID take of DynamoDB, for a million of them. */
export interface AttackCost {
  readonly origin: string;
  readonly failuresPerFile: number;
  /** So many were sent; the units are scaled from them. */
  readonly sent: number;
  readonly writeUnits: number;
  readonly readUnits: number;
}

/** An address of many console logins, and failed sign-ins to Entra ID from it. */
export interface SharedAddress {
  /** Within a day of the failures. */
  readonly logins: number;
  /** Units of one batch of failures, while there are too few to alert. */
  readonly readsBefore: number;
  readonly writesBefore: number;
  /** And once every login is in an alert. */
  readonly readsAfter: number;
  readonly writesAfter: number;
}

export interface Attacks {
  readonly costs: readonly AttackCost[];
  readonly login: { readonly writes: number; readonly reads: number };
  /** Of the poller, where there is nothing new. */
  readonly quietPoll: { readonly writes: number; readonly reads: number };
  readonly shared: SharedAddress;
}

const million = 1_000_000;

const origins: Readonly<Record<string, (n: number) => string>> = {
  'one address': () => '192.0.2.9',
  'a thousand addresses': (n) => address(n % 1_000),
  'a million addresses': address,
};

export async function attacks({ quick }: { readonly quick: boolean }): Promise<Attacks> {
  const { writes, reads } = await quietPoll();
  const costs: AttackCost[] = [];
  for (const failuresPerFile of quick ? [100, 1_000] : [100, 1_000, 10_000])
    for (const [origin, addressOf] of Object.entries(origins))
      costs.push(await attack(origin, addressOf, failuresPerFile));
  return {
    costs,
    login: await oneLogin(),
    quietPoll: { writes, reads },
    shared: await sharedAddress(quick ? 500 : 2_000),
  };
}

/** Every file is an invocation of the function's own handler. */
async function attack(origin: string, addressOf: (n: number) => string, failuresPerFile: number): Promise<AttackCost> {
  await using functions = await meteredFunctions();
  const sent = Math.max(failuresPerFile, 2_000);
  let [writes, reads] = [0, 0];
  for (let first = 0; first < sent; first += failuresPerFile) {
    const taken = await functions.landing(
      ...Array.from({ length: failuresPerFile }, (_, n) => failure(first + n, addressOf(first + n))),
    );
    writes += taken.writes;
    reads += taken.reads;
  }
  const scaled = (units: number): number => Math.round((units / sent) * million);
  return { origin, failuresPerFile, sent, writeUnits: scaled(writes), readUnits: scaled(reads) };
}

async function oneLogin(): Promise<{ readonly writes: number; readonly reads: number }> {
  await using functions = await meteredFunctions();
  const { writes, reads } = await functions.cloudTrail(loginWithMfa(1));
  return { writes, reads };
}

/** The correlation alone: what else a login takes does not depend on the address. */
async function sharedAddress(logins: number): Promise<SharedAddress> {
  await using metered = await meteredTable();
  const clock = { now: () => now, pause: async () => undefined };
  const table = { ...metered.table, now: clock.now };
  const ports = {
    rules: rules.filter(({ correlate }) => correlate?.type === 'temporal' && correlate.by.includes('SourceAddress')),
    timelines: dynamoTimelines(table),
    alerts: dynamoAlerts(table),
    clock,
    publishers: [{ audience: 'machines', publish: async () => undefined }],
    owner: 'invocation',
    lease: seconds(300),
    updatesPerHour: 4,
    thinning: true,
    contextLimit: 1_000,
    countLimit: 1_000,
  };
  const taken = async (records: readonly Json[]) => {
    const before = { ...metered.metered };
    await detect(inBatches(records.map(eventOf)), ports);
    return { writes: metered.metered.writes - before.writes, reads: metered.metered.reads - before.reads };
  };
  await taken(Array.from({ length: logins }, (_, n) => sharedLogin(n, logins)));
  const before = await taken([failure(0, egress)]);
  await taken(Array.from({ length: 6 }, (_, n) => failure(1 + n, egress)));
  const later = await taken([failure(7, egress)]);
  return {
    logins,
    readsBefore: before.reads,
    writesBefore: before.writes,
    readsAfter: later.reads,
    writesAfter: later.writes,
  };
}

const egress = '203.0.113.7';
const dayMilliseconds = 24 * 3_600_000;

/** Of 500 people, over a day around the failures. */
function sharedLogin(n: number, logins: number): Json {
  const userName = `user${n % 500}`;
  const userIdentity = { type: 'IAMUser', userName, arn: `arn:aws:iam::111122223333:user/${userName}` };
  const eventTime = after(Math.floor((n / logins - 0.5) * dayMilliseconds));
  return loginWithMfa(n, { eventTime, sourceIPAddress: egress, userIdentity });
}

function failure(n: number, from: string): Json {
  return azureMonitorSignIn({ id: uuid(2_000_000 + n), time: after(n), address: from });
}

function eventOf(record: Json): DetectorEvent {
  const decoded = decodeRecord(record, { object: 'bench', wanted: () => true });
  if (decoded.kind !== 'event') throw new Error(`expected an event, found one that is ${decoded.kind}`);
  return decoded.event;
}

async function* inBatches(events: readonly DetectorEvent[]): AsyncGenerator<readonly DetectorEvent[]> {
  for (let first = 0; first < events.length; first += 1_000) yield events.slice(first, first + 1_000);
}

function address(n: number): string {
  return `2001:db8::${n.toString(16)}`;
}
