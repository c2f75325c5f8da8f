import { expect, it } from 'vitest';
import { seenUnits } from '../../bin/commands/cost/entra-usage.ts';
import { measured } from '../../bin/commands/cost/measured.ts';
import { dynamoAlerts } from '../../lambda/adapters/dynamodb/alerts.ts';
import { hours, latestInstant } from '../../lambda/core/time.ts';
import { newDetectionCount } from '../../lambda/handlers/detection-count.ts';
import { handleSweep } from '../../lambda/handlers/handle-sweep.ts';
import { reportPoll } from '../../lambda/handlers/poll-report.ts';
import { rules } from '../../lambda/rules/index.ts';
import { memoryPorts, newLeft, now } from '../handlers/batch.ts';
import { expectFits } from './expect-fits.ts';
import { meteredLog, platformLines } from './metered-log.ts';
import { quietPoll } from './metered-poller.ts';
import { meteredTable } from './metered-table.ts';

it('a sweep that finds nothing due takes what is assumed', async () => {
  await using store = await meteredTable();
  const clock = { now: () => now, pause: async () => undefined };
  const logged = meteredLog();
  const alerts = dynamoAlerts({ ...store.table, now: clock.now });

  await handleSweep({
    ...memoryPorts(new Map(), newLeft()),
    ...logged.of('Sweeper', clock),
    rules,
    alerts,
    deadline: latestInstant,
  });

  expect(store.metered).toEqual({ writes: 0, reads: measured.sweep.reads });
  expectFits(logged.bytes + platformLines, measured.logBytes.sweep);
  expect(logged.metricNames.size).toBe(measured.metrics.sweeper);
});

it('a poll that finds nothing new takes what is assumed', async () => {
  const logged = meteredLog();

  const { report, writes, reads, clock } = await quietPoll();
  reportPoll(
    { report, count: newDetectionCount(), overlap: hours(2) },
    { ...logged.of('EntraPoller', clock), clock, throttles: () => 0 },
  );

  expect(writes).toBe(measured.poll.writes);
  expect(reads).toBe(2 * seenUnits(1).reads);
  expectFits(logged.bytes + platformLines, measured.logBytes.poll);
  expect(logged.metricNames.size).toBe(measured.metrics.graph);
});
