import { describe, expect, it } from 'vitest';
import type { Alerts, ClaimRequest } from '../../lambda/core/ports.ts';
import { type Instant, minutes, plus } from '../../lambda/core/time.ts';
import { contextOf, dueIn, finding, match, newAlertId, readSorted, toldAs } from './findings.ts';
import { at } from './observations.ts';

const lease = minutes(10);
const afterLease = plus(at(0), lease);

/** What every implementation of the port promises of who may tell an alert, and of what was told. */
export function claimsContract(alerts: () => Alerts): void {
  const claim = (alertId: string, owner: string, changes: Partial<ClaimRequest> = {}) =>
    alerts().claim({ alertId, owner, now: at(0), lease, ...changes });

  /** An alert with one match that nobody claimed. */
  const freshAlert = async () => {
    const alertId = newAlertId();
    await alerts().merge(finding(alertId, [match()]));
    return alertId;
  };

  describe('alerts', () => {
    it('grant a fresh alert', async () => {
      const alertId = await freshAlert();

      expect(await claim(alertId, 'one')).toBe(true);
    });

    it('grant an alert to one of many owners that claim it at once', async () => {
      const alertId = await freshAlert();
      const owners = Array.from({ length: 20 }, (_, index) => `owner-${index}`);

      const claims = await Promise.all(owners.map((owner) => claim(alertId, owner)));

      expect(claims.filter((granted) => granted)).toHaveLength(1);
    });

    it('grant an alert again to the owner that holds it, for a whole lease', async () => {
      const alertId = await freshAlert();
      await claim(alertId, 'one');

      const again = await claim(alertId, 'one', { now: at(1) });
      const other = await claim(alertId, 'two', { now: afterLease });

      expect([again, other]).toEqual([true, false]);
    });

    it('hold a claim until the lease ends, and then grant it to another owner', async () => {
      const alertId = await freshAlert();
      await claim(alertId, 'one');

      const before = await claim(alertId, 'two', { now: (afterLease - 1) as Instant });
      const after = await claim(alertId, 'two', { now: afterLease });

      expect([before, after]).toEqual([false, true]);
    });

    it('grant an ended lease to one of many owners that claim it at once', async () => {
      const alertId = await freshAlert();
      await claim(alertId, 'crashed');
      const owners = Array.from({ length: 20 }, (_, index) => `owner-${index}`);

      const claims = await Promise.all(owners.map((owner) => claim(alertId, owner, { now: afterLease })));

      expect(claims.filter((granted) => granted)).toHaveLength(1);
    });

    it('grant an alert to another owner as soon as it is released', async () => {
      const alertId = await freshAlert();
      await claim(alertId, 'one');
      await alerts().release(alertId, 'one', { due: undefined, instead: {} });

      expect(await claim(alertId, 'two')).toBe(true);
    });

    it('stay due as they are when an owner gives up its claim without having read them', async () => {
      const [alertId, undue] = [await freshAlert(), await freshAlert()];
      await alerts().merge(finding(alertId, []), { due: at(5) });
      for (const id of [alertId, undue]) {
        await claim(id, 'one');
        await alerts().release(id, 'one', { due: undefined, instead: {} });
      }

      expect(await alerts().read(alertId)).toMatchObject({ due: at(5), notes: 1 });
      expect(await alerts().read(undue)).not.toHaveProperty('due');
      expect(await claim(alertId, 'two')).toBe(true);
    });

    it('keep what each audience was told, the last that it was told', async () => {
      const alertId = await freshAlert();
      await claim(alertId, 'one');

      await alerts().markTold(alertId, 'one', 'people', toldAs(1));
      await Promise.all([
        alerts().markTold(alertId, 'one', 'people', toldAs(2)),
        alerts().markTold(alertId, 'one', 'machines', toldAs(1)),
      ]);

      expect((await alerts().read(alertId))?.told).toEqual({ machines: toldAs(1), people: toldAs(2) });
    });

    it('take word from an owner whose lease ended, while nobody else claimed', async () => {
      const alertId = await freshAlert();
      await claim(alertId, 'slow', { lease: minutes(0) });

      await alerts().markTold(alertId, 'slow', 'people', toldAs(1));

      expect((await alerts().read(alertId))?.told).toEqual({ people: toldAs(1) });
    });

    it('take no word from an owner whose claim went to another', async () => {
      const alertId = await freshAlert();
      await alerts().merge(finding(alertId, []), { due: at(5) });
      await claim(alertId, 'late');
      const read = dueIn(await alerts().read(alertId));
      await claim(alertId, 'next', { now: afterLease });

      await alerts().markTold(alertId, 'late', 'people', toldAs(1));
      await alerts().release(alertId, 'late', { due: at(9), instead: read });

      const record = await alerts().read(alertId);
      expect(record).toMatchObject({ told: {}, due: at(5) });
      expect(await claim(alertId, 'third', { now: afterLease })).toBe(false);
    });

    it.each(['never claimed', 'released'])('take no word from who %s', async (state) => {
      const alertId = await freshAlert();
      if (state === 'released') {
        await claim(alertId, 'stranger');
        await alerts().release(alertId, 'stranger', { due: undefined, instead: {} });
      }

      await alerts().markTold(alertId, 'stranger', 'people', toldAs(1));
      await alerts().release(alertId, 'stranger', { due: at(9), instead: {} });

      expect(await alerts().read(alertId)).not.toHaveProperty('due');
      expect((await alerts().read(alertId))?.told).toEqual({});
    });

    it('stay told, claimed and noted when more is merged', async () => {
      const alertId = await freshAlert();
      await alerts().schedule(alertId, { due: at(5), instead: {} });
      await claim(alertId, 'one');
      await alerts().markTold(alertId, 'one', 'people', toldAs(1));

      await alerts().merge(finding(alertId, [match({ id: 'other' })]), { context: contextOf(6) });

      const record = await readSorted(alerts(), alertId);
      expect(record?.matches).toHaveLength(2);
      expect(record).toMatchObject({ told: { people: toldAs(1) }, due: at(5) });
      expect(await claim(alertId, 'two')).toBe(false);
    });
  });
}
