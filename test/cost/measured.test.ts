import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Attack, attackUsage } from '../../bin/commands/cost/attack.ts';
import { seenUnits } from '../../bin/commands/cost/entra-usage.ts';
import { measured } from '../../bin/commands/cost/measured.ts';
import type { PriceName } from '../../bin/commands/cost/prices.ts';
import { azureMonitorSignIn, consoleLogin, type Json } from '../records.ts';
import { expectFits } from './expect-fits.ts';
import { type MeteredFunctions, meteredFunctions, type Taken } from './metered-function.ts';
import { platformLines } from './metered-log.ts';
import { after, failedLogin, loginWithMfa, otherEvents, uuid } from './records.ts';

let functions: MeteredFunctions;

beforeEach(async () => {
  functions = await meteredFunctions();
});

afterEach(() => functions[Symbol.asyncDispose]());

/** What several files took, and what they left in the table. */
async function takenBy(...files: readonly (() => Promise<Taken>)[]) {
  const before = await functions.storedBytes();
  let [writes, reads] = [0, 0];
  for (const file of files) {
    const taken = await file();
    writes += taken.writes;
    reads += taken.reads;
  }
  return { writes, reads, storedBytes: (await functions.storedBytes()) - before };
}

describe('what the table takes', () => {
  it('is nothing of a file without sign-ins', async () => {
    const taken = await functions.cloudTrail(...otherEvents(100));

    expect([taken.writes, taken.reads]).toEqual([0, 0]);
  });

  it('of a console login is as assumed', async () => {
    const taken = await takenBy(() => functions.cloudTrail(loginWithMfa(1)));

    expectFits(taken.writes, measured.login.writes);
    expectFits(taken.reads, measured.login.reads);
    expectFits(taken.storedBytes, measured.login.storedBytes);
  });

  it('of an alert is as assumed, beside its login', async () => {
    const login = await takenBy(() => functions.cloudTrail(loginWithMfa(1)));
    const bob = { type: 'IAMUser', userName: 'bob', arn: 'arn:aws:iam::111122223333:user/bob' };

    const alerting = await takenBy(() => functions.cloudTrail(consoleLogin({ eventID: uuid(2), userIdentity: bob })));

    expectFits(alerting.writes - login.writes, measured.alert.writes);
    expectFits(alerting.reads - login.reads, measured.alert.reads);
    expectFits(alerting.storedBytes - login.storedBytes, measured.alert.storedBytes);
  });

  it('of a failed console login is as assumed', async () => {
    const taken = await takenBy(() => functions.cloudTrail(failedLogin(1)));

    expectFits(taken.writes, measured.failedLogin.writes);
    expectFits(taken.reads, measured.failedLogin.reads);
    expectFits(taken.storedBytes, measured.failedLogin.storedBytes);
  });

  it('of failed sign-ins to Entra ID is as assumed, each from another address', async () => {
    const count = 300;
    const failures = signIns(count, (n) => `2001:db8::${n.toString(16)}`);

    const taken = await takenBy(() => functions.landing(...failures));

    const seen = seenUnits(count);
    expectFits(taken.writes - seen.writes, count * measured.failedSignIn.writes);
    expectFits(taken.reads - seen.reads, count * measured.failedSignIn.reads);
    expectFits(taken.storedBytes, count * measured.failedSignIn.storedBytes);
  });

  it('of failed sign-ins to Entra ID from one address is what is kept of each batch', async () => {
    const batches = 3;

    const taken = await functions.landing(...signIns(batches * measured.recordsPerBatch, () => '192.0.2.9'));

    const seen = seenUnits(batches * measured.recordsPerBatch);
    expectFits(taken.writes - seen.writes, batches * measured.keptOfBatch);
    expect(taken.reads).toBeLessThanOrEqual(batches + seen.reads);
  });

  it('of what was processed is as much as its hashes', async () => {
    const failures = signIns(2_000, () => '192.0.2.9');
    await functions.landing(...failures);

    const again = await functions.landing(...failures);

    expect(again.writes).toBeLessThanOrEqual(seenUnits(2_000).writes + 2 * measured.keptOfBatch); // a file of another name
    expect(again.reads).toBeLessThanOrEqual(seenUnits(2_000).reads + 2);
  });

  it.each([
    { perFile: 40, files: 12, origin: 'one-address', words: 'one address' },
    { perFile: 500, files: 3, origin: 'one-address', words: 'one address' },
    { perFile: 50, files: 2, origin: 'many-addresses', words: 'as many addresses' },
  ] as const)(
    'of many failed console logins from $words is as assumed: $perFile in each file',
    async ({ perFile, files, origin }) => {
      const hour = 3_600_000;
      const addressOf = (n: number) => (origin === 'one-address' ? '192.0.2.9' : `2001:db8::${n.toString(16)}`);
      const file = (nth: number) => () =>
        functions.cloudTrail(
          ...Array.from({ length: perFile }, (_, n) =>
            failedLogin(nth * perFile + n, {
              eventTime: after(Math.floor(((nth + n / perFile) * hour) / 12)),
              sourceIPAddress: addressOf(nth * perFile + n),
            }),
          ),
        );

      const taken = await takenBy(...Array.from({ length: files }, (_, nth) => file(nth)));

      const day = attackOf({ target: 'console', origin, failures: 288 * perFile });
      const share = files / 288;
      expectFits(taken.writes, day('dynamoWrite') * share);
      expect(taken.reads).toBeLessThanOrEqual(day('dynamoRead') * share);
      expectFits(taken.storedBytes, 1_000_000_000 * (day('dynamoStorage') / (400 / (730 / 24))) * share);
    },
  );
});

describe('the log of a file', () => {
  it('is as long as assumed', async () => {
    const taken = await functions.cloudTrail(...otherEvents(100));

    expectFits(taken.logBytes + platformLines, measured.logBytes.file);
  });
});

describe('the metrics of the functions', () => {
  it('are as many as assumed', async () => {
    await functions.cloudTrail(...otherEvents(1), loginWithMfa(1));
    await functions.digest();
    const cloudTrail = functions.metricNames.size;
    await functions.landing(...signIns(1, () => '192.0.2.9'));
    await functions.landingAgain();

    expect(cloudTrail).toBe(measured.metrics.cloudTrail);
    expect(functions.metricNames.size - cloudTrail).toBe(measured.metrics.landing);
  });

  it('are as many more as assumed of a function that tells somebody of an alert', async () => {
    await functions.cloudTrail(loginWithMfa(1));
    const silent = functions.metricNames.size;

    await functions.cloudTrail(consoleLogin({ eventID: uuid(2) }));

    expect(functions.metricNames.size - silent).toBe(measured.tellingMetrics);
  });
});

/** Failed sign-ins within one hour. */
function signIns(count: number, addressOf: (n: number) => string): readonly Json[] {
  return Array.from({ length: count }, (_, n) =>
    azureMonitorSignIn({ id: uuid(2_000_000 + n), time: after(n), address: addressOf(n) }),
  );
}

/** How much of something an attack takes. */
function attackOf(attack: Omit<Attack, 'entra'>): (name: PriceName) => number {
  const usage = attackUsage({ ...attack, entra: 'landing' });
  return (name) => usage.filter(({ price }) => price === name).reduce((sum, { quantity }) => sum + quantity, 0);
}
