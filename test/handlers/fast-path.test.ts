import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memoryAlerts } from '../../lambda/adapters/memory/alerts.ts';
import { handleBatch } from '../../lambda/handlers/handle-batch.ts';
import { s3Notification, signInEvent } from '../adapters/envelopes.ts';
import { memoryObjects } from '../adapters/memory-objects.ts';
import { consoleLogin, createLoginProfile, type Json } from '../records.ts';
import { bucket, type Left, logFile, logFileKey, memoryPorts, metric, newLeft, sqsEvent } from './batch.ts';

const key = logFileKey('Mu0KsOhtH1ar15ZZ');

/** One way in which records come: each by itself from EventBridge, or together in a log file. */
interface Arrival {
  readonly by: 'event' | 'file';
  readonly records: readonly Json[];
}

/** What there is to see after arrivals, each in an invocation of its own; without where the evidence lies. */
async function after(arrivals: readonly Arrival[]) {
  const left = newLeft();
  const alerts = memoryAlerts();
  const ports = memoryPorts(new Map(), left, { alerts });
  for (const [n, { by, records }] of arrivals.entries()) {
    const name = logFileKey(String(n).padStart(16, '0'));
    const objects = memoryObjects(new Map([[`s3://${bucket}/${name}`, logFile(...records)]]));
    const bodies = by === 'event' ? records.map(eventOf) : [s3Notification(bucket, name)];
    const owner = `invocation-${n}`;
    const { batchItemFailures } = await handleBatch(sqsEvent(...bodies), { ...ports, objects, owner });
    expect(batchItemFailures).toEqual([]);
  }
  return {
    told: left.published.map(({ audience, alert }) => ({ audience, ...withoutPlaces(alert) })),
    kept: alerts.all().map((alert) => ({ ...alert, matches: alert.matches.map(withoutPlaces) })),
  };
}

/** As in AWS's own example of such an event, its record names no account: EventBridge does. */
function eventOf(record: Json): Json {
  const { recipientAccountId, ...detail } = record;
  return { ...signInEvent(detail), account: recipientAccountId };
}

function withoutPlaces<Value extends object>(value: Value): object {
  return JSON.parse(JSON.stringify(value, (name, each) => (name === 'object' ? undefined : each)));
}

/** Logins and failures of few users and addresses within an hour, so that rules that count have something to find. */
const record = fc
  .record({
    minute: fc.integer({ min: 0, max: 11 }),
    second: fc.integer({ min: 0, max: 3 }),
    address: fc.constantFrom('203.0.113.7', '2001:db8::7'),
    user: fc.constantFrom('alice', 'bob'),
    succeeds: fc.constantFrom(true, false, false, false),
    mfa: fc.constantFrom('Yes', 'No'),
  })
  .map(({ minute, second, address, user, succeeds, mfa }) => {
    const time = `2026-11-20T10:${String(minute).padStart(2, '0')}:0${second}Z`;
    return consoleLogin({
      eventID: `${minute}-${second}-${address}-${user}-${succeeds}-${mfa}`,
      eventTime: time,
      sourceIPAddress: address,
      userIdentity: { type: 'IAMUser', accountId: '111122223333', userName: user },
      responseElements: { ConsoleLogin: succeeds ? 'Success' : 'Failure' },
      additionalEventData: { MFAUsed: mfa },
      ...(!succeeds && { errorMessage: 'Failed authentication' }),
    });
  });
const records = fc.uniqueArray(record, {
  minLength: 1,
  maxLength: 60,
  size: 'max',
  selector: ({ eventID }) => eventID,
});

describe('a sign-in that EventBridge brings', () => {
  it('is told as its record in a log file is, with EventBridge’s event as evidence', async () => {
    const [fast, slow] = [newLeft(), newLeft()];
    const stored = new Map([[`s3://${bucket}/${key}`, logFile(consoleLogin())]]);

    await handleBatch(sqsEvent(signInEvent(consoleLogin())), memoryPorts(new Map(), fast));
    await handleBatch(sqsEvent(s3Notification(bucket, key)), memoryPorts(stored, slow));

    expect(fast.published.map(withoutPlaces)).toEqual(slow.published.map(withoutPlaces));
    expect(fast.published).toHaveLength(2);
    expect(fast.published[0]?.alert.evidence).toEqual([
      {
        object: 'eventbridge:00000000-0000-4000-8000-000000000007',
        eventId: '00000000-0000-4000-8000-000000000001',
      },
    ]);
  });

  it.each([
    ['before its log file', ['event', 'file']],
    ['after its log file', ['file', 'event']],
    ['twice, and in two files', ['event', 'event', 'file', 'file']],
  ] as const)('is told once and counted once where it comes %s', async (_, ways) => {
    const once = await after([{ by: 'file', records: [consoleLogin()] }]);

    const found = await after(ways.map((by) => ({ by, records: [consoleLogin()] })));

    expect(found).toEqual(once);
    expect(once.told).toHaveLength(2);
  });

  it('changes nothing that its log file told or tells, whatever else comes in between, in any order', async () => {
    await fc.assert(
      fc.asyncProperty(
        records,
        fc.array(fc.tuple(fc.constantFrom('event' as const, 'file' as const), fc.integer({ min: 1, max: 8 }))),
        fc.infiniteStream(fc.boolean()),
        async (all, ways, coins) => {
          const first = split(all, ways);
          const again = first.map(
            ({ by, records: same }) => ({ by: by === 'event' ? 'file' : 'event', records: same }) as const,
          );

          const found = await after(mixed(first, again, coins));

          expect(found).toEqual(await after(first));
        },
      ),
      { numRuns: 25 },
    );
  });

  it('by itself stands for a log file neither in the counts nor for the alarm on silence, and adds up', async () => {
    const left = newLeft();

    await handleBatch(sqsEvent(signInEvent(consoleLogin())), memoryPorts(new Map(), left));

    expect(counted(left)).toEqual({
      Objects: 0,
      SignInEvents: 1,
      Records: 1,
      Events: 1,
      ObjectsFailed: 0,
      ReconciliationBroken: 0,
    });
  });

  it('is not counted where none came', async () => {
    const left = newLeft();
    const stored = new Map([[`s3://${bucket}/${key}`, logFile(consoleLogin())]]);

    await handleBatch(sqsEvent(s3Notification(bucket, key)), memoryPorts(stored, left));

    expect(metric(left, 'Objects')).toBe(1);
    expect(left.metrics.filter((line) => 'SignInEvents' in line)).toEqual([]);
  });

  it('is not judged where no fast path brings any, and is kept among the dead letters', async () => {
    const left = newLeft();
    const ports = { ...memoryPorts(new Map(), left), signIns: false };

    const { batchItemFailures } = await handleBatch(sqsEvent(signInEvent(consoleLogin())), ports);

    expect(batchItemFailures).toHaveLength(1);
    expect(left.published).toEqual([]);
    expect(JSON.stringify(left.log)).toContain('a sign-in event that no fast path brought');
  });

  it('of another account than it came from is not judged, and is kept among the dead letters', async () => {
    const left = newLeft();
    const forged = { ...signInEvent(consoleLogin()), account: '444455556666' };

    const { batchItemFailures } = await handleBatch(sqsEvent(forged), memoryPorts(new Map(), left));

    expect(batchItemFailures).toHaveLength(1);
    expect(left.published).toEqual([]);
    expect(JSON.stringify(left.log)).toContain('expected the account that the event came from');
  });

  it('of an event that no rule asks for is skipped and counted', async () => {
    const left = newLeft();
    const other = createLoginProfile({ eventName: 'SwitchRole' });

    const { batchItemFailures } = await handleBatch(sqsEvent(signInEvent(other)), memoryPorts(new Map(), left));

    expect(batchItemFailures).toEqual([]);
    expect(metric(left, 'RecordsSkipped', 'other event')).toBe(1);
  });
});

function counted(left: Left) {
  const names = ['Objects', 'SignInEvents', 'Records', 'Events', 'ObjectsFailed', 'ReconciliationBroken'];
  return Object.fromEntries(names.map((name) => [name, metric(left, name)]));
}

/** All records, each once, in arrivals of these kinds and sizes; the rest in one file. */
function split(all: readonly Json[], ways: readonly (readonly ['event' | 'file', number])[]): readonly Arrival[] {
  let rest = all;
  const arrivals = ways.map(([by, size]): Arrival => {
    const taken = rest.slice(0, size);
    rest = rest.slice(size);
    return { by, records: taken };
  });
  return [...arrivals, { by: 'file' as const, records: rest }].filter(({ records: some }) => some.length > 0);
}

/** The first ones in their order, with each of the others somewhere behind the one that it repeats. */
function mixed(first: readonly Arrival[], again: readonly Arrival[], coins: Iterable<boolean>): readonly Arrival[] {
  const tosses = coins[Symbol.iterator]();
  const waiting: Arrival[] = [];
  const order = first.flatMap((arrival, n) => {
    waiting.push(again[n] as Arrival);
    const now = tosses.next().value === true ? waiting.splice(0) : [];
    return [arrival, ...now];
  });
  return [...order, ...waiting];
}
