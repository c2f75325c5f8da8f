import { createServer, type Server } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { expectFree, listenOn } from '../../local/listen-on.ts';

function newServer(): Server {
  const server = createServer();
  onTestFinished(() => {
    server.close();
  });
  return server;
}

/** One that the system does not let listen: whoever runs the tests may be allowed every port. */
function serverFailingWith(code: string): Server {
  const server = newServer();
  server.listen = () => {
    queueMicrotask(() => server.emit('error', Object.assign(new Error(`listen ${code}`), { code })));
    return server;
  };
  return server;
}

describe('a port', () => {
  it('that is free is listened on, and may be looked at before', async () => {
    const port = await listenOn(newServer(), 0);
    const other = createServer();
    const free = await listenOn(other, 0);
    await new Promise((resolve) => other.close(resolve));

    await expectFree(free);
    const again = await listenOn(newServer(), free);

    expect(port).toBeGreaterThan(0);
    expect(again).toBe(free);
  });

  it('that is taken is named, with what to do', async () => {
    const port = await listenOn(newServer(), 0);

    await expect(expectFree(port)).rejects.toThrow(
      `port ${port} of 127.0.0.1 is taken: give another one with --port, 0 for any free one`,
    );
  });

  it.each([
    ['EACCES', 'port 80 of 127.0.0.1 is not for this user to listen on: give another one'],
    ['EINVAL', 'port 80 of 127.0.0.1 cannot be listened on (EINVAL): give another one'],
  ])('that the system refuses with %s is named, in a sentence', async (code, sentence) => {
    await expect(listenOn(serverFailingWith(code), 80)).rejects.toThrow(sentence);
  });
});
