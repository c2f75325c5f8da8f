import { createHash, randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { SeenSets } from '../../lambda/core/ports.ts';
import { mostSeen } from '../../lambda/core/seen.ts';

const hashes = (count: number, first = 0): ReadonlySet<string> =>
  new Set(
    Array.from({ length: count }, (_, index) =>
      createHash('sha256')
        .update(`${first + index}`)
        .digest('hex')
        .slice(0, 32),
    ),
  );

/** What every implementation of the port promises. */
export function seenSetsContract(port: () => SeenSets): void {
  describe('seen sets', () => {
    it('are empty before the first save', async () => {
      expect(await port().read(randomUUID())).toEqual(new Set());
    });

    it.each([0, 1, 3, mostSeen])('give back %d hashes', async (count) => {
      const name = randomUUID();

      await port().save(name, hashes(count));

      expect(await port().read(name)).toEqual(hashes(count));
    });

    it('hold what was saved last, and nothing of before', async () => {
      const name = randomUUID();
      await port().save(name, hashes(3));

      await port().save(name, hashes(2, 100));

      expect(await port().read(name)).toEqual(hashes(2, 100));
    });

    it('do not touch each other', async () => {
      await port().save('one', hashes(3));

      expect(await port().read(randomUUID())).toEqual(new Set());
    });
  });
}
