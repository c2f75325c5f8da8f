import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ReadName } from '../../bin/commands/doctor/ask.ts';
import { type Answer, jsonError, queryError, s3Error } from '../../local/gateway/answer.ts';
import { type Asked, readAsked } from '../../local/gateway/asked.ts';
import { answers, Refused } from './answers.ts';
import { jsonAnswer, queryAnswer, s3Answer } from './wire.ts';
import type { Described, World } from './world.ts';

/** AWS on loopback, as far as a described world goes. */
export interface WorldServer {
  readonly endpoint: string;
  /** What was asked, by IAM action, in the order of arrival. */
  readonly asked: readonly string[];
  /** The same, each behind the Region that was asked: `us-east-1 kms:DescribeKey`. */
  readonly places: readonly string[];
  /** The world that is answered from, from now on. */
  show(world: World): void;
  close(): Promise<void>;
}

export async function startWorld(): Promise<WorldServer> {
  let world: World | undefined;
  const asked: string[] = [];
  const places: string[] = [];
  const server = createServer((request, response) => {
    void serve(request, response, { world, asked, places });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    asked,
    places,
    show(shown) {
      world = shown;
      asked.length = 0;
      places.length = 0;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  { world, asked, places }: { readonly world: World | undefined; readonly asked: string[]; readonly places: string[] },
): Promise<void> {
  const question = questionIn(await readAsked(request));
  asked.push(question.action);
  places.push(`${regionIn(request)} ${question.action}`);
  if (world === undefined || world.silent.has(question.service)) return; // nobody answers
  const { status, headers, body } = answerTo(question, world);
  response.writeHead(status, headers).end(body);
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-signing-elements.html */
function regionIn({ headers }: IncomingMessage): string | undefined {
  return /Credential=[^/]+\/\d{8}\/([^/]+)\//.exec(headers.authorization ?? '')?.[1];
}

interface Question {
  readonly service: string;
  /** As IAM calls it: `sqs:GetQueueAttributes`. */
  readonly action: string;
  readonly input: Described;
  readonly wire: 'json' | 'query' | 's3';
}

function answerTo({ action, input, wire, service }: Question, world: World): Answer {
  try {
    if (world.refused.has(action)) throw refusal(service, action, world);
    const found = answers[action as ReadName];
    if (found === undefined) throw new Refused('InvalidAction', `nobody knows ${action}`);
    const output = found(world, input);
    if (wire === 'json') return jsonAnswer(output);
    return wire === 'query' ? queryAnswer(action, output) : s3Answer(action, output);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const { status, code, message } = error;
    if (wire === 'json') return jsonError(status, code, message);
    return wire === 'query' ? queryError(status, code, message) : s3Error(status, code, message);
  }
}

/** As each service says it. */
function refusal(service: string, action: string, { refusedAs }: World): Refused {
  const message = `User: arn:aws:iam::111122223333:user/security is not authorized to perform: ${action}`;
  if (service === 's3' && refusedAs !== undefined) return new Refused(refusedAs, message, 405);
  if (service === 'sns') return new Refused('AuthorizationError', message, 403);
  if (service === 's3' || service === 'cloudformation') return new Refused('AccessDenied', message, 403);
  return new Refused('AccessDeniedException', message);
}

/** The names of services as requests are signed for them, where IAM's actions have another. */
const serviceNames: Readonly<Record<string, string>> = { monitoring: 'cloudwatch' };

function questionIn(asked: Asked): Question {
  const signed = asked.scope?.service ?? '';
  const service = serviceNames[signed] ?? signed;
  const of = (operation: string, input: Described, wire: Question['wire']): Question => {
    return { service, action: `${service}:${operation}`, input, wire };
  };
  if (service === 's3') return of(...s3Operation(asked), 's3');
  if (service === 'lambda') return of(...lambdaOperation(asked), 'json');
  const target = asked.headers['x-amz-target'];
  if (typeof target === 'string') return of(target.split('.').at(-1) ?? '', JSON.parse(asked.body.toString()), 'json');
  const form = Object.fromEntries(new URLSearchParams(asked.body.toString()));
  return of(form['Action'] ?? '', form, 'query');
}

function s3Operation({ path, query, headers }: Asked): readonly [string, Described] {
  const input = {
    Bucket: path.slice(1).replace(/\/$/, ''),
    ExpectedBucketOwner: headers['x-amz-expected-bucket-owner'],
  };
  return [query.has('notification') ? 'GetBucketNotification' : 'GetBucketPolicy', input];
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_Operations.html */
function lambdaOperation({ path, query }: Asked): readonly [string, Described] {
  const [, FunctionName, what] = /^\/\d{4}-\d{2}-\d{2}\/functions\/([^/]+)\/(\w+)$/.exec(path) ?? [];
  if (FunctionName === undefined) return ['ListEventSourceMappings', { EventSourceArn: query.get('EventSourceArn') }];
  return [what === 'configuration' ? 'GetFunctionConfiguration' : 'GetFunctionConcurrency', { FunctionName }];
}
