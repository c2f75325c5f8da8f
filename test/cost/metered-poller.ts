import { dynamoAlerts } from '../../lambda/adapters/dynamodb/alerts.ts';
import { dynamoCursors } from '../../lambda/adapters/dynamodb/cursors.ts';
import { dynamoSeenSets } from '../../lambda/adapters/dynamodb/seen-sets.ts';
import { dynamoTimelines } from '../../lambda/adapters/dynamodb/timelines.ts';
import type { Clock } from '../../lambda/core/ports.ts';
import { minutes } from '../../lambda/core/time.ts';
import type { PollReport } from '../../lambda/sources/entra/graph/poll.ts';
import { failure, newTenant } from '../poll/tenant.ts';
import { meteredTable } from './metered-table.ts';

/** A run of the poller, and the units of DynamoDB that it took. */
interface MeteredPoll {
  readonly report: PollReport;
  readonly writes: number;
  readonly reads: number;
  readonly clock: Clock;
}

/** The run after one that has read the tenant's only failed sign-in: there is nothing new. */
export async function quietPoll(): Promise<MeteredPoll> {
  await using store = await meteredTable();
  const tenant = await newTenant();
  const { clock } = tenant;
  const table = { ...store.table, now: clock.now };
  const polling = tenant.polling({
    stores: {
      timelines: dynamoTimelines(table),
      alerts: dynamoAlerts(table),
      cursors: dynamoCursors(table),
      seen: dynamoSeenSets(table),
    },
  });
  tenant.publish(failure({ id: 'sign-in' }));
  await polling.poll();
  clock.advance(minutes(5));
  const before = { ...store.metered };
  const report = await polling.poll();
  await tenant.close();
  const { writes, reads } = store.metered;
  return { report, writes: writes - before.writes, reads: reads - before.reads, clock };
}
