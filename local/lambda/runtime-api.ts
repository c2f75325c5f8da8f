import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import type { Invocation, InvocationError } from './invocation.ts';

/** What one runtime and its host tell each other. */
export interface RuntimeApi {
  /** Host and port, as AWS_LAMBDA_RUNTIME_API names them. */
  readonly address: string;
  /** Resolves to why the runtime says that it cannot begin; never, if it says nothing of the kind. */
  readonly initFailed: Promise<InvocationError>;
  /** Resolves when the runtime asks for an invocation that it has not got yet. */
  asked(): Promise<void>;
  /** Gives the runtime its next invocation when it asks for it; resolves to what it says came of it. */
  give(request: InvocationRequest): Promise<Invocation>;
  close(): void;
}

interface InvocationRequest {
  readonly requestId: string;
  /** JSON. */
  readonly event: string;
  /** When the function times out, in milliseconds since 1970. */
  readonly deadline: number;
  readonly functionArn: string;
  readonly traceId: string;
}

/** An invocation that the runtime works on. */
interface Given {
  readonly requestId: string;
  answer(invocation: Invocation): void;
}

/**
 * Serves the Runtime API to one runtime, on 127.0.0.1 and a free port.
 * https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 *
 * Left out: streamed answers, the largest size of an answer, and what belongs to extensions, X-Ray and Cognito.
 */
export async function startRuntimeApi(): Promise<RuntimeApi> {
  let asking = Promise.withResolvers<ServerResponse>();
  let given: Given | undefined;
  const initFailed = Promise.withResolvers<InvocationError>();

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const call = callOf(request);
    if (call?.what === 'next') return asking.resolve(response);
    if (call?.what === 'init/error') initFailed.resolve(errorOf(await json(request)));
    else if (call === undefined || given === undefined || call.requestId !== given.requestId) return refuse(response);
    else given.answer(invocationOf(call.what, await json(request)));
    response.writeHead(202, { 'content-type': 'application/json' }).end('{"status":"OK"}');
  }

  const server = createServer((request, response) => {
    serve(request, response).catch(() => refuse(response)); // a body that is no JSON
  });
  server.keepAliveTimeout = 0; // however long the function works: the runtime need not ask whether it is still there
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  return {
    address: `127.0.0.1:${port}`,
    initFailed: initFailed.promise,
    asked: async () => void (await asking.promise),
    async give(invocation) {
      const response = await asking.promise;
      asking = Promise.withResolvers();
      const answered = Promise.withResolvers<Invocation>();
      given = { requestId: invocation.requestId, answer: answered.resolve };
      response.writeHead(200, headersOf(invocation)).end(invocation.event);
      return answered.promise;
    },
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

interface Call {
  readonly what: 'next' | 'response' | 'error' | 'init/error';
  readonly requestId?: string;
}

function callOf({ method, url = '' }: IncomingMessage): Call | undefined {
  const path = /^\/2018-06-01\/runtime\/(.+)$/.exec(url)?.[1];
  if (method === 'GET') return path === 'invocation/next' ? { what: 'next' } : undefined;
  if (method !== 'POST') return undefined;
  if (path === 'init/error') return { what: 'init/error' };
  const [, requestId, what] = /^invocation\/([^/]+)\/(response|error)$/.exec(path ?? '') ?? [];
  if (requestId === undefined) return undefined;
  return { what: what === 'error' ? 'error' : 'response', requestId };
}

function headersOf({ requestId, deadline, functionArn, traceId }: InvocationRequest): Record<string, string> {
  return {
    'content-type': 'application/json',
    'lambda-runtime-aws-request-id': requestId,
    'lambda-runtime-deadline-ms': String(deadline),
    'lambda-runtime-invoked-function-arn': functionArn,
    'lambda-runtime-trace-id': traceId,
  };
}

function invocationOf(what: Call['what'], body: unknown): Invocation {
  return what === 'error' ? { ok: false, error: errorOf(body) } : { ok: true, value: body };
}

function errorOf(body: unknown): InvocationError {
  const { errorType, errorMessage } = typeof body === 'object' ? { ...(body as Partial<InvocationError> | null) } : {};
  return { errorType: String(errorType ?? 'Runtime.Unknown'), errorMessage: String(errorMessage ?? '') };
}

function refuse(response: ServerResponse): void {
  response.writeHead(400, { 'content-type': 'application/json' });
  response.end('{"errorType":"InvalidRequestID","errorMessage":"Invalid request"}');
}
