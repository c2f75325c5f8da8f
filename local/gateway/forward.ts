import { Agent, request as httpRequest } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { Answer } from './answer.ts';
import type { Asked } from './asked.ts';

/** Passes requests on to one server; what it answers comes back whole. */
export interface Forward {
  /** `changes` are to what was asked. Rejects where the server does not answer, and when `signal` aborts. */
  (asked: Asked, changes?: Partial<Pick<Asked, 'method' | 'path' | 'query' | 'body' | 'headers'>>): Promise<Answer>;
  close(): void;
}

/** Headers that speak of one connection, or that the new request gets of its own. */
const ofConnection = ['connection', 'keep-alive', 'transfer-encoding', 'expect', 'host', 'content-length'];

export function forwardTo(endpoint: string): Forward {
  const agent = new Agent({ keepAlive: true });
  const { hostname, port } = new URL(endpoint);
  const forward = (asked: Asked, changes: Parameters<Forward>[1] = {}): Promise<Answer> => {
    const { method, path, query, headers, body } = { ...asked, ...changes };
    const search = query.size === 0 ? '' : `?${query}`;
    const passed = Object.fromEntries(Object.entries(headers).filter(([name]) => !ofConnection.includes(name)));
    return new Promise((resolve, reject) => {
      const outgoing = httpRequest(
        {
          agent,
          hostname,
          port,
          method,
          path: `${path}${search}`,
          headers: { ...passed, ...(body.length > 0 && { 'content-length': body.length }) },
        },
        (incoming) => {
          buffer(incoming).then((received) => {
            const { connection: _, 'keep-alive': __, 'transfer-encoding': ___, ...answered } = incoming.headers;
            resolve({ status: incoming.statusCode ?? 502, headers: answered, body: received });
          }, reject);
        },
      );
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  };
  return Object.assign(forward, { close: () => agent.destroy() });
}
