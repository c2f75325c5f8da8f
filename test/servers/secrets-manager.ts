import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

/** Secrets Manager on loopback, as far as GetSecretValue goes. */
export interface SecretsManagerServer {
  readonly endpoint: string;
  /** What it holds, by ARN; may change. */
  readonly secrets: Map<string, string>;
  close(): Promise<void>;
}

/** Starts it on a free port of 127.0.0.1. */
export async function startSecretsManager(): Promise<SecretsManagerServer> {
  const secrets = new Map<string, string>();
  const server = createServer(async (request, response) => {
    const { SecretId } = (await json(request)) as { readonly SecretId: string };
    const isKnown = request.headers['x-amz-target'] === 'secretsmanager.GetSecretValue' && secrets.has(SecretId);
    const answer = isKnown
      ? { ARN: SecretId, SecretString: secrets.get(SecretId) }
      : { __type: 'ResourceNotFoundException', Message: "Secrets Manager can't find the specified secret." };
    response.writeHead(isKnown ? 200 : 400, { 'Content-Type': 'application/x-amz-json-1.1' });
    response.end(JSON.stringify(answer));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    secrets,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
