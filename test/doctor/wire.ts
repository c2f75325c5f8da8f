import type { Answer } from '../../local/gateway/answer.ts';
import type { Bucket, Described } from './world.ts';

/** https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html: times are seconds since 1970. */
export function jsonAnswer(output: Described): Answer {
  const text = JSON.stringify(inSeconds(output));
  return { status: 200, headers: { 'content-type': 'application/x-amz-json-1.1' }, body: Buffer.from(text) };
}

function inSeconds(value: unknown): unknown {
  if (value instanceof Date) return value.getTime() / 1_000;
  if (Array.isArray(value)) return value.map(inSeconds);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, inSeconds(each)]));
}

/** https://smithy.io/2.0/aws/protocols/aws-query-protocol.html */
export function queryAnswer(action: string, output: Described): Answer {
  const operation = action.slice(action.indexOf(':') + 1);
  return xml(`<${operation}Response><${operation}Result>${inXml(output)}</${operation}Result></${operation}Response>`);
}

/** Of the services by this protocol only SNS has maps, and only one that is called so. */
function inXml(value: unknown): string {
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map((each) => `<member>${inXml(each)}</member>`).join('');
  if (typeof value !== 'object' || value === null) return escaped(String(value));
  return Object.entries(value)
    .filter(([, each]) => each !== undefined)
    .map(([key, each]) => `<${key}>${key === 'Attributes' ? mapInXml(each) : inXml(each)}</${key}>`)
    .join('');
}

function mapInXml(map: Described): string {
  return Object.entries(map)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `<entry><key>${key}</key><value>${escaped(String(value))}</value></entry>`)
    .join('');
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketNotificationConfiguration.html, …/API_GetBucketPolicy.html */
export function s3Answer(action: string, output: Described): Answer {
  if (action === 's3:GetBucketPolicy')
    return { status: 200, headers: {}, body: Buffer.from(JSON.stringify(output['Policy'])) };
  const { queues, topics, eventBridge } = output as Bucket;
  const entry = (kind: string, { arn, events, prefix, suffix }: Bucket['queues'][number]): string =>
    `<${kind}Configuration><${kind}>${arn}</${kind}>${events.map((event) => `<Event>${event}</Event>`).join('')}<Filter><S3Key>${rule('prefix', prefix)}${rule('suffix', suffix)}</S3Key></Filter></${kind}Configuration>`;
  const all = [...queues.map((each) => entry('Queue', each)), ...topics.map((each) => entry('Topic', each))].join('');
  const bridge = eventBridge ? '<EventBridgeConfiguration/>' : '';
  return xml(`<NotificationConfiguration>${all}${bridge}</NotificationConfiguration>`);
}

function rule(name: string, value: string): string {
  return value === '' ? '' : `<FilterRule><Name>${name}</Name><Value>${value}</Value></FilterRule>`;
}

function xml(text: string): Answer {
  return { status: 200, headers: { 'content-type': 'text/xml' }, body: Buffer.from(text) };
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
