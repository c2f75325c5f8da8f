import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Cursor, Cursors } from '../../lambda/core/ports.ts';
import { hours, minutes, plus } from '../../lambda/core/time.ts';
import { at } from './observations.ts';

const lease = minutes(4);
const parts = {
  interactiveUser: { through: at(0), settled: at(-8), slice: hours(1) },
  nonInteractiveUser: {
    through: at(5),
    settled: at(-7),
    slice: hours(2),
    backfill: { from: at(-9), to: at(-1), slice: minutes(30) },
  },
};

/** What every implementation of the port promises. */
export function cursorsContract(port: () => Cursors): void {
  describe('cursors', () => {
    let name: string;
    let cursors: Cursors;
    beforeEach(() => {
      cursors = port();
      name = randomUUID();
    });

    const take = (owner: string, now = at(0)) => cursors.take({ name, owner, now, lease });

    it('begin without parts', async () => {
      const cursor = await take('one');

      expect(cursor).toEqual({ version: 0, parts: {} });
    });

    it('give back what was saved, to the next owner too', async () => {
      const begun = (await take('one')) as Cursor;

      const saved = await cursors.save(name, begun, parts);

      expect(saved).toEqual({ version: 1, parts });
      expect(await take('two', plus(at(0), lease))).toEqual(saved);
    });

    it('belong to one owner at a time, until the lease ends', async () => {
      await take('one');

      expect(await take('two', plus(at(-1), lease))).toBeUndefined();
      expect(await take('one', at(1))).toBeDefined();
      expect(await take('two', plus(at(1), lease))).toBeDefined();
    });

    it('are given to one of several who ask at once', async () => {
      const taken = await Promise.all(['one', 'two', 'three'].map((owner) => take(owner)));

      expect(taken.filter((cursor) => cursor !== undefined)).toHaveLength(1);
    });

    it('are not pushed back by who took them before', async () => {
      const stale = (await take('one')) as Cursor;
      const fresh = (await take('two', plus(at(0), lease))) as Cursor;
      const moved = await cursors.save(name, fresh, parts);

      const pushed = await cursors.save(name, stale, {});

      expect(pushed).toBeUndefined();
      expect(await take('two', plus(at(1), lease))).toEqual(moved);
    });

    it('move with each save', async () => {
      const begun = (await take('one')) as Cursor;
      const once = (await cursors.save(name, begun, {})) as Cursor;

      const twice = await cursors.save(name, once, parts);

      expect(twice).toEqual({ version: 2, parts });
      expect(await cursors.save(name, once, {})).toBeUndefined();
    });

    it('do not touch each other', async () => {
      await take('one');

      expect(await cursors.take({ name: randomUUID(), owner: 'two', now: at(0), lease })).toBeDefined();
    });
  });
}
