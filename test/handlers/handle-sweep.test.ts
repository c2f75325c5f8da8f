import { beforeEach, describe, expect, it } from 'vitest';
import { memoryAlerts } from '../../lambda/adapters/memory/alerts.ts';
import type { Alerts, Publisher } from '../../lambda/core/ports.ts';
import { hours, type Instant, latestInstant, minus, minutes, plus, seconds } from '../../lambda/core/time.ts';
import { handleBatch } from '../../lambda/handlers/handle-batch.ts';
import { type HandleSweepPorts, handleSweep, SweepFailed } from '../../lambda/handlers/handle-sweep.ts';
import { s3Notification } from '../adapters/envelopes.ts';
import { consoleLogin, type Json } from '../records.ts';
import {
  bucket,
  keepingPublisher,
  type Left,
  logFile,
  logFileKey,
  memoryPorts,
  metric,
  newLeft,
  now,
  sqsEvent,
} from './batch.ts';

const updatesPerHour = 1;

/** One store that functions and sweeps work on, with two audiences. */
interface System {
  readonly left: Left;
  readonly alerts: Alerts;
  /** The address whose alerts the topics refuse; `*` where they refuse all. */
  refusing?: string | undefined;
  /** A function takes a log file; whether it acknowledged it. */
  deliver(at: Instant, ...records: readonly Json[]): Promise<boolean>;
  sweep(at: Instant, changes?: Partial<HandleSweepPorts>): Promise<void>;
}

let system: System;
beforeEach(() => {
  system = newSystem();
});

describe('an update that had to wait', () => {
  const first = now;
  const [second, third] = [plus(now, minutes(1)), plus(now, minutes(2))];
  const itsTime = plus(second, hours(1));

  beforeEach(async () => {
    await system.deliver(first, ...logins(1));
    await system.deliver(second, ...logins(10));
    await system.deliver(third, ...logins(100));
  });

  it('is not told by the function that found it, nor by a sweep before its time', async () => {
    await system.sweep(minus(itsTime, seconds(1)));

    expect(heard()).toEqual(['machines 1', 'machines 2', 'people 1', 'people 2']);
  });

  it('is sent by the sweep at its time, to each audience, and once', async () => {
    await system.sweep(itsTime);
    await system.sweep(plus(itsTime, minutes(5)));
    await system.sweep(plus(itsTime, hours(2)));

    expect(heard().filter((line) => line.endsWith(' 3'))).toEqual(['machines 3', 'people 3']);
    expect(system.left.published).toHaveLength(6);
    expect([metric(system.left, 'AlertsSwept'), metric(system.left, 'AlertsFailed')]).toEqual([1, 0]);
  });

  it('tells what is new since the last time', async () => {
    await system.sweep(itsTime);

    const news = system.left.published.filter(({ alert }) => alert.revision === 3).map(({ alert }) => alert.news);
    expect(news).toMatchObject(Array(2).fill({ eventCount: { from: 10, to: 100 } }));
  });

  it('is told by one of two sweeps that meet', async () => {
    await Promise.all([system.sweep(itsTime), system.sweep(itsTime)]);

    expect(system.left.published).toHaveLength(6);
  });
});

describe('an alert that could not be told', () => {
  const claimed = plus(now, minutes(1));
  const later = plus(now, minutes(6));

  beforeEach(async () => {
    system.refusing = '*';
    const acknowledged = await system.deliver(now, ...['192.0.2.1', '192.0.2.2', '192.0.2.3'].map(loginFrom));
    system.refusing = undefined;
    expect(acknowledged).toBe(false);
  });

  it('is left alone while it is claimed', async () => {
    await system.sweep(claimed);

    expect(system.left.published).toEqual([]);
  });

  it('is told when the claim has ended, and then not again', async () => {
    await system.sweep(later);
    await system.sweep(plus(later, minutes(5)));

    expect(heard()).toEqual([...Array(3).fill('machines 1'), ...Array(3).fill('people 1')]);
  });

  it('again stops no other, and fails the run', async () => {
    system.refusing = '192.0.2.2';

    const run = system.sweep(later);

    await expect(run).rejects.toThrow(SweepFailed);
    expect(addresses()).toEqual(['192.0.2.1', '192.0.2.1', '192.0.2.3', '192.0.2.3']);
    expect([metric(system.left, 'AlertsSwept'), metric(system.left, 'AlertsFailed')]).toEqual([2, 1]);
  });

  it('again stays due, and its age grows until it is told', async () => {
    system.refusing = '192.0.2.2';
    await system.sweep(later).catch(() => {});
    await system.sweep(plus(later, minutes(30))).catch(() => {});
    system.refusing = undefined;
    await system.sweep(plus(later, minutes(60)));
    await system.sweep(plus(later, minutes(65)));

    expect(gauges()).toEqual([60, 31 * 60, 61 * 60, 0]);
    expect(addresses().filter((address) => address === '192.0.2.2')).toHaveLength(2);
  });

  it('is left to who tells it just now, and that is no failure', async () => {
    const [alertId = ''] = await system.alerts.dueBy(later, 1);
    await system.alerts.claim({ alertId, owner: 'another', now: later, lease: minutes(5) });

    await system.sweep(later);

    expect(system.left.published).toHaveLength(4);
    expect(lines('sweep done')).toMatchObject([{ due: 3, AlertsSwept: 2, busy: 1 }]);
  });

  it('is dropped where its rule tells nobody any more, and said to be', async () => {
    await system.sweep(later, { rules: [] });
    await system.sweep(plus(later, minutes(5)));

    expect(system.left.published).toEqual([]);
    expect(metric(system.left, 'AlertsDropped')).toBe(3);
    expect(lines('alert of a rule that tells nobody')).toHaveLength(3);
  });

  it('that cannot be read fails the run, whose silence about its age goes off in the end', async () => {
    const [broken = ''] = await system.alerts.dueBy(later, 1);
    const read: Alerts['read'] = async (alertId) => {
      if (alertId === broken) throw new Error('the item is damaged');
      return system.alerts.read(alertId);
    };

    const run = system.sweep(later, { alerts: { ...system.alerts, read } });

    await expect(run).rejects.toThrow(SweepFailed);
    expect(system.left.published).toHaveLength(4);
    expect(gauges()).toEqual([]);
    expect(lines('sweep failed')).toMatchObject([{ alert: broken, error: ['Error: the item is damaged'] }]);
  });
});

describe('a run', () => {
  it('that finds nothing due says so', async () => {
    await system.sweep(now);

    expect(gauges()).toEqual([0]);
    expect(lines('sweep done')).toMatchObject([{ due: 0, AlertsSwept: 0, AlertsDropped: 0, AlertsFailed: 0, busy: 0 }]);
  });

  it('that is out of time begins with no alert, and does not say that none has waited', async () => {
    system.refusing = '*';
    await system.deliver(now, loginFrom('192.0.2.1'));
    system.refusing = undefined;
    const later = plus(now, minutes(6));

    await system.sweep(later, { deadline: later });

    expect(system.left.published).toEqual([]);
    expect(gauges()).toEqual([]);
    expect(lines('sweep done')).toMatchObject([{ due: 1, AlertsSwept: 0 }]);
  });

  it('that cannot find out what is due fails, and says why', async () => {
    const dueBy = () => Promise.reject(new Error('the table is away'));

    const run = system.sweep(now, { alerts: { ...system.alerts, dueBy } });

    await expect(run).rejects.toThrow(SweepFailed);
    expect(gauges()).toEqual([]);
    expect(lines('sweep failed')).toMatchObject([{ level: 'error', error: ['Error: the table is away'] }]);
  });

  it('names nobody in the log and the metrics, whatever fails', async () => {
    system.refusing = '*';
    await system.deliver(now, loginFrom('192.0.2.1'), loginFrom('192.0.2.2'));
    system.left.log.length = 0;
    system.left.metrics.length = 0;
    system.refusing = '192.0.2.2';
    await system.sweep(plus(now, minutes(6))).catch(() => {});
    await system.sweep(plus(now, minutes(12)), { rules: [] });

    expect(system.left.published).toHaveLength(2);
    expect([lines('sweep failed').length, lines('alert of a rule that tells nobody').length]).toEqual([1, 1]);
    expect(JSON.stringify([system.left.log, system.left.metrics])).not.toMatch(/alice|192\.0\.2|Mozilla/);
  });
});

function newSystem(): System {
  const left = newLeft();
  const alerts = memoryAlerts();
  const publishers = ['machines', 'people'].map((audience) => choosyPublisher(audience, left));
  let invocations = 0;
  const shared = (at: Instant) => ({
    alerts,
    publishers,
    updatesPerHour,
    owner: `invocation-${++invocations}`,
    clock: { now: () => at, pause: async () => {} },
  });
  return {
    left,
    alerts,
    async deliver(at, ...records) {
      const key = logFileKey(`file${invocations}`);
      const stored = new Map([[`s3://${bucket}/${key}`, logFile(...records)]]);
      const { batchItemFailures } = await handleBatch(
        sqsEvent(s3Notification(bucket, key)),
        memoryPorts(stored, left, shared(at)),
      );
      return batchItemFailures.length === 0;
    },
    sweep: (at, changes) =>
      handleSweep({ ...memoryPorts(new Map(), left, shared(at)), deadline: latestInstant, ...changes }),
  };
}

/** Keeps what it is given, but refuses what the system says. */
function choosyPublisher(audience: string, left: Left): Publisher {
  const { publish, ...rest } = keepingPublisher(audience, left);
  return {
    ...rest,
    async publish(message) {
      const { refusing } = system;
      if (refusing === '*' || JSON.stringify(message).includes(`"${refusing}"`)) throw new Error('the topic is away');
      await publish(message);
    },
  };
}

/** This many logins without MFA, all of one alert. */
function logins(count: number): readonly Json[] {
  return Array.from({ length: count }, (_, n) => consoleLogin({ eventID: `login-${n}` }));
}

function loginFrom(sourceIPAddress: string): Json {
  return consoleLogin({ sourceIPAddress, eventID: `login-from-${sourceIPAddress}` });
}

/** Who was told which revisions. */
function heard(): readonly string[] {
  return system.left.published.map(({ audience, alert }) => `${audience} ${alert.revision}`).toSorted();
}

function addresses(): readonly unknown[] {
  return system.left.published.map(({ alert }) => alert.columns['SourceIpAddress']).toSorted();
}

function gauges(): readonly unknown[] {
  return system.left.metrics.flatMap((line) => ('OldestDueSeconds' in line ? [line['OldestDueSeconds']] : []));
}

function lines(message: string): readonly Json[] {
  return system.left.log.filter((line) => line['message'] === message);
}
