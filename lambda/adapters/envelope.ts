import { type Instant, parseInstant } from '../core/time.ts';
import { UnknownEnvelope } from './errors.ts';

/** An object that a message tells of; its key is decoded. */
export interface ObjectReference {
  readonly bucket: string;
  readonly key: string;
  readonly versionId?: string;
  /** In bytes, as the message says. */
  readonly size?: number;
  /** When the object was written, as the message says. */
  readonly eventTime?: Instant;
}

/**
 * What a queue message brings: objects to read, EventBridge's event of one CloudTrail record, or nothing, as `what` says.
 */
export type Envelope =
  | { readonly kind: 'objects'; readonly objects: readonly ObjectReference[] }
  | { readonly kind: 'event'; readonly event: unknown; readonly eventId?: string }
  | { readonly kind: 'benign'; readonly what: string };

type Json = Readonly<Record<string, unknown>>;

/** What CloudTrail sends when a topic is set on a trail: plain text, not JSON. */
const validationMessage = 'CloudTrail validation message.';

/**
 * Opens a queue message of any of these shapes, told apart by what is in it:
 * - an S3 notification, schema 2.x, straight or through SNS (wrapped or raw), and S3's test event
 *   (https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html);
 * - EventBridge's "Object Created"
 *   (https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html);
 * - CloudTrail's own SNS message, and its validation message
 *   (https://docs.aws.amazon.com/awscloudtrail/latest/userguide/configure-sns-notifications-for-cloudtrail.html);
 * - with `signIns`, a console sign-in event from EventBridge, straight: whoever publishes to a topic could make one up.
 *
 * Throws UnknownEnvelope for everything else, and nothing else.
 */
export function openEnvelope(body: string, { signIns = false }: { readonly signIns?: boolean } = {}): Envelope {
  const outer = body.trim();
  const message = isValidation(outer) ? outer : unwrapped(parse(outer));
  return typeof message === 'string' ? openText(message) : openObject(message, signIns);
}

/** How an object is named in alerts, logs and errors. */
export function objectUri({ bucket, key }: ObjectReference): string {
  return `s3://${bucket}/${key}`;
}

/** The message inside SNS's envelope, or the message itself where there is none. One envelope only. */
function unwrapped(message: Json): Json | string {
  switch (message['Type']) {
    case undefined:
      return message;
    case 'Notification':
      return text(message['Message'], 'Message').trim();
    case 'SubscriptionConfirmation':
      throw new UnknownEnvelope('an SNS subscription that waits for its confirmation');
    default:
      throw new UnknownEnvelope('an SNS message of another type than Notification');
  }
}

function openText(message: string): Envelope {
  return isValidation(message)
    ? { kind: 'benign', what: 'CloudTrail validation message' }
    : openObject(parse(message), false);
}

function openObject(message: Json, signIns: boolean): Envelope {
  if (message['Records'] !== undefined) return openNotification(array(message['Records'], 'Records'));
  if (message['Event'] === 's3:TestEvent') return { kind: 'benign', what: 's3:TestEvent' };
  if (message['s3Bucket'] !== undefined) return openCloudTrailMessage(message);
  if (message['detail-type'] !== undefined) return openEvent(message, signIns);
  throw new UnknownEnvelope(
    "neither an S3 notification, nor CloudTrail's message, nor an event of aws.s3 or aws.signin",
  );
}

function openNotification(records: readonly unknown[]): Envelope {
  if (records.length === 0) throw new UnknownEnvelope('an S3 notification without records');
  const created = records.map((record) => json(record, 'Records[]')).filter(isCreation);
  if (created.length === 0) return { kind: 'benign', what: 'S3 notification of something else than a creation' };
  return { kind: 'objects', objects: created.map(notifiedObject) };
}

function isCreation(record: Json): boolean {
  const version = text(record['eventVersion'], 'eventVersion');
  if (!/^2\.\d+$/.test(version)) throw new UnknownEnvelope('an S3 notification of another major version than 2');
  return /^(?:s3:)?ObjectCreated:/.test(text(record['eventName'], 'eventName'));
}

function notifiedObject(record: Json): ObjectReference {
  const s3 = json(record['s3'], 's3');
  const object = json(s3['object'], 's3.object');
  return {
    bucket: text(json(s3['bucket'], 's3.bucket')['name'], 's3.bucket.name'),
    key: formDecoded(text(object['key'], 'object.key')),
    ...optional(object['versionId'], object['size'], record['eventTime']),
  };
}

/** EventBridge's keys are as they are: decoding one would break a `+` or a `%` in it. */
function openEvent(message: Json, signIns: boolean): Envelope {
  const [source, type] = [text(message['source'], 'source'), text(message['detail-type'], 'detail-type')];
  const detail = json(message['detail'], 'detail');
  if (source === 'aws.signin' && /^AWS Console Sign ?In via CloudTrail$/i.test(type)) {
    if (!signIns) throw new UnknownEnvelope('a sign-in event that no fast path brought');
    return { kind: 'event', event: message, ...eventId(message['id']) };
  }
  if (source !== 'aws.s3') throw new UnknownEnvelope('an event of another source than aws.s3 and aws.signin');
  if (type !== 'Object Created') return { kind: 'benign', what: 'S3 event of something else than a creation' };
  const object = json(detail['object'], 'detail.object');
  const reference: ObjectReference = {
    bucket: text(json(detail['bucket'], 'detail.bucket')['name'], 'detail.bucket.name'),
    key: text(object['key'], 'object.key'),
    ...optional(object['version-id'], object['size'], message['time']),
  };
  return { kind: 'objects', objects: [reference] };
}

/** As EventBridge writes them, so that it can stand in evidence; whoever sends to the queue could write anything. */
function eventId(id: unknown): { readonly eventId?: string } {
  return typeof id === 'string' && /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/.test(id) ? { eventId: id } : {};
}

function openCloudTrailMessage(message: Json): Envelope {
  const bucket = text(message['s3Bucket'], 's3Bucket');
  const keys = array(message['s3ObjectKey'], 's3ObjectKey');
  if (keys.length === 0) throw new UnknownEnvelope("CloudTrail's message names no object");
  return { kind: 'objects', objects: keys.map((key) => ({ bucket, key: text(key, 's3ObjectKey[]') })) };
}

function optional(versionId: unknown, size: unknown, time: unknown): Omit<ObjectReference, 'bucket' | 'key'> {
  const eventTime = typeof time === 'string' ? parseInstant(time) : undefined;
  return {
    ...(typeof versionId === 'string' && versionId !== '' && { versionId }),
    ...(typeof size === 'number' && Number.isSafeInteger(size) && { size }),
    ...(eventTime !== undefined && { eventTime }),
  };
}

/** As HTML forms encode: `+` is a space, then percent-encoded UTF-8. */
function formDecoded(key: string): string {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch (cause) {
    throw new UnknownEnvelope('an S3 notification whose object.key is not form-encoded', { cause });
  }
}

/** The body may be anybody's, so the parser's error, which quotes from it, is not kept as a cause. */
function parse(body: string): Json {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    throw new UnknownEnvelope('not JSON');
  }
  return json(value, 'the message');
}

function isValidation(body: string): boolean {
  return body === validationMessage;
}

function json(value: unknown, what: string): Json {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Json;
  throw new UnknownEnvelope(`${what} is no JSON object`);
}

function array(value: unknown, what: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new UnknownEnvelope(`${what} is no array`);
}

function text(value: unknown, what: string): string {
  if (typeof value === 'string' && value !== '') return value;
  throw new UnknownEnvelope(`${what} is no text`);
}
