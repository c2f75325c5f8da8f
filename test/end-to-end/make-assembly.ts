import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { synthesiseInto } from '../../local/assembly.ts';
import { exampleApp } from '../servers/graph.ts';
import { existingSources, fastRegions, replicatedSource } from './existing-sources.ts';
import { graphSecret } from './graph-secret.ts';
import type { MadeAssembly } from './made-assembly.ts';

/** Synthesises a configuration with every function and every topic, in that folder. Throws SynthesisFailed where the app fails. */
export async function makeAssembly(parent: string): Promise<MadeAssembly> {
  const graphPort = await freePort();
  const [folder, configPath] = [join(parent, 'cdk.out'), join(parent, 'gatewarden.config.yaml')];
  mkdirSync(folder);
  writeFileSync(configPath, JSON.stringify(configuration(graphPort))); // JSON is YAML
  await synthesiseInto(folder, configPath);
  return { folder, configPath, graphPort };
}

function configuration(graphPort: number): object {
  const { tenant, clientId } = exampleApp;
  const origin = `http://127.0.0.1:${graphPort}`;
  const auth = { method: 'secret', ...graphSecret.names };
  const spans = { overlap: '1h', backfill: '0m' }; // one page a feed: five would be paced, in real time
  return {
    cloudtrail: [{ mode: 'create' }, ...Object.values(existingSources), replicatedSource],
    fastPath: { regions: fastRegions },
    entra: { graph: { tenant, clientId, auth, authority: origin, endpoint: origin, ...spans } },
    topics: { chat: { enabled: true } },
    canary: { every: '1h' },
  };
}

/** One that was free just now: it stands in the poller's bundle, so it is chosen before anybody listens. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
