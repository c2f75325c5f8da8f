import { describe, expect, it } from 'vitest';
import { type CarrierName, carrierOf } from './carriers.ts';
import { exactly } from './exactly.ts';
import { type FileCase, fileCases } from './files.ts';
import { addresses, countsOf, logged, takeObject } from './take.ts';

const rows = fileCases.flatMap((each) => each.in.map((name) => [name, each.name, each] as const));

describe('a file in the place of one of', () => {
  it.each<readonly [CarrierName, string, FileCase]>(rows)('%s: %s', async (name, _, { object, gives, maxBytes }) => {
    const carrier = carrierOf(name);
    const sound = carrier.content(carrier.telling(addresses.inside));
    const bounds = maxBytes === undefined ? {} : { maxBytes };

    const taken = await takeObject(carrier, object(sound, carrier), bounds);

    const fails = gives.error === undefined ? 0 : 1;
    expect(taken.failed).toEqual(fails === 1 ? ['m0'] : []); // the queue keeps it, for the dead-letter queue in the end
    expect(taken.told.includes(addresses.inside)).toBe(gives.told);
    expect(taken.told).toContain(addresses.beside);
    expect(countsOf(taken, carrier)).toMatchObject({
      skipped: gives.skipped ?? {},
      failed: gives.failed ?? 0,
      objectsFailed: fails,
      messagesFailed: fails,
      reconciliationBroken: 0,
    });
    expect(logged(taken, 'record failed')).toHaveLength(Math.min(gives.failed ?? 0, 5));
    expect(logged(taken, 'message failed')).toEqual(
      gives.error === undefined
        ? []
        : [
            expect.objectContaining({
              messageId: 'm0',
              object: taken.object,
              error: expect.arrayContaining([expect.stringMatching(exactly(gives.error))]),
            }),
          ],
    );
    expect(JSON.stringify([taken.left.log, taken.left.metrics])).not.toContain('attackers-words');
  });
});
