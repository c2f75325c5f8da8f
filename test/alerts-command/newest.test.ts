import fc from 'fast-check';
import { expect, it } from 'vitest';
import { newest } from '../../bin/commands/alerts/newest.ts';

it('the newest of what is added are those that sorting all of it puts first', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(50)), fc.integer({ min: 1, max: 8 }), (times, most) => {
      const kept = newest<number>(most, (a, b) => b - a);

      for (const time of times) kept.add(time);

      expect(kept.all()).toEqual(times.toSorted((a, b) => b - a).slice(0, most));
    }),
  );
});
