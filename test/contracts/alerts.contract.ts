import { describe, expect, it } from 'vitest';
import type { Alerts } from '../../lambda/core/ports.ts';
import { minutes } from '../../lambda/core/time.ts';
import { contextOf, finding, manyMatches, match, newAlertId, readSorted, toldAs } from './findings.ts';
import { at } from './observations.ts';

const lease = minutes(10);

/** What every implementation of the port promises of what an alert holds. */
export function alertsContract(alerts: () => Alerts): void {
  const claim = (alertId: string, owner: string) => alerts().claim({ alertId, owner, now: at(0), lease });

  describe('alerts', () => {
    it('give back all of an alert', async () => {
      const found = finding(newAlertId(), [match(), match({ id: 'other', eventId: '', severity: 'High' })]);

      await alerts().merge(found, { context: contextOf(6), due: at(5) });

      expect(await readSorted(alerts(), found.alertId)).toEqual({
        alertId: found.alertId,
        ruleId: found.rule.id,
        columns: found.columns,
        periodStart: found.periodStart,
        context: contextOf(6),
        matches: found.matches,
        told: {},
        due: at(5),
        notes: 1,
      });
    });

    it('know nothing of what was never merged', async () => {
      const alertId = newAlertId();

      const record = await alerts().read(alertId);
      const claimed = await claim(alertId, 'one');
      await alerts().markTold(alertId, 'one', 'people', toldAs(1));
      await alerts().release(alertId, 'one', { due: at(5), instead: {} });

      expect({ record, claimed, after: await alerts().read(alertId) }).toEqual({
        record: undefined,
        claimed: false,
        after: undefined,
      });
    });

    it('stay the same when a finding is merged again', async () => {
      const found = finding(newAlertId(), [match(), match({ version: 'bbbbbbbbbbbb' })]);
      await alerts().merge(found, { context: contextOf(6), due: at(5) });
      const once = await readSorted(alerts(), found.alertId);

      await alerts().merge(found, { context: contextOf(6), due: at(5) });

      expect(await readSorted(alerts(), found.alertId)).toEqual({ ...once, notes: 2 });
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
        await alerts().merge(finding(alertId, []), size === undefined ? {} : { context: contextOf(size) });
      }

      expect((await alerts().read(alertId))?.context).toEqual(contextOf(kept));
    });

    it('keep the largest of contexts that are merged at once', async () => {
      const alertId = newAlertId();
      const sizes = [3, 11, 7, 1, 9, 10, 2, 8];

      await Promise.all(sizes.map((size) => alerts().merge(finding(alertId, [match()]), { context: contextOf(size) })));

      expect((await alerts().read(alertId))?.context).toEqual(contextOf(11));
    });
  });
}
