import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import type { Found } from './log-objects.ts';

/** An HTTP request and its answer, as the clients of AWS give and take them. */
export interface Request {
  readonly headers: Record<string, string>;
  readonly path: string;
  readonly body?: unknown;
}

export interface Answer {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: Readable;
}

/** A service, as one of its clients reaches it. */
export type Service = (request: Request) => Promise<Answer>;

type ServiceName = 'dynamodb' | 's3' | 'sns';

/** What these errors look like on the wire; undefined where it is no answer that comes. */
export function refusal(service: ServiceName, error: string): Answer | undefined {
  const statuses: Readonly<Record<string, number>> = {
    ThrottlingException: service === 's3' ? 503 : 400,
    ProvisionedThroughputExceededException: service === 's3' ? 503 : 400,
    InternalServerError: 500,
    ServiceUnavailable: 503,
  };
  const status = statuses[error];
  if (status === undefined) return undefined;
  switch (service) {
    case 'dynamodb':
      return json(status, { __type: `com.amazonaws.dynamodb.v20120810#${error}`, message: 'try again' });
    case 's3':
      return xml(
        status,
        `<Error><Code>${status === 503 ? 'SlowDown' : 'InternalError'}</Code><Message>try again</Message></Error>`,
      );
    case 'sns':
      return xml(
        status,
        `<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><Error><Type>Receiver</Type><Code>${
          status === 400 ? 'Throttled' : 'InternalError'
        }</Code><Message>try again</Message></Error><RequestId>${randomUUID()}</RequestId></ErrorResponse>`,
      );
    default:
      return service satisfies never;
  }
}

/** S3's answer to GetObject. */
export function objectAnswer(found: Found = 'missing'): Answer {
  if (found === 'forbidden')
    return xml(403, '<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>');
  if (found === 'missing') return xml(404, '<Error><Code>NoSuchKey</Code><Message>No such key</Message></Error>');
  return { statusCode: 200, headers: { 'content-length': String(found.length) }, body: Readable.from([found]) };
}

/** SNS's answer to Publish. */
export function publishAnswer(): Answer {
  return xml(
    200,
    `<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>${randomUUID()}</MessageId></PublishResult></PublishResponse>`,
  );
}

/** The whole body of a request, as text. */
export function textOf({ body }: Request): string {
  if (typeof body === 'string') return body;
  if (body instanceof Uint8Array) return Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString();
  throw new Error('expected a request with its whole body');
}

/** The same answer, with all of its body at hand. */
export async function whole({ statusCode, headers, body }: Answer): Promise<Answer> {
  const bytes = Buffer.concat(await body.toArray());
  return { statusCode, headers, body: Readable.from([bytes]) };
}

export function json(statusCode: number, value: unknown): Answer {
  const text = JSON.stringify(value);
  const headers = { 'content-type': 'application/x-amz-json-1.0', 'content-length': String(Buffer.byteLength(text)) };
  return { statusCode, headers, body: Readable.from([Buffer.from(text)]) };
}

function xml(statusCode: number, text: string): Answer {
  return { statusCode, headers: { 'content-type': 'text/xml' }, body: Readable.from([Buffer.from(text)]) };
}
