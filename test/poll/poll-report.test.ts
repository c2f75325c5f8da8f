import { describe, expect, it } from 'vitest';
import type { Progress } from '../../lambda/core/ports.ts';
import { type Duration, hours, type Instant, minus, minutes } from '../../lambda/core/time.ts';
import { newDetectionCount } from '../../lambda/handlers/detection-count.ts';
import { reportPoll } from '../../lambda/handlers/poll-report.ts';
import type { FeedReport } from '../../lambda/sources/entra/graph/feed-run.ts';
import { newTally } from '../../lambda/sources/tally.ts';
import { interactive, nonInteractive } from './polling.ts';
import { noon } from './tenant.ts';

const overlap = hours(2);
const ago = (length: Duration) => minus(noon, length);
const upToDate: Progress = { through: noon, settled: ago(overlap), slice: hours(4) };

describe('the age of the cursor', () => {
  it.each<{ name: string; progress: Progress; age: Duration }>([
    { name: 'nothing where all was read', progress: upToDate, age: minutes(0) },
    { name: 'that of what is new', progress: { ...upToDate, through: ago(minutes(7)) }, age: minutes(7) },
    {
      name: 'that of an overlap that is not read again, whatever is read beyond it',
      progress: { ...upToDate, settled: ago((overlap + minutes(45)) as Duration) },
      age: minutes(45),
    },
    {
      name: 'nothing where only a backfill is left',
      progress: { ...upToDate, backfill: { from: ago(hours(24)), to: ago(overlap), slice: hours(1) } },
      age: minutes(0),
    },
  ])('is $name', ({ progress, age }) => {
    expect(gaugesOf(report({ progress })).CursorAgeSeconds).toBe(age / 1_000);
  });

  it('is that of the list that is behind the most', () => {
    const behind = { ...upToDate, settled: ago(hours(3)) };

    expect(gaugesOf(report({ progress: behind }), report({})).CursorAgeSeconds).toBe(hours(1) / 1_000);
  });
});

describe('the lag', () => {
  it('is that of the list whose newest sign-in is the oldest', () => {
    const gauges = gaugesOf(report({ newest: ago(minutes(2)) }), report({ newest: ago(minutes(50)) }));

    expect(gauges.LagSeconds).toBe(minutes(50) / 1_000);
  });

  it('is that of the other list where one has no sign-ins, and unknown where none has', () => {
    expect(gaugesOf(report({}), report({ newest: ago(minutes(3)) })).LagSeconds).toBe(minutes(3) / 1_000);
    expect(gaugesOf(report({}), report({}))).not.toHaveProperty('LagSeconds');
  });
});

describe('a list of which not every record was judged, skipped or failed', () => {
  it('is counted, and named with its numbers', () => {
    const tally = { ...newTally(), records: 9, events: 5, failed: 1, skipped: new Map([['a reason', 1]]) };
    const errors: unknown[] = [];
    const counted: Partial<Record<string, number>> = {};

    reportPoll(
      {
        report: { state: 'done', feeds: [{ ...report({}), tally, events: 3, readBefore: 2 }, report({})] },
        ...nothing,
      },
      {
        metrics: { count: (values) => void Object.assign(counted, values), gauge() {} },
        log: { ...silent, error: (...line) => void errors.push(line) },
        clock,
        throttles: () => 0,
      },
    );

    expect(counted['ReconciliationBroken']).toBe(1);
    expect(errors).toEqual([
      ['records do not add up', { feed: 'interactiveUser', records: 9, judged: 3, skipped: 3, failed: 1 }],
    ]);
  });
});

describe('a list of whose sign-ins detection took fewer than were handed on', () => {
  it('is counted, and named with how many', () => {
    const errors: unknown[] = [];
    const counted: Partial<Record<string, number>> = {};
    const tally = { ...newTally(), records: 5, events: 5 };

    reportPoll(
      { report: { state: 'done', feeds: [{ ...report({}), tally, events: 5, lost: 2 }, report({})] }, ...nothing },
      {
        metrics: { count: (values) => void Object.assign(counted, values), gauge() {} },
        log: { ...silent, error: (...line) => void errors.push(line) },
        clock,
        throttles: () => 0,
      },
    );

    expect(counted['ReconciliationBroken']).toBe(1);
    expect(errors).toEqual([['records do not add up', { feed: 'interactiveUser', handedOn: 5, lost: 2 }]]);
  });
});

const clock = { now: () => noon, pause: async () => {} };
const silent = { info() {}, warn() {}, error() {} };
const nothing = { count: newDetectionCount(), overlap };

function report(changes: { readonly progress?: Progress; readonly newest?: Instant }): FeedReport {
  const counts = { tally: newTally(), events: 0, lost: 0, fresh: 0, readBefore: 0, pages: 1 };
  return { feed: interactive, ...counts, progress: upToDate, errors: [], ...changes };
}

/** What is measured after a run that read these lists. */
function gaugesOf(first: FeedReport, second?: FeedReport): Partial<Record<string, number>> {
  const measured: Partial<Record<string, number>> = {};
  const feeds = second === undefined ? [first] : [first, { ...second, feed: nonInteractive }];
  reportPoll(
    { report: { state: 'done', feeds }, ...nothing },
    {
      metrics: { count() {}, gauge: (values) => void Object.assign(measured, values) },
      log: silent,
      clock,
      throttles: () => 0,
    },
  );
  return measured;
}
