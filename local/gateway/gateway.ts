import { createServer, type ServerResponse } from 'node:http';
import { reasonOf } from '../errors.ts';
import { listenOn } from '../listen-on.ts';
import type { Role } from '../stack/roles.ts';
import { type Answer, jsonError, queryError, s3Error } from './answer.ts';
import { type Asked, headerOf, readAsked } from './asked.ts';
import { inWordsOfIam, type RefusedCalls } from './refused-calls.ts';
import type { Service } from './service.ts';

/** The services by the name that they have in a signature's scope. */
type Services = Readonly<Record<'s3' | 'sqs' | 'sns' | 'dynamodb' | 'events' | 'sts', Service>> & {
  readonly secretsmanager?: Service;
};

/** What the gateway hands requests to, once the stack is known. */
interface Behind {
  readonly services: Services;
  readonly roles: readonly Role[];
  readonly refusedCalls: RefusedCalls;
}

/** One endpoint of all services, on 127.0.0.1. It tells them apart, and who calls, and refuses what a role may not do. */
export interface Gateway {
  readonly endpoint: string;
  /** Before this, everything is answered 503. */
  open(behind: Behind): void;
  close(): Promise<void>;
}

/** Throws PortNotFree where it cannot have the port; 0 is any free one. `onError` is told of what could not be answered. */
export async function startGateway(port: number, onError: (sentence: string) => void): Promise<Gateway> {
  let behind: Behind | undefined;
  const server = createServer(async (request, response) => {
    try {
      send(response, await answerTo(await readAsked(request), behind));
    } catch (error) {
      const why = reasonOf(error);
      onError(`${request.method} ${request.url} could not be answered: ${why}`);
      send(response, s3Error(500, 'InternalError', why));
    }
  });
  const listening = await listenOn(server, port);
  return {
    endpoint: `http://127.0.0.1:${listening}`,
    open(now) {
      behind = now;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function answerTo(asked: Asked, behind: Behind | undefined): Promise<Answer> {
  if (behind === undefined) return s3Error(503, 'ServiceUnavailable', 'the cloud on the laptop is still starting');
  const { services, roles, refusedCalls } = behind;
  const name = serviceOf(asked);
  const service = Object.hasOwn(services, name) ? services[name as keyof Services] : undefined;
  if (service === undefined) return notHere(asked, name);
  const role = roles.find(({ accessKeyId }) => accessKeyId === asked.scope?.accessKeyId);
  for (const need of service.needs(asked)) {
    const refusal = refusedCalls.judge(need, role);
    if (refusal !== undefined) return service.refuse(refusal, inWordsOfIam(refusal));
  }
  return service.serve(asked, (need) => refusedCalls.judge(need, role));
}

/** What is signed says it; without a signature, the protocol does. */
function serviceOf(asked: Asked): string {
  if (asked.scope !== undefined) return asked.scope.service;
  const target = headerOf(asked, 'x-amz-target') ?? '';
  if (target.startsWith('AmazonSQS.')) return 'sqs';
  if (target.startsWith('DynamoDB_')) return 'dynamodb';
  if (target.startsWith('AWSEvents.')) return 'events';
  return headerOf(asked, 'content-type')?.includes('x-www-form-urlencoded') === true ? 'sns' : 's3';
}

/** A status that no SDK tries again. */
function notHere(asked: Asked, service: string): Answer {
  const message = `the cloud on the laptop has no ${service}`;
  const isForm = headerOf(asked, 'content-type')?.includes('x-www-form-urlencoded') === true;
  return isForm ? queryError(400, 'NotOnThisLaptop', message) : jsonError(400, 'NotOnThisLaptop', message);
}

function send(response: ServerResponse, { status, headers, body }: Answer): void {
  const length = headers['content-length'] ?? body.length; // of a HEAD, the object's
  response.writeHead(status, { ...headers, ...(status !== 204 && { 'content-length': length }) });
  response.end(body);
}
