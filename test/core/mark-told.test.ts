import { expect, it } from 'vitest';
import { memoryAlerts } from '../../lambda/adapters/memory/alerts.ts';
import type { Publisher } from '../../lambda/core/ports.ts';
import { tell } from '../../lambda/core/tell.ts';
import { type Duration, minutes, seconds } from '../../lambda/core/time.ts';
import { rule } from '../../lambda/rules/many-failed-logins-from-ip/rule.ts';
import { finding, match } from '../contracts/findings.ts';
import { alertIn, embeddedPorts } from './detecting.ts';
import { at } from './events.ts';

/** An alert that is told by one invocation, whose first marks fail, and then by another one that lacks nothing. */
async function tellTwice({ failures, effect }: { readonly failures: number; readonly effect: 'lost' | 'taken' }) {
  const alerts = memoryAlerts();
  const heard: number[] = [];
  const pauses: Duration[] = [];
  let marks = 0;
  const publisher: Publisher = {
    audience: 'machines',
    publish: async (message) => void heard.push(alertIn(message).revision),
  };
  const unreliable: typeof alerts = {
    ...alerts,
    async markTold(...given) {
      marks += 1;
      if (marks > failures || effect === 'taken') await alerts.markTold(...given);
      if (marks <= failures) throw new Error('no answer');
    },
  };
  const clock = { now: () => at(0), pause: async (length: Duration) => void pauses.push(length) };
  const ports = embeddedPorts([rule], { publishers: [publisher], clock, lease: minutes(5) });
  const found = { ...finding('alert', [match({ id: 'event', time: at(0) })]), rule };

  const first = await tell({ type: 'single', rule }, found, { ...ports, alerts: unreliable, owner: 'first' }).then(
    () => 'told',
    ({ message }: Error) => message,
  );
  const later = { ...clock, now: () => at(minutes(5)) };
  await tell({ type: 'single', rule }, found, { ...ports, alerts, clock: later, owner: 'second' });
  return { first, heard, pauses };
}

it.each(['lost', 'taken'] as const)(
  'what was accepted is told once, though marking it failed twice, %s',
  async (effect) => {
    const { first, heard, pauses } = await tellTwice({ failures: 2, effect });

    expect(first).toBe('told');
    expect(heard).toEqual([1]);
    expect(pauses).toEqual([seconds(1), seconds(1)]);
  },
);

it('an invocation that can not mark what it told fails after three attempts, and it is told again', async () => {
  const { first, heard, pauses } = await tellTwice({ failures: 3, effect: 'lost' });

  expect(first).toBe('no answer');
  expect(heard).toEqual([1, 1]);
  expect(pauses).toHaveLength(2);
});
