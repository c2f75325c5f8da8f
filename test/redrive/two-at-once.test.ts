import { describe, expect, it, onTestFinished } from 'vitest';
import { s3Notification } from '../adapters/envelopes.ts';
import { gatewardenProcess } from '../cli/run-cli.ts';
import { visibleIn } from '../servers/queues.ts';
import { newWorld, redriveWith, startServers } from './world.ts';

describe('gatewarden redrive', () => {
  it('sends a dead letter once where two send at the same time', async () => {
    const servers = await startServers(); // whose queues let who asks wait: so both look before one has sent
    onTestFinished(() => servers.stop());
    const world = await newWorld(servers);
    const { source, deadLetters } = world.queues.cloudtrail;
    const bodies = Array.from({ length: 8 }, (_, n) => JSON.stringify(s3Notification('example-logs', `key-${n}`)));
    for (const body of bodies) await world.dead('cloudtrail', body, {});
    const redrive = redriveWith(world.outputs, gatewardenProcess);

    await Promise.all([redrive('--send', '--yes'), redrive('--send', '--yes')]);

    const bodiesIn = async (queue: string) => (await visibleIn(servers.fauxqs, queue)).map(({ Body }) => Body);
    expect((await bodiesIn(source)).toSorted()).toEqual(bodies);
    expect(await bodiesIn(deadLetters)).toEqual([]);
  });
});
