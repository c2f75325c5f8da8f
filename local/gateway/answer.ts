import type { OutgoingHttpHeaders } from 'node:http';

export interface Answer {
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  readonly body: Buffer;
}

export function xmlAnswer(status: number, xml: string): Answer {
  return { status, headers: { 'content-type': 'text/xml' }, body: Buffer.from(xml) };
}

export function jsonAnswer(body: object): Answer {
  const headers = { 'content-type': 'application/x-amz-json-1.1' };
  return { status: 200, headers, body: Buffer.from(JSON.stringify(body)) };
}

/** An error as the JSON protocols have it. */
export function jsonError(status: number, type: string, message: string): Answer {
  const body = Buffer.from(JSON.stringify({ __type: type, message, Message: message }));
  return { status, headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-errortype': type }, body };
}

/** An error of S3: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
export function s3Error(status: number, code: string, message: string): Answer {
  const error = `<Error><Code>${code}</Code><Message>${escapeXml(message)}</Message></Error>`;
  return xmlAnswer(status, `<?xml version="1.0" encoding="UTF-8"?>\n${error}`);
}

/** An error of the query protocol: https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#operation-error-serialization */
export function queryError(status: number, code: string, message: string): Answer {
  const error = `<Error><Type>Sender</Type><Code>${code}</Code><Message>${escapeXml(message)}</Message></Error>`;
  return xmlAnswer(status, `<ErrorResponse>${error}<RequestId>local</RequestId></ErrorResponse>`);
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
