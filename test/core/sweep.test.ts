import { beforeEach, describe, expect, it } from 'vitest';
import { type MemoryAlerts, memoryAlerts } from '../../lambda/adapters/memory/alerts.ts';
import { type SweepPorts, sweep } from '../../lambda/core/sweep.ts';
import { type Instant, latestInstant, minutes, plus } from '../../lambda/core/time.ts';
import { rule } from '../../lambda/rules/console-login-without-mfa/rule.ts';
import { finding, match } from '../contracts/findings.ts';
import { alertIn, embeddedPorts } from './detecting.ts';
import { at } from './events.ts';

const lease = minutes(5);

let alerts: MemoryAlerts;
let heard: string[];
beforeEach(() => {
  alerts = memoryAlerts();
  heard = [];
});

function ports(changes: Partial<SweepPorts> = {}): SweepPorts {
  const publish: SweepPorts['publishers'][number]['publish'] = async (message) => {
    const { alertId } = alertIn(message);
    if (alertId.startsWith('refused')) throw new Error(`refused ${alertId}`);
    heard.push(alertId);
  };
  const clock = { now: () => at(minutes(60)), pause: async () => {} };
  const all = embeddedPorts([rule], { alerts, clock, lease, publishers: [{ audience: 'people', publish }] });
  return { ...all, owner: 'sweeper', deadline: latestInstant, ...changes };
}

/** Alerts that their invocations left untold, due one after the other. */
async function leave(...alertIds: readonly string[]): Promise<void> {
  for (const [minute, alertId] of alertIds.entries()) {
    await alerts.merge(finding(alertId, [match()]), { due: at(minutes(minute)) });
  }
}

const stillDue = () => alerts.dueBy(latestInstant, 1_000);

describe('a sweep', () => {
  it('tells what is due by now, and names it', async () => {
    await leave('a', 'b');
    await alerts.merge(finding('later', [match()]), { due: at(minutes(61)) });

    const report = await sweep(ports());

    expect(report).toEqual({ swept: ['a', 'b'], dropped: [], busy: [], failed: [] });
    expect(heard).toEqual(['a', 'b']);
    expect(await stillDue()).toEqual(['later']);
  });

  it('tells nothing again that was told meanwhile, and looks no more', async () => {
    await leave('a');
    await sweep(ports());
    await alerts.schedule('a', { due: at(0), instead: (await alerts.read('a')) ?? {} });

    const report = await sweep(ports());

    expect(report.swept).toEqual(['a']);
    expect(heard).toEqual(['a']);
    expect(await stillDue()).toEqual([]);
  });

  it.each([
    { name: 'there is no more', rules: [] },
    { name: 'tells nobody any more', rules: [{ ...rule, deliver: 'signal' as const }] },
  ])('drops an alert whose rule $name', async ({ rules }) => {
    await leave('a');

    const report = await sweep(ports({ rules }));

    expect(report).toMatchObject({ swept: [], dropped: ['a'] });
    expect(heard).toEqual([]);
    expect(await stillDue()).toEqual([]);
  });

  it('leaves to its teller what is just being told, and comes again', async () => {
    await leave('a', 'b');
    await alerts.claim({ alertId: 'a', owner: 'teller', now: at(minutes(58)), lease });

    const first = await sweep(ports());
    const after = plus(at(minutes(58)), lease);
    const second = await sweep(ports({ clock: { now: () => after, pause: async () => {} } }));

    expect(first).toEqual({ swept: ['b'], dropped: [], busy: ['a'], failed: [] });
    expect(second.swept).toEqual(['a']);
    expect(heard).toEqual(['b', 'a']);
  });

  it('names what fails, which stops no other and stays due', async () => {
    await leave('refused-1', 'a', 'refused-2', 'b');

    const report = await sweep(ports());

    expect(report).toMatchObject({ swept: ['a', 'b'], busy: [] });
    expect(report.failed).toEqual([
      { alertId: 'refused-1', error: new Error('refused refused-1') },
      { alertId: 'refused-2', error: new Error('refused refused-2') },
    ]);
    expect(await stillDue()).toEqual(['refused-1', 'refused-2']);
  });

  it('begins with nothing after its deadline', async () => {
    await leave(...Array.from({ length: 30 }, (_, n) => `alert-${n}`));
    let calls = 0;
    const clock = { now: () => at(minutes(60) + ++calls) as Instant, pause: async () => {} };

    const { swept } = await sweep(ports({ clock, deadline: at(minutes(60) + 40) }));

    expect(swept.length).toBeGreaterThan(0);
    expect(swept.length).toBeLessThan(30);
    expect(await stillDue()).toHaveLength(30 - swept.length);
  });

  it('rejects where it cannot learn what is due', async () => {
    const away = { ...alerts, dueBy: () => Promise.reject(new Error('the table is away')) };

    await expect(sweep(ports({ alerts: away }))).rejects.toThrow('the table is away');
  });
});
