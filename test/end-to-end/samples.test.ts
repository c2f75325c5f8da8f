import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { QueueName } from '../../lambda/config/queues.ts';
import type { Alert } from '../../lambda/core/alert.ts';
import type { Instant } from '../../lambda/core/time.ts';
import { gatewarden } from '../cli/gatewarden.ts';
import { repository } from '../cli/run-cli.ts';
import { deployments } from './deployed.ts';
import { expectSame } from './expect-same.ts';
import { storedAlerts } from './stored-alerts.ts';

const deploy = deployments();

it('the cloud keeps the alerts of the samples that replay gives for them', async () => {
  const deployed = await deploy({ retrySeconds: 3 }); // one may find an alert under another's claim, and comes again
  const sources: readonly QueueName[] = ['cloudtrail', 'entra'];
  const { status, stdout } = await gatewarden(['replay', 'samples', '--format', 'json']);
  const exact = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Alert);

  for (const source of sources) {
    const folder = join(repository, 'samples', source);
    for (const name of globSync('**/*.{gz,json}', { cwd: folder }))
      await deployed.put(source, name, readFileSync(join(folder, name)));
  }
  await deployed.idle(110);

  const table = { client: deployed.clients.dynamo, tableName: deployed.tableName, now: () => Date.now() as Instant };
  const stored = new Map((await storedAlerts(table)).map((alert) => [alert.alertId, alert]));
  expect(status).toBe(0);
  expect([...stored.keys()].toSorted()).toEqual(exact.map(({ alertId }) => alertId).toSorted());
  for (const alert of exact) expectSame(JSON.parse(JSON.stringify(stored.get(alert.alertId))), alert);
  const withoutSignals = exact.filter(({ signal }) => !signal).map(({ alertId }) => alertId);
  expect([...new Set(deployed.machines().map(({ alertId }) => alertId))].toSorted()).toEqual(withoutSignals.toSorted());
});
