import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memoryAlerts } from '../../lambda/adapters/memory/alerts.ts';
import type { AlertRecord, Match } from '../../lambda/core/alert.ts';
import { positionOfObservation } from '../../lambda/core/observation.ts';
import type { Alerts, Claim, ClaimRequest } from '../../lambda/core/ports.ts';
import { type Instant, minutes, plus } from '../../lambda/core/time.ts';
import { contextOf, finding, match, newAlertId } from './findings.ts';
import { at } from './observations.ts';

const lease = minutes(10);
const afterLease = plus(at(0), lease);

/** What every implementation of the port promises. */
export function alertsContract(alerts: () => Alerts): void {
  const claim = (alertId: string, owner: string, changes: Partial<ClaimRequest> = {}) =>
    alerts().claim({ alertId, owner, audiences: ['machines', 'people'], now: at(0), lease, ...changes });

  /** An alert with one match that nobody claimed. */
  const freshAlert = async () => {
    const alertId = newAlertId();
    await alerts().merge(finding(alertId, [match()]));
    return alertId;
  };

  describe('alerts', () => {
    it('give back all of an alert', async () => {
      const found = finding(newAlertId(), [match(), match({ id: 'other', eventId: '', severity: 'High' })]);

      await alerts().merge(found, contextOf(6));

      expect(await readSorted(alerts(), found.alertId)).toEqual({
        alertId: found.alertId,
        ruleId: found.rule.id,
        columns: found.columns,
        periodStart: found.periodStart,
        context: contextOf(6),
        matches: found.matches,
        told: {},
      });
    });

    it('know nothing of what was never merged', async () => {
      const alertId = newAlertId();

      const record = await alerts().read(alertId);
      const claimed = await claim(alertId, 'one');
      await alerts().markTold(alertId, 'one', 'people', 1);

      expect({ record, claimed, after: await alerts().read(alertId) }).toEqual({
        record: undefined,
        claimed: { state: 'told' },
        after: undefined,
      });
    });

    it('stay the same when a finding is merged again', async () => {
      const found = finding(newAlertId(), [match(), match({ version: 'bbbbbbbbbbbb' })]);
      await alerts().merge(found, contextOf(6));
      const once = await readSorted(alerts(), found.alertId);

      await alerts().merge(found, contextOf(6));

      expect(await readSorted(alerts(), found.alertId)).toEqual(once);
    });

    it('keep, of copies of a match in one finding, the one from the object that sorts first', async () => {
      const alertId = newAlertId();
      const [first, second] = [match({ object: 'a.json' }), match({ object: 'b.json' })];

      await alerts().merge(finding(alertId, [second, first, second]));

      expect((await alerts().read(alertId))?.matches).toEqual([first]);
    });

    it('lose no match of findings that are merged at once', async () => {
      const alertId = newAlertId();
      const parts = Array.from({ length: 12 }, (_, part) => manyMatches(part * 30, 40));

      await Promise.all(parts.map((matches) => alerts().merge(finding(alertId, matches))));

      expect((await readSorted(alerts(), alertId))?.matches).toEqual(manyMatches(0, 370));
    });

    it('hold more matches than one answer can', async () => {
      const alertId = newAlertId();
      const object = `s3://example-logs/${'x'.repeat(20_000)}`;
      const matches = manyMatches(0, 120).map((one) => ({ ...one, object }));

      await alerts().merge(finding(alertId, matches));

      expect((await readSorted(alerts(), alertId))?.matches).toEqual(matches);
    });

    it.each([
      { name: 'the larger one, when it comes last', sizes: [6, 9], kept: 9 },
      { name: 'the larger one, when it came first', sizes: [9, 6], kept: 9 },
      { name: 'the one there is, when a finding brings none', sizes: [6, undefined], kept: 6 },
      { name: 'an empty one, when there was none', sizes: [undefined, 0], kept: 0 },
    ])('keep of two contexts $name', async ({ sizes, kept }) => {
      const alertId = newAlertId();

      for (const size of sizes) {
        await alerts().merge(finding(alertId, []), size === undefined ? undefined : contextOf(size));
      }

      expect((await alerts().read(alertId))?.context).toEqual(contextOf(kept));
    });

    it('keep the largest of contexts that are merged at once', async () => {
      const alertId = newAlertId();
      const sizes = [3, 11, 7, 1, 9, 10, 2, 8];

      await Promise.all(sizes.map((size) => alerts().merge(finding(alertId, [match()]), contextOf(size))));

      expect((await alerts().read(alertId))?.context).toEqual(contextOf(11));
    });

    it('grant a fresh alert, for all audiences and as its first revision', async () => {
      const alertId = await freshAlert();

      const claimed = await claim(alertId, 'one');

      expect(claimed).toEqual({ state: 'granted', revision: 1, audiences: ['machines', 'people'] });
    });

    it('grant an alert to one of many owners that claim it at once', async () => {
      const alertId = await freshAlert();
      const owners = Array.from({ length: 20 }, (_, index) => `owner-${index}`);

      const claims = await Promise.all(owners.map((owner) => claim(alertId, owner)));

      expect(statesOf(claims)).toEqual({ granted: 1, held: 19 });
    });

    it('grant an alert again to the owner that holds it', async () => {
      const alertId = await freshAlert();
      await claim(alertId, 'one');

      const again = await claim(alertId, 'one');

      expect(again.state).toBe('granted');
    });

    it('hold a claim until the lease ends, and then grant it to another owner', async () => {
      const alertId = await freshAlert();
      await claim(alertId, 'one');

      const before = await claim(alertId, 'two', { now: (afterLease - 1) as Instant });
      const after = await claim(alertId, 'two', { now: afterLease });

      expect([before.state, after.state]).toEqual(['held', 'granted']);
    });

    it('grant an ended lease to one of many owners that claim it at once', async () => {
      const alertId = await freshAlert();
      await claim(alertId, 'crashed');
      const owners = Array.from({ length: 20 }, (_, index) => `owner-${index}`);

      const claims = await Promise.all(owners.map((owner) => claim(alertId, owner, { now: afterLease })));

      expect(statesOf(claims)).toEqual({ granted: 1, held: 19 });
    });

    it('grant only the audiences that were not told, as the same revision', async () => {
      const alertId = await freshAlert();
      await claim(alertId, 'crashed');
      await alerts().markTold(alertId, 'crashed', 'machines', 1);

      const claimed = await claim(alertId, 'next', { now: afterLease });

      expect(claimed).toEqual({ state: 'granted', revision: 1, audiences: ['people'] });
    });

    it('say told once all audiences that are asked for were told, and grant one that was added', async () => {
      const alertId = await freshAlert();
      await claim(alertId, 'one');
      await alerts().markTold(alertId, 'one', 'machines', 1);
      await alerts().markTold(alertId, 'one', 'people', 1);

      const same = await claim(alertId, 'two');
      const fewer = await claim(alertId, 'two', { audiences: ['people'] });
      const none = await claim(alertId, 'two', { audiences: [] });
      const more = await claim(alertId, 'two', { audiences: ['people', 'chat'], now: afterLease });

      expect([same.state, fewer.state, none.state]).toEqual(['told', 'told', 'told']);
      expect(more).toEqual({ state: 'granted', revision: 1, audiences: ['chat'] });
    });

    it('record which revision each audience was told', async () => {
      const alertId = await freshAlert();
      await claim(alertId, 'one');

      await Promise.all([
        alerts().markTold(alertId, 'one', 'people', 1),
        alerts().markTold(alertId, 'one', 'machines', 1),
      ]);

      expect((await alerts().read(alertId))?.told).toEqual({ machines: 1, people: 1 });
    });

    it('take no word from an owner whose claim went to another', async () => {
      const alertId = await freshAlert();
      await claim(alertId, 'late');
      await claim(alertId, 'next', { now: afterLease });

      await alerts().markTold(alertId, 'late', 'people', 1);

      expect((await alerts().read(alertId))?.told).toEqual({});
    });

    it('take no word from who never claimed', async () => {
      const alertId = await freshAlert();

      await alerts().markTold(alertId, 'stranger', 'people', 1);

      expect((await alerts().read(alertId))?.told).toEqual({});
    });

    it('stay told and claimed when more is merged', async () => {
      const alertId = await freshAlert();
      await claim(alertId, 'one');
      await alerts().markTold(alertId, 'one', 'people', 1);

      await alerts().merge(finding(alertId, [match({ id: 'other' })]), contextOf(6));

      const record = await readSorted(alerts(), alertId);
      expect(record?.matches).toHaveLength(2);
      expect(record?.told).toEqual({ people: 1 });
      expect((await claim(alertId, 'two')).state).toBe('held');
    });

    it('do what the embedded store does, step by step', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(someStep, { maxLength: 12 }), async (steps) => {
          const alertId = newAlertId();
          const embedded = memoryAlerts();

          const answers = await takeSteps(alerts(), alertId, steps);
          const expected = await takeSteps(embedded, alertId, steps);

          expect(answers).toEqual(expected);
          expect(await readSorted(alerts(), alertId)).toEqual(await readSorted(embedded, alertId));
        }),
        { numRuns: 60 },
      );
    });
  });
}

type Step =
  | { readonly step: 'merge'; readonly first: number; readonly count: number; readonly contextSize: number | null }
  | { readonly step: 'claim'; readonly owner: string; readonly audiences: readonly string[]; readonly minute: number }
  | { readonly step: 'markTold'; readonly owner: string; readonly audience: string };

const someOwner = fc.constantFrom('one', 'two', 'three');
const someAudience = fc.constantFrom('machines', 'people', 'chat');
const someStep: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    step: fc.constant('merge' as const),
    first: fc.nat(4),
    count: fc.nat(2),
    contextSize: fc.option(fc.nat(9)),
  }),
  fc.record({
    step: fc.constant('claim' as const),
    owner: someOwner,
    audiences: fc.uniqueArray(someAudience),
    minute: fc.nat(30),
  }),
  fc.record({ step: fc.constant('markTold' as const), owner: someOwner, audience: someAudience }),
);

/** What each step answered; a claim is the only one that does. */
async function takeSteps(alerts: Alerts, alertId: string, steps: readonly Step[]) {
  const answers: (Claim | undefined)[] = [];
  for (const step of steps) answers.push(await take(alerts, alertId, step));
  return answers;
}

async function take(alerts: Alerts, alertId: string, step: Step): Promise<Claim | undefined> {
  switch (step.step) {
    case 'merge': {
      const context = step.contextSize === null ? undefined : contextOf(step.contextSize);
      await alerts.merge(finding(alertId, manyMatches(step.first, step.count)), context);
      return undefined;
    }
    case 'claim': {
      const { owner, audiences, minute } = step;
      return alerts.claim({ alertId, owner, audiences, now: plus(at(0), minutes(minute)), lease });
    }
    case 'markTold':
      await alerts.markTold(alertId, step.owner, step.audience, 1);
      return undefined;
    default:
      return step satisfies never;
  }
}

function manyMatches(first: number, count: number): readonly Match[] {
  return Array.from({ length: count }, (_, index) => match({ id: `login-${first + index}`, time: at(first + index) }));
}

function statesOf(claims: readonly Claim[]): Readonly<Record<string, number>> {
  const byState = Object.entries(Object.groupBy(claims, ({ state }) => state));
  return Object.fromEntries(byState.map(([state, found]) => [state, found.length]));
}

/** The record with its matches in order: the port promises none. */
async function readSorted(alerts: Alerts, alertId: string): Promise<AlertRecord | undefined> {
  const record = await alerts.read(alertId);
  if (record === undefined) return undefined;
  const byPosition = record.matches.map((one) => [positionOfObservation(one), one] as const);
  return { ...record, matches: byPosition.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one) };
}
