import { expect, it } from 'vitest';
import { reconciles, sidesOf, skippedRecords } from '../../lambda/handlers/record-count.ts';
import { newTally } from '../../lambda/sources/tally.ts';

const tally = { ...newTally(), records: 9, events: 5, failed: 1, skipped: new Map([['not wanted', 3]]) };

it('records add up where each was judged, read before, skipped or failed', () => {
  const count = { tally, judged: 3, readBefore: 2 };

  expect(sidesOf(count)).toEqual({ records: 9, judged: 3, skipped: 5, failed: 1 });
  expect(reconciles(count)).toBe(true);
  expect(reconciles({ ...count, readBefore: 1 })).toBe(false);
  expect(reconciles({ ...count, judged: 4 })).toBe(false);
});

it('what was skipped is summed up by reason, and a reason that nothing was skipped for is none', () => {
  const counts = [
    { tally, judged: 5, readBefore: 0 },
    { tally: { ...tally, skipped: new Map([['not wanted', 1]]) }, judged: 5, readBefore: 0 },
  ];

  expect([...skippedRecords(counts)]).toEqual([['not wanted', 4]]);
  expect([...skippedRecords([{ tally, judged: 3, readBefore: 2 }])]).toEqual([
    ['not wanted', 3],
    ['read before', 2],
  ]);
});
