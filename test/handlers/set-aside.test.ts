import { expect, it } from 'vitest';
import { realEvents, skippedAsCanarys } from '../../lambda/handlers/set-aside.ts';
import { newTally } from '../../lambda/sources/read-object.ts';
import { at, cloudTrailEvent } from '../core/events.ts';

const real = cloudTrailEvent('real', at(0), { RecipientAccountId: '111122223333' });
const canarys = cloudTrailEvent('made-up', at(0), { RecipientAccountId: '000000000000' });

it("a login to the canary's account is counted as skipped, and no more as an event", () => {
  const tally = { ...newTally(), records: 3, events: 3 };

  const events = realEvents([canarys, real, canarys], tally);

  expect(events).toEqual([real]);
  expect(tally).toMatchObject({ records: 3, events: 1, skipped: new Map([[skippedAsCanarys, 2]]) });
});

it('a batch without one is as it was', () => {
  const tally = { ...newTally(), records: 1, events: 1 };

  expect(realEvents([real], tally)).toEqual([real]);
  expect(tally).toEqual({ ...newTally(), records: 1, events: 1 });
});
