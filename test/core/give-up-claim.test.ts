import { describe, expect, it } from 'vitest';
import { memoryAlerts } from '../../lambda/adapters/memory/alerts.ts';
import type { Alerts, Publisher } from '../../lambda/core/ports.ts';
import { sweep } from '../../lambda/core/sweep.ts';
import { tell } from '../../lambda/core/tell.ts';
import { hours, minutes, plus } from '../../lambda/core/time.ts';
import { rule } from '../../lambda/rules/many-failed-logins-from-ip/rule.ts';
import { finding, match } from '../contracts/findings.ts';
import { alertIn, embeddedPorts } from './detecting.ts';
import { at } from './events.ts';

const lease = minutes(5);
const clock = { now: () => at(0), pause: async () => {} };
const found = { ...finding('alert', [match({ id: 'event', time: at(0) })]), rule };

/** An alert, and the audiences that hear of it, by whoever tells it. */
function world() {
  const alerts = memoryAlerts();
  const heard: string[] = [];
  const topic = (audience: string): Publisher => ({
    audience,
    publish: async (message) => void heard.push(`${audience} ${alertIn(message).revision}`),
  });
  const topics = [topic('machines'), topic('people')];
  const portsOf = (owner: string, changes: { readonly alerts?: Alerts; readonly publishers?: readonly Publisher[] }) =>
    embeddedPorts([rule], { alerts, publishers: topics, clock, lease, owner, ...changes });
  /** What an invocation has to say in the end. */
  const invoke = (owner: string, changes: Parameters<typeof portsOf>[1] = {}) =>
    tell({ type: 'single', rule }, found, portsOf(owner, changes)).then(
      () => 'told',
      ({ message }: Error) => message,
    );
  return { alerts, heard, topics, invoke };
}

/** The same alerts, but one of the calls that it takes to tell one has no answer: once claimed, or as often as it is tried. */
function failing(name: 'claim' | 'read' | 'markTold' | 'release', alerts: Alerts): Alerts {
  const fail = () => Promise.reject(new Error('no answer'));
  let [isClaimed, releases] = [false, 0];
  return {
    ...alerts,
    async claim(request) {
      isClaimed = await alerts.claim(request);
      return name === 'claim' ? fail() : isClaimed;
    },
    read: (alertId) => (name === 'read' && isClaimed ? fail() : alerts.read(alertId)),
    markTold: (...given) => (name === 'markTold' ? fail() : alerts.markTold(...given)),
    release: (...given) => (name === 'release' && ++releases <= 2 ? fail() : alerts.release(...given)),
  };
}

/** The same topics, of which the second one fails: it refuses, or takes the message and does not say so. */
function unreliable([first, second]: readonly Publisher[], outcome: 'refused' | 'unknown'): readonly Publisher[] {
  if (first === undefined || second === undefined) throw new Error('expected two topics');
  const publish: Publisher['publish'] = async (message) => {
    if (outcome === 'unknown') await second.publish(message);
    throw new Error('no answer');
  };
  return [first, { ...second, publish }];
}

describe('an invocation that lives and can not tell an alert', () => {
  it.each([
    { outcome: 'refused', told: ['machines 1', 'people 1'] },
    { outcome: 'unknown', told: ['machines 1', 'people 1', 'people 1'] },
  ] as const)('leaves it to who comes next, at once: publishing was $outcome', async ({ outcome, told }) => {
    const { heard, topics, invoke } = world();

    const first = await invoke('first', { publishers: unreliable(topics, outcome) });
    const second = await invoke('second');

    expect([first, second]).toEqual(['no answer', 'told']);
    expect(heard).toEqual(told);
  });

  it.each(['claim', 'read', 'markTold', 'release'] as const)(
    'leaves it to who comes next: no answer to %s',
    async (name) => {
      const { alerts, heard, invoke } = world();
      await alerts.merge(found);

      const first = await invoke('first', { alerts: failing(name, alerts) });
      const granted = await alerts.claim({ alertId: 'alert', owner: 'second', now: at(0), lease });
      const second = await invoke('second');

      expect([first, granted, second]).toEqual(['no answer', true, 'told']);
      expect(new Set(heard)).toEqual(new Set(['machines 1', 'people 1']));
    },
  );

  it('leaves word for the sweeper, which comes when it would have come had it died', async () => {
    const { alerts, heard, topics, invoke } = world();

    await invoke('first', { publishers: unreliable(topics, 'refused') });
    const record = await alerts.read('alert');
    const after = { now: () => plus(at(0), lease), pause: clock.pause };
    const ports = embeddedPorts([rule], { alerts, publishers: topics, clock: after, lease, owner: 'sweeper' });
    const report = await sweep({ ...ports, deadline: at(hours(1)) });

    expect(record?.due).toBe(at(lease));
    expect(report).toMatchObject({ swept: ['alert'], busy: [], failed: [] });
    expect(heard).toEqual(['machines 1', 'people 1']);
  });

  it('says why, also where it can not even give back its claim, which others meet until its lease ends', async () => {
    const { alerts, topics, invoke } = world();
    const publishers = unreliable(topics, 'refused');

    const first = await invoke('first', {
      publishers,
      alerts: { ...alerts, release: () => Promise.reject(new Error('x')) },
    });
    const second = await invoke('second');

    expect([first, second]).toEqual(['no answer', 'alert alert is being told by another invocation']);
  });

  it('does not give back a claim that is another one’s', async () => {
    const { alerts, invoke } = world();
    await alerts.merge(found);
    await alerts.claim({ alertId: 'alert', owner: 'other', now: at(0), lease });

    const refused = await invoke('first');
    const third = await alerts.claim({ alertId: 'alert', owner: 'third', now: at(0), lease });

    expect([refused, third]).toEqual(['alert alert is being told by another invocation', false]);
  });
});
