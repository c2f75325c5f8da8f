import { expect, it } from 'vitest';
import { meteredFunctions } from '../cost/metered-function.ts';
import { after, uuid } from '../cost/records.ts';
import { azureMonitorSignIn } from '../records.ts';

it('what one address costs does not grow with its failures within a batch', async () => {
  const [few, many] = [await unitsOf(100), await unitsOf(1_000)];

  // The hashes of what was processed, 16 bytes each, are all that grows.
  expect(many.writes - few.writes).toBeLessThanOrEqual((900 * 16) / 1_024 + 1);
  expect(many.reads).toBeLessThanOrEqual(few.reads);
});

/** Units of DynamoDB of one file with so many failures of one address. */
async function unitsOf(failures: number): Promise<{ readonly writes: number; readonly reads: number }> {
  await using functions = await meteredFunctions();
  return await functions.landing(
    ...Array.from({ length: failures }, (_, n) =>
      azureMonitorSignIn({ id: uuid(n), time: after(n), address: '192.0.2.9' }),
    ),
  );
}
