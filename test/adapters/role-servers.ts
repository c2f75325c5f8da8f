import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What STS was asked, and by whose key each object was asked for. */
interface Heard {
  /** The form of each AssumeRole. */
  readonly assumed: URLSearchParams[];
  /** Access key id, Region and path of each GetObject. */
  readonly read: { readonly by: string; readonly region: string; readonly path: string; readonly owner: string }[];
}

export interface RoleServers {
  readonly endpoint: string;
  readonly heard: Heard;
  close(): Promise<void>;
}

/** Gives credentials, or an error by its code. `secondsLeft` says for how long. */
export interface RoleAnswers {
  readonly refuse?: string;
  readonly secondsLeft?: number;
}

/**
 * STS and S3 on one loopback port, by their wire protocols: AssumeRole is a form POST that is answered in XML, and S3 hands
 * out the text `content` to anybody. Each role's keys are named after how often a role was assumed: `ROLE-1`, `ROLE-2`.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 */
export async function startRoleServers({ refuse, secondsLeft = 3_600 }: RoleAnswers = {}): Promise<RoleServers> {
  const heard: Heard = { assumed: [], read: [] };
  const server = createServer(async (request, response) => {
    if (request.method === 'POST') {
      heard.assumed.push(new URLSearchParams(await textOf(request)));
      response.writeHead(refuse === undefined ? 200 : 403, { 'content-type': 'text/xml' });
      response.end(refuse === undefined ? granted(heard.assumed.length, secondsLeft) : refused(refuse));
      return;
    }
    const [, by = '', region = ''] =
      /Credential=([^/]+)\/\d+\/([^/]+)\//.exec(request.headers.authorization ?? '') ?? [];
    const owner = String(request.headers['x-amz-expected-bucket-owner']);
    heard.read.push({ by, region, owner, path: request.url?.split('?')[0] ?? '' });
    response.end('content');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    heard,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function granted(count: number, secondsLeft: number): string {
  const expiration = new Date(Date.now() + secondsLeft * 1_000).toISOString();
  return `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials><AccessKeyId>ROLE-${count}</AccessKeyId><SecretAccessKey>local</SecretAccessKey><SessionToken>local</SessionToken><Expiration>${expiration}</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`;
}

function refused(code: string): string {
  return `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>${code}</Code><Message>no</Message></Error></ErrorResponse>`;
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
