import { describe, expect, it } from 'vitest';
import { memoryAlerts } from '../../lambda/adapters/memory/alerts.ts';
import { memoryTimelines } from '../../lambda/adapters/memory/timelines.ts';
import { type DetectPorts, detect } from '../../lambda/core/detect.ts';
import { RulesFailed } from '../../lambda/core/errors.ts';
import type { Publisher } from '../../lambda/core/ports.ts';
import type { Rule } from '../../lambda/core/rule.ts';
import { type Instant, minutes, plus } from '../../lambda/core/time.ts';
import { rules } from '../../lambda/rules/index.ts';
import { alertIn, embeddedPorts, inTurn } from './detecting.ts';
import { at, failure, login, midnight } from './events.ts';

const lease = minutes(5);
const withoutMfa = () => [login('l', at(0), '203.0.113.7', { MFAUsed: 'No' })];

/** A publisher that notes what it was given, as `id revision`. */
function noting(audience: string, heard: string[]): Publisher {
  return {
    audience,
    publish: async (message) => {
      const { alertId, revision } = alertIn(message);
      heard.push(`${audience} ${alertId} ${revision}`);
    },
  };
}

/** One store with two audiences, and invocations on it that may each crash after some number of port calls. */
function system() {
  const heard: string[] = [];
  const stores = { timelines: memoryTimelines(), alerts: memoryAlerts() };
  const publishers = [noting('machines', heard), noting('people', heard)];
  const invoke = async (
    owner: string,
    now: Instant,
    { crashAfter = Infinity, events = withoutMfa() as Parameters<typeof inTurn>[0] } = {},
  ) => {
    let calls = 0;
    const mortal = <Port extends object>(port: Port): Port =>
      new Proxy(port, {
        get: (target, name) => {
          const value = Reflect.get(target, name);
          if (typeof value !== 'function') return value;
          return async (...parameters: unknown[]) => {
            if (++calls > crashAfter) throw new Error('crashed before the call');
            const answer = await value.apply(target, parameters);
            if (calls >= crashAfter) {
              calls = Infinity;
              throw new Error('crashed after the call');
            }
            return answer;
          };
        },
      });
    const ports: DetectPorts = embeddedPorts(rules, {
      timelines: mortal(stores.timelines),
      alerts: mortal(stores.alerts),
      publishers: publishers.map(mortal),
      owner,
      lease,
      clock: { now: () => now, pause: async () => {} },
    });
    await detect(inTurn([events as never]), ports);
  };
  return { heard, invoke };
}

describe('an alert', () => {
  it('is published once to each audience, however often its event comes', async () => {
    const { heard, invoke } = system();

    for (const owner of ['a', 'b', 'c']) await invoke(owner, midnight);

    expect(heard.map((line) => line.split(' ')[0]).sort()).toEqual(['machines', 'people']);
  });

  it.each(Array.from({ length: 14 }, (_, n) => n))(
    'is lost by no crash around call %i, and repeated only with the same id and revision',
    async (crashAfter) => {
      const { heard, invoke } = system();

      await invoke('dies', midnight, { crashAfter }).catch(() => {});
      await invoke('retries', plus(midnight, lease));

      const copies = Map.groupBy(heard, (line) => line.split(' ')[0]);
      expect([...copies.keys()].sort()).toEqual(['machines', 'people']);
      for (const lines of copies.values()) {
        expect(new Set(lines).size).toBe(1);
        expect(lines.length).toBeLessThanOrEqual(2);
      }
    },
  );

  it('is repeated where the invocation crashed between publishing and marking, and only there', async () => {
    const repeats = await Promise.all(
      Array.from({ length: 14 }, async (_, crashAfter) => {
        const { heard, invoke } = system();
        await invoke('dies', midnight, { crashAfter }).catch(() => {});
        await invoke('retries', plus(midnight, lease));
        return heard.length - 2;
      }),
    );

    expect(repeats.filter((extra) => extra > 0).length).toBeGreaterThan(0);
    expect(repeats[0]).toBe(0);
    expect(repeats.at(-1)).toBe(0);
  });

  it('that another invocation has claimed fails the message, so that it comes again', async () => {
    const { heard, invoke } = system();
    const callsUpToTheClaim = 5; // put, read, merge, read, claim
    await invoke('dies', midnight, { crashAfter: callsUpToTheClaim }).catch(() => {});

    await expect(invoke('other', midnight)).rejects.toThrow(RulesFailed);
    expect(heard).toEqual([]);
  });

  it('of a rule that throws silences no other rule, and fails the message afterwards', async () => {
    const heard: string[] = [];
    const broken: Rule = {
      ...(rules[0] as Rule),
      id: 'broken',
      get where(): never {
        throw new Error('broken rule');
      },
    };
    const ports = embeddedPorts([broken, ...rules], { publishers: [noting('machines', heard)] });

    const outcome = detect(inTurn([withoutMfa()]), ports);

    await expect(outcome).rejects.toThrow('broken');
    expect(heard).toHaveLength(1);
  });

  it('that cannot be published holds back no other, and fails the message', async () => {
    const heard: string[] = [];
    const choosy: Publisher = {
      audience: 'machines',
      publish: async (message) => {
        const { columns } = alertIn(message);
        if (columns['SourceIpAddress'] === '192.0.2.1') throw new Error('the topic is away');
        heard.push(String(columns['SourceIpAddress']));
      },
    };
    const events = ['192.0.2.1', '192.0.2.2', '192.0.2.3'].map((from) => login(from, at(0), from, { MFAUsed: 'No' }));

    const outcome = detect(inTurn([events]), embeddedPorts(rules, { publishers: [choosy] }));

    await expect(outcome).rejects.toThrow(RulesFailed);
    expect(heard.sort()).toEqual(['192.0.2.2', '192.0.2.3']);
  });

  it('of a signal is kept and not published', async () => {
    const heard: string[] = [];
    const alerts = memoryAlerts();
    const signal: Rule = { ...(rules[0] as Rule), deliver: 'signal' };

    await detect(inTurn([withoutMfa()]), embeddedPorts([signal], { alerts, publishers: [noting('machines', heard)] }));

    expect(heard).toEqual([]);
    expect(alerts.all()).toHaveLength(1);
  });
});

it('events that cannot be remembered are not judged', async () => {
  const heard: string[] = [];
  const timelines = { ...memoryTimelines(), put: () => Promise.reject(new Error('the table is away')) };
  const ports = embeddedPorts(rules, { timelines, publishers: [noting('machines', heard)] });

  const outcome = detect(inTurn([[failure('f', at(0), '203.0.113.7'), ...withoutMfa()]]), ports);

  await expect(outcome).rejects.toThrow('the table is away');
  expect(heard).toEqual([]);
});
