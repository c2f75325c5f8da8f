import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';

/**
 * Speaks to the Runtime API over connections that it keeps. When the API is gone, or refuses, there is nothing left to do: the
 * process ends. (https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html)
 *
 * @param {string} address host and port
 */
export function runtimeClient(address) {
  const agent = new Agent({ keepAlive: true });
  const base = `http://${address}/2018-06-01/runtime`;

  /** @returns {Promise<{ headers: Record<string, string>, body: string }>} */
  async function send(method, path, body, headers = {}) {
    try {
      const { promise, resolve, reject } = Promise.withResolvers();
      request(`${base}/${path}`, { method, agent, headers }, resolve).once('error', reject).end(body);
      const response = await promise;
      const answer = { headers: response.headers, body: await text(response) };
      if (response.statusCode < 300) return answer;
    } catch {}
    process.exit(1);
  }

  const sendError = (path, error) =>
    send('POST', path, JSON.stringify(error), { 'lambda-runtime-function-error-type': error.errorType });

  return {
    /** The next invocation, as soon as there is one. */
    async next() {
      const { headers, body } = await send('GET', 'invocation/next');
      return { headers, event: body };
    },
    respond: (requestId, answer) => send('POST', `invocation/${requestId}/response`, answer),
    fail: (requestId, error) => sendError(`invocation/${requestId}/error`, error),
    failToStart: (error) => sendError('init/error', error),
  };
}
