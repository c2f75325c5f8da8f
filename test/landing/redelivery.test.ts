import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Alert } from '../../lambda/core/alert.ts';
import { type Duration, type Instant, plus } from '../../lambda/core/time.ts';
import { metric, now } from '../handlers/batch.ts';
import { azureMonitorSignIn, graphSignIn, type SignInFacts } from '../records.ts';
import { captured } from '../sources/avro-file.ts';
import { hourlyKey, type Landing, newLanding } from './landing.ts';

const crossSystem = 'entra-failures-with-console-login';

const line = (facts: Partial<SignInFacts>) => `${JSON.stringify(azureMonitorSignIn(facts))}\n`;
const failure = (n: number) => line({ id: `sign-in-${n}`, time: `2026-11-20T09:0${n}:00.1234567Z` });
const failures = (count: number) => Array.from({ length: count }, (_, n) => failure(n)).join('');

describe("an hour's file that grows and is delivered again", () => {
  test('has a line that was cut counted as a bad record now, and read whole in the next delivery', async () => {
    const landing = newLanding();
    await landing.login();
    const whole = failures(6);
    const cut = whole.slice(0, -40);

    const first = await landing.deliver(cut);
    const after = [told(landing), metric(landing.left, 'RecordsFailed')];
    const second = await landing.deliver(whole);

    expect([first, after, second]).toEqual([true, [0, 1], true]);
    expect([told(landing), metric(landing.left, 'RecordsFailed')]).toEqual([1, 1]);
    expect(landing.left.log).toContainEqual(
      expect.objectContaining({ reason: expect.stringMatching(/^JSON is truncated/) }),
    );
    expect(metric(landing.left, 'ReconciliationBroken')).toBe(0);
  });

  test('and holds no more than a part of its first line fails its message, and is read in the next delivery', async () => {
    const landing = newLanding();
    await landing.login();

    const part = await landing.deliver(failure(0).slice(0, 100));
    const whole = await landing.deliver(failures(6));

    expect([part, whole, told(landing)]).toEqual([false, true, 1]);
  });

  test('appended to itself, and delivered twice, changes nothing', async () => {
    const once = await after((landing) => landing.deliver(failures(7)));

    const landing = await after((landing) => landing.deliver(failures(7)));
    await landing.deliver(failures(7) + failures(7));
    await landing.deliver(failures(7) + failures(7));

    expect(landing.alerts().map(withoutEvidence)).toEqual(once.alerts().map(withoutEvidence));
    expect(told(landing)).toBe(1);
  });

  test('whose deliveries arrive in reverse order ends the same', async () => {
    const states = [1, 3, 5, 6, 8].map(failures);
    const once = await after((landing) => landing.deliver(states.at(-1) as string));

    const landing = await after(async (landing) => {
      for (const state of states.toReversed()) await landing.deliver(state);
    });

    expect(landing.alerts().map(withoutEvidence)).toEqual(once.alerts().map(withoutEvidence));
    expect(told(landing)).toBe(1);
  });

  test('cut anywhere, in any order, however often, with the login anywhere between, ends as one delivery of it', async () => {
    let alerts = 0;
    await fc.assert(
      fc.asyncProperty(someHour, someDeliveries, fc.nat(), fc.nat(), async (records, lengths, wholeAt, loginAt) => {
        const whole = records.map(line).join('');
        const parts = lengths.map((length) => whole.slice(0, length === undefined ? undefined : length % whole.length));
        const states = parts.toSpliced(wholeAt % lengths.length, 0, whole);
        const once = await after((landing) => landing.deliver(whole));

        const landing = newLanding();
        for (const [n, state] of states.entries()) {
          if (n === loginAt % states.length) await landing.login();
          await landing.deliver(state);
        }

        expect(landing.alerts().map(withoutEvidence)).toEqual(once.alerts().map(withoutEvidence));
        expect(landing.told().toSorted()).toEqual(once.told().toSorted());
        expect(metric(landing.left, 'ReconciliationBroken')).toBe(0);
        alerts += told(landing);
      }),
      { numRuns: 100 },
    );

    expect(alerts).toBeGreaterThan(10); // else the hours would prove nothing
  });
});

describe('a file that is too large for one invocation', () => {
  test('fails its message after what was read was told, and is taken in parts', async () => {
    const landing = newLanding();
    await landing.login();
    const lines = Array.from({ length: 400 }, (_, n) => line({ id: `sign-in-${n}` }));
    let time = now - 1;
    const clock = { now: () => ++time as Instant, pause: async () => {} };

    const whole = await landing.deliver(lines.join(''), hourlyKey, { clock, deadline: plus(now, 5 as Duration) });
    const [first, recordsRead] = [told(landing), metric(landing.left, 'Records')];
    const parts = [lines.slice(0, 200), lines.slice(200)].map((part) => part.join(''));
    const done = [await landing.deliver(parts[0] ?? '', 'part-aa'), await landing.deliver(parts[1] ?? '', 'part-ab')];

    expect([whole, first, done]).toEqual([false, 1, [true, true]]);
    expect(recordsRead).toBeLessThan(400);
    expect(JSON.stringify(landing.left.log)).toContain('OutOfTime');
    expect(told(landing)).toBe(1);
  });
});

describe('a sign-in that comes in several rows', () => {
  const rows = (n: number) =>
    ['50074', '500121', '50126'].map((code) => azureMonitorSignIn({ id: `sign-in-${n}`, code }));
  const five = [0, 1, 2, 3, 4];

  test('of its MFA from Azure Monitor, and in one from Graph, counts once', async () => {
    const landing = newLanding();
    await landing.login();

    await landing.deliver(
      five
        .flatMap(rows)
        .map((row) => JSON.stringify(row))
        .join('\n'),
    );
    await landing.deliver(captured(five.map((n) => JSON.stringify({ records: rows(n) }))), 'capture.avro');
    const value = five.map((n) => graphSignIn({ id: `sign-in-${n}`, time: '2026-11-20T09:00:02Z' }));
    await landing.deliver(JSON.stringify({ value }), 'graph.json');
    const before = told(landing);
    await landing.deliver(JSON.stringify({ value: [graphSignIn({ id: 'sign-in-5' })] }), 'sixth.json');

    expect([before, told(landing)]).toEqual([0, 1]);
    expect(contextOf(landing)).toMatchObject({ sides: [{ count: 6 }, { count: 0 }] });
  });

  test('counts though only one of its rows failed', async () => {
    const landing = newLanding();
    await landing.login();
    const passedAndFailed = (n: number) =>
      ['0', '50126', '0'].map((code) => line({ id: `sign-in-${n}`, code })).join('');

    await landing.deliver([...five, 5].map(passedAndFailed).join(''));

    expect(contextOf(landing)).toMatchObject({ sides: [{ count: 6 }, { count: 0 }] });
  });
});

/** Sign-ins of one hour: few enough for each address that none of them is thinned, so that all counts are exact. */
const someHour = fc.array(
  fc.record({
    id: fc.nat({ max: 11 }).map((n) => `sign-in-${n}`),
    time: fc.nat({ max: 59 }).map((minute) => `2026-11-20T09:${String(minute).padStart(2, '0')}:00.1234567Z`),
    address: fc.constantFrom('203.0.113.7', '203.0.113.7', '203.0.113.7', '198.51.100.9'),
    code: fc.constantFrom('50126', '50126', '50053', '0'),
    table: fc.constantFrom<SignInFacts['table'][]>('SigninLogs', 'SigninLogs', 'AADNonInteractiveUserSignInLogs'),
    user: fc.constantFrom('alice@example.com', 'bob@example.com'),
  }),
  { minLength: 10, maxLength: 40 },
);

/** How many bytes of the file there are at each delivery, in the order of the deliveries; undefined is all. */
const someDeliveries = fc.array(fc.option(fc.nat(), { nil: undefined, freq: 3 }), { minLength: 1, maxLength: 6 });

async function after(deliveries: (landing: Landing) => Promise<unknown>): Promise<Landing> {
  const landing = newLanding();
  await deliveries(landing);
  await landing.login();
  return landing;
}

function told(landing: Landing): number {
  return landing.told().filter((id) => id === crossSystem).length;
}

function contextOf(landing: Landing): Alert['context'] | undefined {
  return landing.alerts().find(({ rule }) => rule.id === crossSystem)?.context;
}

/** All of an alert but the object in which it was read. */
function withoutEvidence({ evidence, ...rest }: Alert): object {
  return { ...rest, evidence: evidence.map(({ eventId }) => eventId) };
}
