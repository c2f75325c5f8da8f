import { createServer, type IncomingHttpHeaders, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Heard {
  readonly method: string;
  /** Path and query, as they came over the wire. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What a loopback server does with a request. */
export type Answering = (response: ServerResponse, request: Heard) => void;

/** An HTTP server that answers one request after the other as it was told to; the last answer goes for all that follow. */
export interface Loopback {
  readonly url: string;
  readonly heard: readonly Heard[];
  /** Replaces the answers that are left. */
  answer(...answers: readonly Answering[]): void;
  stop(): Promise<void>;
}

export async function startLoopback(): Promise<Loopback> {
  const heard: Heard[] = [];
  let answers: readonly Answering[] = [];
  const listener: RequestListener = async (request, response) => {
    const chunks = await Array.fromAsync(request as AsyncIterable<Buffer>);
    const { method = '', url = '', headers } = request;
    const asked = { method, url, headers, body: Buffer.concat(chunks).toString() };
    heard.push(asked);
    const [next, ...others] = answers;
    if (others.length > 0) answers = others;
    next?.(response, asked);
  };
  const server = createServer(listener);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    heard,
    answer: (...next) => {
      answers = next;
    },
    async stop() {
      const closed = new Promise((done) => server.close(done));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** An answer in JSON. */
export function json(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Answering {
  return text(status, JSON.stringify(body), { 'content-type': 'application/json', ...headers });
}

export function text(status: number, body: string, headers: Readonly<Record<string, string>> = {}): Answering {
  return (response) => response.writeHead(status, headers).end(body);
}

/** An answer that breaks off in the middle of its body. */
export const cut: Answering = (response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': 1_000 });
  response.write('{"value":[{"id":"a"}', () => response.destroy());
};

/** No answer at all: the connection closes. */
export const hangUp: Answering = (response) => response.destroy();

/** An answer that does not come. */
export const silence: Answering = () => {};

/** The token endpoint's answer; each of these tokens is another one. */
export function grant(token: string, lifetime: unknown = 3_600): Answering {
  return json(200, { token_type: 'Bearer', expires_in: lifetime, access_token: token });
}

/** The token endpoint's refusal, with a description that quotes what it was sent, as a service may do. */
export function entraError(number: number, status = 400): Answering {
  return (response, request) =>
    json(status, {
      error: 'invalid_client',
      error_description: `AADSTS${number}: That was no good: ${decodeURIComponent(request.body)}. Trace ID: 1`,
      error_codes: [number],
    })(response, request);
}

/** Graph's refusal, with a message that quotes what it was sent. */
export function graphError(code: string, status: number): Answering {
  return (response, request) =>
    json(status, { error: { code, message: `no: ${request.headers.authorization}`, innerError: {} } })(
      response,
      request,
    );
}
