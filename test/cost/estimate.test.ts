import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Attack, attackOrigins, attackTargets, attackUsage } from '../../bin/commands/cost/attack.ts';
import { type Estimate, estimate } from '../../bin/commands/cost/estimate.ts';
import { monthlyUsage } from '../../bin/commands/cost/month.ts';
import { entraWays, type Organisation, trailEncryptions, trails } from '../../bin/commands/cost/organisation.ts';
import { type PriceName, prices } from '../../bin/commands/cost/prices.ts';
import type { Usage } from '../../bin/commands/cost/usage.ts';
import { quiet } from './organisations.ts';

const monthOf = (organisation: Organisation): Estimate => estimate(monthlyUsage(organisation), prices);
const costOf = (attack: Attack): number => estimate(attackUsage(attack), prices).dollars;

function quantities(usage: readonly Usage[], name: PriceName): readonly (readonly [string, number])[] {
  return usage.filter(({ price }) => price === name).map(({ what, quantity }) => [what, quantity]);
}

describe('an estimate', () => {
  it('is quantities times prices, the dearest service first, and their sum', () => {
    const usage: readonly Usage[] = [
      { price: 's3Get', what: 'files', quantity: 3_000_000 },
      { price: 'kmsRequest', what: 'files', quantity: 1_000_000 },
      { price: 'kmsKey', what: 'keys', quantity: 5 },
    ];

    const { lines, dollars } = estimate(usage, prices);

    expect(lines.map(({ service, what }) => `${service}: ${what}`)).toEqual(['KMS: keys', 'KMS: files', 'S3: files']);
    expect(lines.map((line) => line.dollars)).toEqual([5, 3, expect.closeTo(1.2)]);
    expect(dollars).toBeCloseTo(9.2);
  });

  it('follows the price list that it is given', () => {
    const doubled = { ...prices, kmsKey: { ...prices.kmsKey, dollars: 2 } };

    expect(estimate([{ price: 'kmsKey', what: 'keys', quantity: 2 }], doubled).dollars).toBe(4);
  });
});

describe('a month', () => {
  it('of one account and Region is what a pencil says', () => {
    const usage = monthlyUsage(quiet);

    // 12 files an hour for 730 hours.
    expect(quantities(usage, 's3Get')).toEqual([['CloudTrail files', 8_760]]);
    // 0.1 s each at 1,769 of 1,024 MB; and 8,760 sweeps of 0.2 s.
    expect(quantities(usage, 'lambdaSecond')).toEqual([
      ['CloudTrail files', expect.closeTo(1_513.32, 1)],
      ['sweeper', expect.closeTo(3_026.65, 1)],
    ]);
    // Three requests for each file; two queues, five pollers, three requests a minute.
    expect(quantities(usage, 'sqsRequest')).toEqual([
      ['CloudTrail files', 26_280],
      ['polling, also of nothing', 1_314_000],
    ]);
    // One for each file; three, or one for each of two functions, every five minutes.
    expect(quantities(usage, 'kmsRequest')).toEqual([
      ['CloudTrail files decrypted', 8_760],
      ['queues', 26_280],
      ['table', 17_520],
    ]);
    expect(quantities(usage, 'dynamoWrite')).toEqual([]);
    // Keys 2.00, metrics 5.40, alarms 2.90, a dashboard 3.00, SQS 0.536, KMS 0.158, Lambda 0.064, logs 0.015, the rest 0.013.
    expect(monthOf(quiet).dollars).toBeCloseTo(14.08, 1);
  });

  it('follows the files: twice the Regions cost as much as twice the accounts', () => {
    expect(monthOf({ ...quiet, regions: 34 }).dollars).toBeCloseTo(monthOf({ ...quiet, accounts: 34 }).dollars, 6);
  });

  it('decrypts nothing of a trail that KMS does not encrypt', () => {
    const usage = monthlyUsage({ ...quiet, trailEncryption: 'none' });

    expect(quantities(usage, 'kmsRequest').map(([what]) => what)).toEqual(['queues', 'table']);
  });

  it('keeps replicas of the files for as long as its own, and pays nothing for writing them', () => {
    const month = { ...quiet, eventsPerFile: 100 } as const;

    const more = monthlyUsage({ ...month, replicated: true }).length - monthlyUsage(month).length;
    const own = quantities(monthlyUsage({ ...month, trail: 'first' }), 's3Storage');
    const replicas = quantities(monthlyUsage({ ...month, replicated: true }), 's3Storage');

    expect(more).toBe(1);
    expect(replicas.map(([, quantity]) => quantity)).toEqual(own.map(([, quantity]) => quantity));
  });

  it('has the files of a trail of its own written, encrypted and kept, and pays for a second copy', () => {
    const own = { ...quiet, trail: 'second', eventsPerFile: 100 } as const;

    const usage = monthlyUsage(own);

    expect(quantities(usage, 's3Put')).toEqual([['CloudTrail files written', 8_760]]);
    expect(quantities(usage, 'trailCopy')).toEqual([['second trail', 876_000]]);
    expect(monthOf(own).dollars - monthOf({ ...own, trail: 'first' }).dollars).toBeCloseTo(17.52);
  });

  it('writes the cursor twice in each poll, and each failure once', () => {
    const usage = monthlyUsage({ ...quiet, entra: 'graph', signIns: 240, failedSignIns: 24 });

    // 8,760 polls; 730 failures, each of which also changes what two lists are known by.
    expect(quantities(usage, 'dynamoWrite')).toEqual([
      ['Graph poller', 17_520 + 2 * 730],
      ['failed Entra ID sign-ins', expect.closeTo(730)],
    ]);
    expect(quantities(usage, 'secret')).toEqual([['Graph poller', 1]]);
  });

  it('forwards each login, and judges it once more, where there is a fast path', () => {
    const usage = monthlyUsage({ ...quiet, logins: 24, failedLogins: 24, fastPath: true });
    const files = monthlyUsage({ ...quiet, logins: 24, failedLogins: 24 });

    const written = (all: readonly Usage[]) => quantities(all, 'dynamoWrite').reduce((sum, [, n]) => sum + n, 0);
    expect(quantities(usage, 'forwarded')).toEqual([['fast path', expect.closeTo(1_460)]]);
    expect(written(usage)).toBeCloseTo(2 * written(files));
    expect(quantities(files, 'forwarded')).toEqual([]);
    const million = { ...quiet, logins: 1_000_000 / (730 / 24) };
    expect(monthOf({ ...million, fastPath: true }).dollars - monthOf(million).dollars).toBeCloseTo(12.5, 0); // docs/cost.md
  });

  it('needs no secret where the poller proves itself by AWS', () => {
    const usage = monthlyUsage({ ...quiet, entra: 'graph', secret: false });

    expect([...quantities(usage, 'secret'), ...quantities(usage, 'secretRequest')]).toEqual([]);
  });

  it('publishes an alert to each topic, and delivers it to each mail address', () => {
    const subscribers = { topics: 3, mail: 5, https: 2, machines: 2 };

    const usage = monthlyUsage({ ...quiet, alerts: 24, subscribers });

    expect(quantities(usage, 'snsPublish')).toEqual([['alerts', expect.closeTo(2_190)]]);
    expect(quantities(usage, 'snsMail')).toEqual([['alerts', expect.closeTo(3_650)]]);
    expect(quantities(usage, 'snsHttps')).toEqual([['alerts', expect.closeTo(1_460)]]);
  });

  it('never costs less where there is more of something', () => {
    const more = fc.constantFrom(
      ...([
        'accounts',
        'regions',
        'eventsPerFile',
        'logins',
        'failedLogins',
        'alerts',
        'signIns',
        'failedSignIns',
      ] as const),
    );
    const growing = new Set<string>();
    fc.assert(
      fc.property(someOrganisation, more, fc.integer({ min: 1, max: 1_000_000 }), (organisation, field, by) => {
        const before = monthOf(organisation).dollars;
        const after = monthOf({ ...organisation, [field]: organisation[field] + by }).dollars;

        expect(after).toBeGreaterThanOrEqual(before);
        if (after > before) growing.add(field);
      }),
      { numRuns: 500 },
    );
    expect(growing.size).toBe(8); // else one of them would count for nothing
  });
});

describe('an attack', () => {
  const entra = { target: 'entra', entra: 'landing', failures: 1_000_000 } as const;

  it('from one address writes twelve sign-ins of each thousand, from many addresses every one', () => {
    const one = quantities(attackUsage({ ...entra, origin: 'one-address' }), 'dynamoWrite');
    const many = quantities(attackUsage({ ...entra, origin: 'many-addresses' }), 'dynamoWrite');

    expect(one[0]).toEqual(['failed Entra ID sign-ins', 12_000]);
    expect(many[0]).toEqual(['failed Entra ID sign-ins', 1_000_000]);
    expect(one[1]).toEqual(many[1]); // what was processed, by its hashes
  });

  it.each(attackTargets)('on %s from one address never costs more than from many', (target) => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000_000 }), fc.constantFrom('landing', 'graph'), (failures, way) => {
        const attack = { target, failures, entra: way } as const;

        expect(costOf({ ...attack, origin: 'one-address' })).toBeLessThanOrEqual(
          costOf({ ...attack, origin: 'many-addresses' }),
        );
      }),
    );
  });

  it('never costs less with more failures', () => {
    fc.assert(
      fc.property(someAttack, fc.integer({ min: 1, max: 1_000_000 }), (attack, by) => {
        expect(costOf({ ...attack, failures: attack.failures + by })).toBeGreaterThanOrEqual(costOf(attack));
      }),
    );
  });
});

const some = fc.integer({ min: 0, max: 1_000_000 });

const someOrganisation: fc.Arbitrary<Organisation> = fc
  .record({
    accounts: fc.integer({ min: 1, max: 10_000 }),
    regions: fc.integer({ min: 1, max: 34 }),
    eventsPerFile: fc.nat(10_000),
    trail: fc.constantFrom(...trails),
    trailEncryption: fc.constantFrom(...trailEncryptions),
    replicated: fc.boolean(),
    fastPath: fc.boolean(),
    logins: some,
    failedLogins: some,
    alerts: some,
    entra: fc.constantFrom(...entraWays),
    signIns: some,
    failedSignIns: some,
    secret: fc.boolean(),
  })
  .map((record) => ({ ...quiet, ...record }));

const someAttack: fc.Arbitrary<Attack> = fc.record({
  target: fc.constantFrom(...attackTargets),
  origin: fc.constantFrom(...attackOrigins),
  failures: fc.integer({ min: 1, max: 10_000_000 }),
  entra: fc.constantFrom('landing', 'graph'),
});
