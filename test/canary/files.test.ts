import { describe, expect, it } from 'vitest';
import { cloudTrailKey, landingKey } from '../../lambda/adapters/object-key.ts';
import { type CanaryFile, loginOf, signInsOf } from '../../lambda/canary/files.ts';
import { canaryRule, enoughFailures } from '../../lambda/canary/rule.ts';
import { addressOf, type CanaryRun, isOfCanary } from '../../lambda/canary/run.ts';
import { parseAddress } from '../../lambda/core/address.ts';
import type { DetectorEvent } from '../../lambda/core/event.ts';
import { wantedBy } from '../../lambda/core/wanted.ts';
import { rules } from '../../lambda/rules/index.ts';
import { newTally, readObject } from '../../lambda/sources/read-object.ts';
import { systemAlerts } from '../../lambda/system-alerts/index.ts';
import { alertsAfter, inTurn } from '../core/detecting.ts';
import { runOf } from './flight.ts';

const run = runOf('a');

async function eventsOf({ key, body }: CanaryFile): Promise<readonly DetectorEvent[]> {
  const options = { object: key, wanted: wantedBy([canaryRule]) };
  return (await Array.fromAsync(readObject(inTurn([body]), options, newTally()))).flat();
}

function textOf(value: unknown): string {
  return JSON.stringify(value);
}

describe('what the canary writes', () => {
  it.each([
    ['sign-ins', signInsOf(run)],
    ['login', loginOf(run)],
  ])('says in every record of its %s whose it is', async (_, file) => {
    const events = await eventsOf(file);

    expect(events.length).toBeGreaterThan(0);
    for (const event of events) {
      expect(event.eventId).toMatch(/^gatewarden-canary-a{32}/);
      expect(event.fields.UserAgent).toBe(`gatewarden-canary/${run.id}`);
      expect(textOf(event.fields)).not.toMatch(/1111|\b(?:\d{1,3}\.){3}/); // neither a real account's nor an address of somebody
      expect(isOfCanary(event)).toBe(true);
    }
  });

  it('is read by the keys that its readers take, behind any prefix of the landing bucket', () => {
    expect(cloudTrailKey(loginOf(run).key)).toBe('ours');
    expect(landingKey('entra/')(signInsOf(run, 'entra/').key)).toBe('ours');
    expect(signInsOf(run, 'entra/').key).toMatch(/^entra\/gatewarden-canary\//);
    expect(loginOf(run).key).toMatch(/^gatewarden-canary\//);
  });

  it('is as many failures as it takes, each an id of its own, and one alert in either order', async () => {
    const [failures, login] = await Promise.all([eventsOf(signInsOf(run)), eventsOf(loginOf(run))]);

    const [forth, back, few] = await Promise.all([
      alertsAfter([canaryRule], [[failures], [login]]),
      alertsAfter([canaryRule], [[login], [failures]]),
      alertsAfter([canaryRule], [[failures.slice(1)], [login]]),
    ]);

    expect(new Set(failures.map(({ id }) => id)).size).toBe(enoughFailures.count);
    expect(forth).toHaveLength(1);
    expect(back).toEqual(forth);
    expect(few).toEqual([]);
  });

  it('is a new alert in each run', async () => {
    const events = await Promise.all(
      ['a', 'b'].flatMap((id) => [eventsOf(signInsOf(runOf(id))), eventsOf(loginOf(runOf(id)))]),
    );

    const alerts = await alertsAfter([canaryRule], [events]);

    expect(new Set(alerts.map(({ alertId }) => alertId)).size).toBe(2);
  });

  it('finds no failures of another run: that its own do not arrive is not hidden for a day', async () => {
    const [failures, login] = await Promise.all([eventsOf(signInsOf(runOf('a'))), eventsOf(loginOf(runOf('b')))]);

    expect(await alertsAfter([canaryRule], [[failures], [login]])).toEqual([]);
  });
});

describe('an address of the canary', () => {
  it.each(['0', 'f', '1'])('is one in 2001:db8::/32, whatever the id of the run: %s', (digit) => {
    const address = addressOf(runOf(digit));

    expect(parseAddress(address)).toBeDefined();
    expect(parseAddress(address)).toMatch(/^2001:db8:ca4a:/);
  });

  it('differs from run to run', () => {
    const runs: readonly CanaryRun[] = ['0', '1', 'f'].map((digit) => runOf(digit));

    expect(new Set(runs.map(addressOf)).size).toBe(3);
  });
});

describe("the canary's rule", () => {
  it('is a declared one under an id that nothing else has, and that no configuration can name', () => {
    const ids = [...rules, ...systemAlerts].map(({ id }) => id);

    expect(ids).not.toContain(canaryRule.id);
    expect(rules.map(({ where, correlate }) => ({ where, correlate }))).toContainEqual({
      where: canaryRule.where,
      correlate: canaryRule.correlate,
    });
  });

  it('has nothing that a configuration could change, and nothing by which it would be told together with others', () => {
    expect(canaryRule).not.toHaveProperty('exclusions');
    expect(canaryRule).not.toHaveProperty('tunable');
    expect(canaryRule).not.toHaveProperty('notifyBy');
    expect(canaryRule.deliver).toBe('alert');
  });
});
