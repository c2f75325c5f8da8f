import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { PortNotFree } from './errors.ts';

/** Listens on the port of 127.0.0.1; 0 is any free one. Resolves to the port. Throws PortNotFree where it cannot. */
export async function listenOn(server: Server, port: number): Promise<number> {
  server.listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch (cause) {
    throw new PortNotFree(
      `port ${port} of 127.0.0.1 ${whyNot(cause)}: give another one with --port, 0 for any free one`,
      {
        cause,
      },
    );
  }
  return (server.address() as AddressInfo).port;
}

/** Throws PortNotFree where nobody can listen there now. It may still be taken before it is used. */
export async function expectFree(port: number): Promise<void> {
  const server = createServer();
  await listenOn(server, port);
  server.close();
  await once(server, 'close');
}

function whyNot(cause: unknown): string {
  const code: unknown = cause instanceof Error ? Reflect.get(cause, 'code') : undefined;
  if (code === 'EADDRINUSE') return 'is taken';
  if (code === 'EACCES') return 'is not for this user to listen on';
  return `cannot be listened on (${String(code ?? cause)})`;
}
