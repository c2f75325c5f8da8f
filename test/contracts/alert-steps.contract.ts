import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memoryAlerts } from '../../lambda/adapters/memory/alerts.ts';
import type { Alerts, DueChange } from '../../lambda/core/ports.ts';
import { type Instant, minutes, plus } from '../../lambda/core/time.ts';
import { contextOf, dueIn, finding, manyMatches, newAlertId, readSorted, toldAs } from './findings.ts';
import { at } from './observations.ts';
import { effortInStores } from './stores.ts';

const lease = minutes(10);

/** Every implementation of the port is like the embedded one, whatever is done one after the other. */
export function alertStepsContract(alerts: () => Alerts): void {
  describe('alerts', () => {
    it('do what the embedded store does, step by step', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(someStep, { maxLength: 16 }), async (steps) => {
          const alertId = newAlertId();
          const embedded = memoryAlerts();

          const answers = await takeSteps(alerts(), alertId, steps);
          const expected = await takeSteps(embedded, alertId, steps);

          expect(answers).toEqual(expected);
          expect(await readSorted(alerts(), alertId)).toEqual(await readSorted(embedded, alertId));
        }),
        { numRuns: effortInStores(100) },
      );
    });
  });
}

type Noted = DueChange['instead'];

type Step =
  | {
      readonly step: 'merge';
      readonly first: number;
      readonly count: number;
      readonly contextSize: number | null;
      readonly due: Instant | null;
    }
  | { readonly step: 'claim'; readonly owner: string; readonly minute: number }
  | { readonly step: 'markTold'; readonly owner: string; readonly audience: string; readonly revision: number }
  | { readonly step: 'release'; readonly owner: string; readonly change: SomeChange }
  | { readonly step: 'schedule'; readonly change: SomeChange }
  | { readonly step: 'read' };

/** In the place of what a step read, where the last of these did, or of nothing. */
interface SomeChange {
  readonly due: Instant | null;
  readonly instead: 'read' | 'nothing';
}

const someOwner = fc.constantFrom('one', 'two');
const someDue = fc.nat(2).map(at);
const someChange = fc.record({
  due: fc.option(someDue),
  instead: fc.constantFrom('read' as const, 'read' as const, 'nothing' as const),
});
const someStep: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    step: fc.constant('merge' as const),
    first: fc.nat(4),
    count: fc.nat(2),
    contextSize: fc.option(fc.nat(9)),
    due: fc.option(someDue),
  }),
  fc.record({ step: fc.constant('claim' as const), owner: someOwner, minute: fc.nat(30) }),
  fc.record({
    step: fc.constant('markTold' as const),
    owner: someOwner,
    audience: fc.constantFrom('machines', 'people', 'chat'),
    revision: fc.integer({ min: 1, max: 3 }),
  }),
  fc.record({ step: fc.constant('release' as const), owner: someOwner, change: someChange }),
  fc.record({ step: fc.constant('schedule' as const), change: someChange }),
  fc.record({ step: fc.constant('read' as const) }),
);

/** What each step answered; what a `read` found to be noted stands in for what the next changes have read. */
async function takeSteps(alerts: Alerts, alertId: string, steps: readonly Step[]) {
  const answers: unknown[] = [];
  let read: Noted = {};
  for (const step of steps) {
    const answer = await take(alerts, alertId, { step, read });
    if (step.step === 'read') read = dueIn(await alerts.read(alertId));
    answers.push(answer);
  }
  return answers;
}

async function take(
  alerts: Alerts,
  alertId: string,
  { step, read }: { readonly step: Step; readonly read: Noted },
): Promise<unknown> {
  const toChange = ({ due, instead }: SomeChange): DueChange => ({
    due: due ?? undefined,
    instead: instead === 'read' ? read : {},
  });
  switch (step.step) {
    case 'merge': {
      const { contextSize: size, due } = step;
      const more = { ...(size !== null && { context: contextOf(size) }), ...(due !== null && { due }) };
      return alerts.merge(finding(alertId, manyMatches(step.first, step.count)), more);
    }
    case 'claim':
      return alerts.claim({ alertId, owner: step.owner, now: plus(at(0), minutes(step.minute)), lease });
    case 'markTold':
      return alerts.markTold(alertId, step.owner, step.audience, toldAs(step.revision));
    case 'release':
      return alerts.release(alertId, step.owner, toChange(step.change));
    case 'schedule':
      return alerts.schedule(alertId, toChange(step.change));
    case 'read':
      return readSorted(alerts, alertId);
    default:
      return step satisfies never;
  }
}
