import { errorFields, type Log } from '../adapters/log.ts';
import type { Metrics } from '../adapters/metrics.ts';
import { metrics as declared } from '../config/metrics.ts';
import type { Clock } from '../core/ports.ts';
import { type Duration, formatInstant, type Instant, plus } from '../core/time.ts';
import type { FeedReport } from '../sources/entra/graph/feed-run.ts';
import type { PollReport } from '../sources/entra/graph/poll.ts';
import { type DetectionCount, detectionCounts, logExcluded } from './detection-count.ts';
import { type RecordCount, reconciles, sidesOf, skippedRecords, sum } from './record-count.ts';
import { secondsSince } from './seconds-since.ts';

export interface PollReportPorts {
  readonly metrics: Metrics;
  readonly log: Log;
  readonly clock: Clock;
  /** How often Graph asked to wait in this run. */
  readonly throttles: () => number;
}

/** What came of a run: what it read, and what it found in it. */
interface PollOutcome {
  readonly report: PollReport;
  readonly count: DetectionCount;
  /** How late a record may come. */
  readonly overlap: Duration;
}

const mostFailuresLogged = 5;

/** Writes what a run did to the log and the metrics. Names neither users nor addresses. */
export function reportPoll({ report, count, overlap }: PollOutcome, ports: PollReportPorts): void {
  const { state, feeds } = report;
  const { metrics, log, clock, throttles } = ports;
  if (state === 'busy') {
    log.info('another run is reading');
    return;
  }
  const { names, gauges } = declared;
  const now = clock.now();
  const counts = {
    [names.pages]: sum(feeds, ({ pages }) => pages),
    [names.throttles]: throttles(),
    [names.records]: sum(feeds, ({ tally }) => tally.records),
    [names.events]: sum(feeds, ({ events }) => events),
    [names.signInsRemembered]: sum(feeds, ({ fresh }) => fresh),
    [names.recordsFailed]: sum(feeds, ({ tally }) => tally.failed),
    [names.reconciliationBroken]: feeds.filter((feed) => !reconciles(recordsOf(feed)) || feed.lost !== 0).length,
    ...detectionCounts(count),
  };
  metrics.count(counts);
  for (const [reason, n] of skippedRecords(feeds.map(recordsOf))) metrics.count({ [names.recordsSkipped]: n }, reason);
  const lags = feeds.flatMap(({ newest }) => (newest === undefined ? [] : [secondsSince(newest, now)]));
  metrics.gauge({
    [gauges.cursorAge]: Math.max(...feeds.map((feed) => secondsSince(unreadSince(feed, overlap), now))),
    ...(lags.length > 0 && { [gauges.lag]: Math.max(...lags) }),
  });

  logExcluded(count, log, {});
  for (const feed of feeds) logFeed(feed, log);
  if (state === 'lost') log.warn('another run moved the cursor: this one read what that one reads again');
  log.info('poll done', { state, ...counts });
}

/** From when on something is not read: what is new, or what may have come late and should have been read again by now. */
function unreadSince({ progress: { through, settled } }: FeedReport, overlap: Duration): Instant {
  return Math.min(through, plus(settled, overlap)) as Instant;
}

function logFeed(report: FeedReport, log: Log): void {
  const { feed, tally, pages, fresh, newest, progress, errors } = report;
  const { through, backfill } = progress;
  log.info('feed read', {
    feed: feed.id,
    pages,
    records: tally.records,
    remembered: fresh,
    through: formatInstant(through),
    ...(newest !== undefined && { newest: formatInstant(newest) }),
    ...(backfill !== undefined && { stillToBackfill: `${formatInstant(backfill.from)}/${formatInstant(backfill.to)}` }),
  });
  for (const { where, reason } of tally.failures.slice(0, mostFailuresLogged)) {
    log.warn('record failed', { feed: feed.id, where, reason });
  }
  const counted = recordsOf(report);
  if (!reconciles(counted)) log.error('records do not add up', { feed: feed.id, ...sidesOf(counted) });
  if (report.lost !== 0)
    log.error('records do not add up', { feed: feed.id, handedOn: report.events, lost: report.lost });
  for (const error of errors) log.error('poll failed', { feed: feed.id, ...errorFields(error) });
}

function recordsOf({ tally, events, readBefore }: FeedReport): RecordCount {
  return { tally, judged: events, readBefore };
}
