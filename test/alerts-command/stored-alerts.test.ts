import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type AlertQuery,
  type LeftOut,
  type StoredAlert,
  type StoredAlertPorts,
  storedAlerts,
} from '../../bin/commands/alerts/stored-alerts.ts';
import { canaryRule } from '../../lambda/canary/rule.ts';
import { type AlertRecord, assemble } from '../../lambda/core/alert.ts';
import { digestOf, memberOf } from '../../lambda/core/bulletin.ts';
import { type Severity, severities } from '../../lambda/core/rule.ts';
import { days, formatInstant, hours, type Instant, minus, minutes, plus, seconds } from '../../lambda/core/time.ts';
import { rules } from '../../lambda/rules/index.ts';
import { at, midnight } from '../core/events.ts';
import { entraFailures, everyLogin, noon, queryOf, recordOf, ruleNamed, toldTimes, withoutMfa } from './stored.ts';

/** A table of these records, with pages of two ids; and the days that were asked for. */
function tableOf(records: readonly AlertRecord[]): StoredAlertPorts & { readonly asked: readonly string[] } {
  const asked: string[] = [];
  return {
    asked,
    idsOfDay(day) {
      asked.push(day);
      const ofDay = records.filter(({ periodStart }) => formatInstant(periodStart).startsWith(day));
      return ['02468ace', '13579bdf'].map((digits) =>
        pagesOf(ofDay.flatMap(({ alertId }) => (digits.includes(alertId[0] as string) ? alertId : []))),
      );
    },
    alerts: { read: async (id) => records.find(({ alertId }) => alertId === id) },
  };
}

async function* pagesOf(ids: readonly string[]): AsyncGenerator<readonly string[]> {
  for (let index = 0; index < ids.length; index += 2) yield ids.slice(index, index + 2);
}

async function listed(
  records: readonly AlertRecord[],
  changes: Partial<AlertQuery> = {},
): Promise<{ readonly alerts: readonly StoredAlert[]; readonly leftOut: LeftOut }> {
  const leftOut: LeftOut = { signals: 0, unreadable: 0 };
  return { alerts: await Array.fromAsync(storedAlerts(queryOf(changes), tableOf(records), leftOut)), leftOut };
}

const names = (alerts: readonly StoredAlert[]) => alerts.map(({ alert }) => alert.columns['AccountName']);

describe('the stored alerts of a span', () => {
  it('are those whose first to last event touch it, its beginning in and its end out', async () => {
    const [from, to] = [noon, plus(noon, hours(1))];
    const later = (record: AlertRecord, time: Instant): AlertRecord => {
      const [match] = record.matches;
      return { ...record, matches: [...record.matches, { ...match, id: 'last', time }] as AlertRecord['matches'] };
    };
    const records = [
      recordOf(withoutMfa, 'before', minus(noon, 1 as never)),
      recordOf(withoutMfa, 'first', noon),
      recordOf(withoutMfa, 'last', minus(to, 1 as never)),
      recordOf(withoutMfa, 'after', to),
      later(recordOf(entraFailures, 'around', midnight), at(days(1) - 1)),
      later(recordOf(entraFailures, 'early', midnight), minus(noon, minutes(1))),
    ];

    const { alerts } = await listed(records, { span: { from, to, toTheLatest: false } });

    expect(names(alerts)).toEqual(['around', 'last', 'first']);
  });

  it('are without those that the canary made up, also where every rule is asked for', async () => {
    const records = [recordOf(canaryRule, 'made-up', noon), recordOf(entraFailures, 'real', noon)];

    const { alerts, leftOut } = await listed(records);

    expect(names(alerts)).toEqual(['real']);
    expect(leftOut).toEqual({ signals: 0, unreadable: 0 });
  });

  it('have their periods on the days of the span and up to a day before, and no other day is read', async () => {
    const table = tableOf([]);
    const [from, to] = [at(hours(3)), plus(at(hours(3)), days(1))];

    await Array.fromAsync(storedAlerts(queryOf({ span: { from, to, toTheLatest: false } }), table, nothing()));

    expect(table.asked).toEqual(['2026-11-21', '2026-11-20', '2026-11-19']);
  });

  it('are found by an event on the day after the one on which their period begins', async () => {
    const straddling = { ...entraFailures, period: hours(7) }; // begins at 21:00 the day before
    const record = recordOf(straddling, 'alice', at(hours(1)));
    const others = rules.filter(({ id }) => id !== straddling.id);

    const { alerts } = await listed([record], { rules: [...others, straddling] });

    expect(formatInstant(record.periodStart).slice(0, 10)).toBe('2026-11-19');
    expect(names(alerts)).toEqual(['alice']);
  });

  it('of a rule whose period is several days are found as well', async () => {
    const long = { ...entraFailures, period: days(5) };
    const record = recordOf(long, 'alice', noon);

    const { alerts } = await listed([record], { rules: [long] });

    expect(names(alerts)).toEqual(['alice']);
  });

  it('are read day by day, and no further than they are asked for', async () => {
    const table = tableOf([recordOf(withoutMfa, 'new', noon), recordOf(withoutMfa, 'old', minus(noon, days(3)))]);
    const span = { from: minus(midnight, days(9)), to: plus(midnight, days(1)), toTheLatest: false };

    const iterator = storedAlerts(queryOf({ span }), table, nothing());
    const { value } = await iterator.next();
    await iterator.return(undefined);

    expect(names([value as StoredAlert])).toEqual(['new']);
    expect(table.asked).toEqual(['2026-11-20']);
  });

  it('are those that a look at every alert finds, newest first, whatever is asked', async () => {
    const anyRule = fc.constantFrom(withoutMfa, everyLogin, entraFailures, ruleNamed('many-failed-logins-from-ip'));
    const time = fc.integer({ min: -hours(60), max: hours(60) }).map((offset) => at(offset));
    const anyRecord = fc
      .tuple(anyRule, fc.constantFrom('a', 'b', 'c', 'd'), time, fc.constantFrom<Severity>(...severities))
      .map(([rule, name, when, severity]) => {
        const record = recordOf(rule, name, when);
        return { ...record, matches: record.matches.map((match) => ({ ...match, severity })) };
      });
    const asked = fc.record({
      from: time,
      length: fc.integer({ min: 1, max: hours(80) }),
      severity: fc.constantFrom<Severity>(...severities),
      signals: fc.boolean(),
      ruleIds: fc.option(fc.constant(new Set([withoutMfa.id, everyLogin.id])), { nil: undefined }),
      most: fc.integer({ min: 1, max: 6 }),
    });

    await fc.assert(
      fc.asyncProperty(fc.array(anyRecord, { maxLength: 20 }), asked, async (some, { from, length, most, ...rest }) => {
        const records = [...new Map(some.map((record) => [record.alertId, record])).values()];
        const span = { from, to: (from + length) as Instant, toTheLatest: false };

        const { alerts } = await listed(records, { span, most, ...rest });

        const expected = records
          .filter(({ ruleId }) => rest.ruleIds?.has(ruleId) !== false)
          .map((record) => assemble(rules.find(({ id }) => id === record.ruleId) as never, record, { revision: 1 }))
          .filter(({ signal, severity }) => (rest.signals || !signal) && atLeast(severity, rest.severity))
          .filter(({ startTime }) => Date.parse(startTime) >= from && Date.parse(startTime) < from + length)
          .toSorted((a, b) => Date.parse(b.endTime) - Date.parse(a.endTime) || (a.alertId < b.alertId ? -1 : 1));
        const found = alerts.map(({ alert }) => alert);
        expect(found.slice(0, most)).toEqual(expected.slice(0, most));
      }),
    );
  });

  it('are read a bounded number at a time', async () => {
    const records = Array.from({ length: 200 }, (_, n) => recordOf(withoutMfa, `user-${n}`, plus(noon, seconds(n))));
    let [reading, most] = [0, 0];
    const table = tableOf(records);
    const read = async (id: string) => {
      reading += 1;
      most = Math.max(most, reading);
      await new Promise((resolve) => setTimeout(resolve, 0));
      reading -= 1;
      return table.alerts.read(id);
    };

    await Array.fromAsync(storedAlerts(queryOf(), { ...table, alerts: { read } }, nothing()));

    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(4); // two for each of the two partitions of this table
  });

  it('have the last revision that somebody was told, else the one that will be', async () => {
    const records = [
      recordOf(withoutMfa, 'told', noon, { told: { machines: toldTimes(1), people: toldTimes(3) }, due: noon }),
      recordOf(withoutMfa, 'untold', minus(noon, minutes(1))),
      recordOf(withoutMfa, 'older', minus(noon, minutes(2)), { told: { people: {} as never } }),
    ];

    const { alerts } = await listed(records);

    expect(alerts.map(({ alert: { revision, kind }, due }) => [revision, kind, due])).toEqual([
      [3, 'update', noon],
      [1, 'new', undefined],
      [1, 'new', undefined],
    ]);
  });

  it('are no bulletins, but know which one tells them', async () => {
    const record = recordOf(withoutMfa, 'alice', noon, { told: { people: toldTimes(1) } });
    const alert = assemble(withoutMfa, record, { revision: 1 });
    const due = plus(midnight, hours(30));
    const { rule, ...kept } = memberOf(digestOf(alert, 'people'), alert);
    const digest: AlertRecord = { ...kept, ruleId: rule.id, told: {}, due };

    const { alerts, leftOut } = await listed([digest, record]);

    expect(alerts.map(({ alert: { alertId }, gathered }) => [alertId, gathered])).toEqual([
      [record.alertId, [{ audience: 'people', revision: 1, by: 'digest', due }]],
    ]);
    expect(leftOut).toEqual(nothing());
  });

  it('leave signals out and count them, where they are not asked for', async () => {
    const records = [recordOf(withoutMfa, 'alice', noon), recordOf(everyLogin, 'alice', noon)];

    const { alerts, leftOut } = await listed(records, { signals: false });

    expect(alerts.map(({ alert }) => alert.rule.id)).toEqual([withoutMfa.id]);
    expect(leftOut.signals).toBe(1);
  });

  it('of a rule that this version does not have are listed, but not where others are named', async () => {
    const records = [recordOf(withoutMfa, 'alice', noon, { ruleId: 'name-of-old' })];

    const all = await listed(records, { signals: false });
    const named = await listed(records, { ruleIds: new Set([withoutMfa.id]) });

    expect(all.alerts.map(({ alert }) => alert.rule.title)).toEqual([
      'A rule that this version does not have: name-of-old',
    ]);
    expect(named.alerts).toEqual([]);
  });

  it('do not stop at one that cannot be read, which is counted', async () => {
    const table = tableOf([recordOf(withoutMfa, 'alice', noon), recordOf(withoutMfa, 'bob', noon)]);
    const [broken] = [recordOf(withoutMfa, 'bob', noon).alertId];
    const leftOut = nothing();
    const read = async (id: string) => {
      if (id === broken) throw new SyntaxError('no JSON');
      return table.alerts.read(id);
    };

    const alerts = await Array.fromAsync(storedAlerts(queryOf(), { ...table, alerts: { read } }, leftOut));

    expect(names(alerts)).toEqual(['alice']);
    expect(leftOut).toEqual({ signals: 0, unreadable: 1, example: { alertId: broken, reason: 'no JSON' } });
  });

  it('are not there where only a head or only matches are left of them', async () => {
    const { alerts, leftOut } = await listed([recordOf(withoutMfa, 'alice', noon, { matches: [] })]);

    expect([alerts, leftOut]).toEqual([[], nothing()]);
  });
});

function nothing(): LeftOut {
  return { signals: 0, unreadable: 0 };
}

function atLeast(severity: Severity, least: Severity): boolean {
  return severities.indexOf(severity) >= severities.indexOf(least);
}
