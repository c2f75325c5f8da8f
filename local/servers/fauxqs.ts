import type { AddressInfo } from 'node:net';
import { buildApp } from 'fauxqs';

export interface Server {
  readonly endpoint: string;
  close(): Promise<void>;
}

export interface FauxqsOptions {
  /** Who asks for messages and offers to wait for one does so no longer, in seconds; as long as it offers by default. */
  readonly longestPoll?: number;
}

/** As large a body as S3 takes in one request is 5 GB; here it is kept in memory. */
const largestObject = 2 ** 30;

/**
 * S3, SNS and SQS in this process, on 127.0.0.1 alone (fauxqs's own startFauxqs listens on all interfaces), on a free
 * port. Objects may be larger than the 11 MiB that it takes by itself.
 */
export async function startFauxqs({ longestPoll }: FauxqsOptions = {}): Promise<Server> {
  const app = buildApp({ logger: false });
  const whole = { parseAs: 'buffer', bodyLimit: largestObject } as const;
  app.addContentTypeParser('*', whole, (_request, body, done) => done(null, body));
  if (longestPoll !== undefined) app.addHook('preHandler', async ({ body }) => shortenPoll(body, longestPoll));
  await app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = app.server.address() as AddressInfo;
  return { endpoint: `http://127.0.0.1:${port}`, close: () => app.close() };
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html */
function shortenPoll(body: unknown, longestPoll: number): void {
  if (typeof body !== 'object' || body === null || !('WaitTimeSeconds' in body)) return;
  body.WaitTimeSeconds = Math.min(Number(body.WaitTimeSeconds), longestPoll);
}
