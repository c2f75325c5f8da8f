import { describe, expect, it } from 'vitest';
import type { Alerts, DueChange } from '../../lambda/core/ports.ts';
import { type Instant, minutes, plus } from '../../lambda/core/time.ts';
import { dueIn, finding, match, newAlertId } from './findings.ts';
import { at } from './observations.ts';

const lease = minutes(10);

type Noted = DueChange['instead'];

/** The two ways to change when to look at an alert; a release is by the owner of a claim. */
const ways = ['schedule', 'release'] as const;

/** What every implementation of the port promises of when somebody has to look at an alert. */
export function dueContract(alerts: () => Alerts): void {
  const claim = (alertId: string, owner: string) => alerts().claim({ alertId, owner, now: at(0), lease });

  /** An alert with one match that nobody claimed. */
  const freshAlert = async () => {
    const alertId = newAlertId();
    await alerts().merge(finding(alertId, [match()]));
    return alertId;
  };

  describe('alerts note when to look at one,', () => {
    const noted = async (due: Instant) => {
      const alertId = newAlertId();
      await alerts().merge(finding(alertId, [match()]), { due });
      return { alertId, read: dueIn(await alerts().read(alertId)) };
    };
    const change = async (
      way: (typeof ways)[number],
      alertId: string,
      [due, instead]: [Instant | undefined, Noted],
    ) => {
      if (way === 'schedule') return alerts().schedule(alertId, { due, instead });
      await claim(alertId, 'one');
      return alerts().release(alertId, 'one', { due, instead });
    };
    const dueOf = async (alertId: string) => (await alerts().read(alertId))?.due;

    it('with the first merge that says so, and keep it when others say otherwise', async () => {
      const { alertId } = await noted(at(5));

      await alerts().merge(finding(alertId, [match({ id: 'other' })]), { due: at(3) });
      await alerts().merge(finding(alertId, [match({ id: 'third' })]), { due: at(9) });

      expect(await dueOf(alertId)).toBe(at(5));
    });

    it('with a later merge, where the first one said nothing', async () => {
      const alertId = await freshAlert();

      await alerts().merge(finding(alertId, []), { due: at(9) });

      expect(await dueOf(alertId)).toBe(at(9));
    });

    it.each(ways)('in the place of what was read, by %s', async (way) => {
      const { alertId, read } = await noted(at(5));

      await change(way, alertId, [at(9), read]);

      expect(await dueOf(alertId)).toBe(at(9));
      expect(await alerts().dueBy(at(8), 1_000)).not.toContain(alertId);
    });

    it.each(ways)('no more, where nothing changed since it was read, by %s', async (way) => {
      const { alertId, read } = await noted(at(5));

      await change(way, alertId, [undefined, read]);

      expect(await alerts().read(alertId)).not.toHaveProperty('due');
      expect(await alerts().dueBy(at(9), 1_000)).not.toContain(alertId);
    });

    it.each(ways)('where nothing is noted any more, by %s', async (way) => {
      const { alertId, read } = await noted(at(5));
      await alerts().schedule(alertId, { due: undefined, instead: read });

      await change(way, alertId, [at(9), read]);

      expect(await dueOf(alertId)).toBe(at(9));
    });

    it.each(ways)('as it was changed first, where it was read before, by %s', async (way) => {
      const { alertId, read } = await noted(at(5));
      await alerts().schedule(alertId, { due: at(7), instead: read });

      await change(way, alertId, [at(9), read]);
      await change(way, alertId, [undefined, read]);
      await change(way, alertId, [at(3), {}]);

      expect(await dueOf(alertId)).toBe(at(7));
    });

    it.each(ways)('as it was, where a merge noted it again since it was read, even the same, by %s', async (way) => {
      const { alertId, read } = await noted(at(5));
      await alerts().merge(finding(alertId, [match({ id: 'other' })]), { due: at(5) });

      await change(way, alertId, [at(9), read]);
      await change(way, alertId, [undefined, read]);

      expect(await dueOf(alertId)).toBe(at(5));
    });

    it.each(ways)('by %s in the place of what no merge noted', async (way) => {
      const alertId = await freshAlert();
      await alerts().schedule(alertId, { due: at(5), instead: {} });
      const read = dueIn(await alerts().read(alertId));

      await change(way, alertId, [at(9), read]);

      expect(await dueOf(alertId)).toBe(at(9));
    });

    it('and a release that may not change it still ends the claim', async () => {
      const { alertId } = await noted(at(5));

      await change('release', alertId, [undefined, {}]);

      expect(await dueOf(alertId)).toBe(at(5));
      expect(await claim(alertId, 'two')).toBe(true);
    });

    it('never for what was never merged', async () => {
      const alertId = newAlertId();

      await alerts().schedule(alertId, { due: at(5), instead: {} });

      expect(await alerts().read(alertId)).toBeUndefined();
      expect(await alerts().dueBy(at(9), 1_000)).not.toContain(alertId);
    });

    it('and list what is due by a time, the earliest first, up to a limit', async () => {
      const hourBefore = (minute: number) => plus(at(0), minutes(minute - 60)); // before all that other tests note
      const [{ alertId: third }, { alertId: first }, { alertId: second }] = [
        await noted(hourBefore(3)),
        await noted(hourBefore(1)),
        await noted(hourBefore(2)),
      ];

      const all = await alerts().dueBy(hourBefore(9), 1_000);
      const byThen = await alerts().dueBy(hourBefore(2), 1_000);
      const before = await alerts().dueBy((hourBefore(1) - 1) as Instant, 1_000);
      const few = await alerts().dueBy(hourBefore(9), 2);

      expect(all).toEqual([first, second, third]);
      expect([byThen, before, few]).toEqual([[first, second], [], [first, second]]);
    });
  });
}
