import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import dynalite from 'dynalite';
import type { Server } from './fauxqs.ts';

/** Dynalite, inside this process: no transactions, no TTL, no values of a failed condition. */
export async function startDynalite(): Promise<Server> {
  const server = dynalite({ createTableMs: 0 });
  server.keepAliveTimeout = 0; // else it closes a connection on which, after a busy moment, a request is under way
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
