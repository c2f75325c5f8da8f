import {
  cloudTrailMessage,
  notificationRecord,
  objectCreatedEvent,
  s3Notification,
  signInEvent,
  testEvent,
  throughSns,
} from '../adapters/envelopes.ts';
import { bucket, logFileKey } from '../handlers/batch.ts';
import { consoleLogin, type Json } from '../records.ts';
import { addresses } from './take.ts';

/** What becomes of a queue message; a sound one in the same batch is judged and told in any case. */
export interface MessageCase {
  readonly name: string;
  readonly body: () => Json | string;
  /** Why it fails; without it, it does not. */
  readonly error?: string | RegExp;
  /** Whether an alert was told of the log file at `logKey`, which is there, or of the sign-in in the message. */
  readonly told?: true;
  /** Objects that were skipped, by reason. */
  readonly skipped?: Readonly<Record<string, number>>;
  readonly note?: string;
}

/** The one log file that is in the bucket. */
export const logKey = logFileKey('inside000000');

const unknown = (reason: string) => `UnknownEnvelope: unknown queue message: ${reason}`;
const nothingKnown = unknown(
  "neither an S3 notification, nor CloudTrail's message, nor an event of aws.s3 or aws.signin",
);
export const manyKeys = Array.from({ length: 65_000 }, () => 'a');
const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
const notification = (changes: Json = {}) => ({ Records: [notificationRecord(bucket, logKey, changes)] });
const withObject = (object: Json) => notification({ s3: { bucket: { name: bucket }, object } });
const signIn = (changes: Json = {}) =>
  signInEvent(consoleLogin({ eventID: 'inside', sourceIPAddress: addresses.inside, ...changes }));

export const messageCases: readonly MessageCase[] = [
  { name: 'Nothing', body: () => '', error: unknown('not JSON') },
  { name: 'Text that is no JSON', body: () => 'attackers-words', error: unknown('not JSON') },
  {
    name: 'JSON that is no object',
    body: () => '["attackers-words"]',
    error: unknown('the message is no JSON object'),
  },
  { name: 'null', body: () => 'null', error: unknown('the message is no JSON object') },
  { name: 'An object of nothing', body: () => '{}', error: nothingKnown },
  { name: 'Something else in JSON', body: () => ({ alert: 'attackers-words' }), error: nothingKnown },
  {
    name: '256 KB of something else',
    body: () => ({ alert: 'attackers-words '.repeat(16_000) }),
    error: nothingKnown,
    note: 'SQS takes no longer ones from S3 and SNS.',
  },
  {
    name: 'JSON that nests 10,000 levels deep',
    body: () => nested(10_000),
    error: unknown('the message is no JSON object'),
  },
  {
    name: 'A notification whose Records nest 10,000 levels deep',
    body: () => `{"Records":${nested(10_000)}}`,
    error: unknown('Records[] is no JSON object'),
  },
  {
    name: 'A notification of a bucket that is not ours',
    body: () => s3Notification('attackers-bucket', logKey),
    error: 'ForeignBucket: bucket "attackers-bucket" is not on the allow list',
    note: 'Nothing is read. `ExpectedBucketOwner` guards ours, too.',
  },
  {
    name: 'A bucket that is named `__proto__`',
    body: () => s3Notification('__proto__', logKey),
    error: 'ForeignBucket: bucket "__proto__" is not on the allow list',
  },
  {
    name: "CloudTrail's message of a bucket that is not ours, with 1,000 keys",
    body: () => cloudTrailMessage('attackers-bucket', ...Array.from({ length: 1_000 }, (_, n) => logFileKey(`n${n}`))),
    error: 'ForeignBucket: bucket "attackers-bucket" is not on the allow list',
  },
  {
    name: "CloudTrail's message of a bucket that is not ours, with 65,000 keys in 256 KB",
    body: () => cloudTrailMessage('attackers-bucket', ...manyKeys),
    error: 'ForeignBucket: bucket "attackers-bucket" is not on the allow list',
    note: 'Within a second.',
  },
  {
    name: "CloudTrail's message of our bucket, with 65,000 keys of nothing in 256 KB",
    body: () => cloudTrailMessage(bucket, ...manyKeys),
    skipped: { 'foreign file': manyKeys.length },
    note: 'Within a second.',
  },
  {
    name: 'A `__proto__` member that names another bucket',
    body: () =>
      JSON.stringify(notification()).replace('{', '{"__proto__":{"s3Bucket":"attackers-bucket","s3ObjectKey":["a"]},'),
    told: true,
    note: 'It is one member among others, and changes nothing.',
  },
  {
    name: 'Members that are there twice',
    body: () => `{"Records":[{"eventVersion":"3.0"}],${JSON.stringify(notification()).slice(1)}`,
    told: true,
    note: 'The last one counts.',
  },
  {
    name: 'A byte-order mark and white space around it',
    body: () => `\uFEFF \n${JSON.stringify(notification())}\n`,
    told: true,
  },
  {
    name: 'An object key of 1,024 bytes, with every kind of character in it',
    body: () => s3Notification(bucket, longLogKey()),
    told: true,
    note: 'The alert names it, neutralised where people read it.',
  },
  {
    name: 'An object key with `..` in it',
    body: () => s3Notification(bucket, `../../${logKey}`),
    error: /^ObjectMissing: s3:\/\/example-logs\/\.\.\/\.\.\/AWSLogs\/.* does not exist$/,
    note: 'S3 has no folders: it is the name of no object, and told as a log file that is missing.',
  },
  {
    name: 'An object key that is not form-encoded',
    body: () => withObject({ key: '%E0%A4%A' }),
    error: unknown('an S3 notification whose object.key is not form-encoded'),
  },
  { name: 'An object key with a NUL in it', body: () => withObject({ key: 'a%00b' }), skipped: { 'foreign file': 1 } },
  {
    name: 'A lone surrogate in an object key',
    body: () => withObject({ key: '\ud800' }),
    skipped: { 'foreign file': 1 },
  },
  { name: 'An object key that is a folder', body: () => s3Notification(bucket, 'AWSLogs/'), skipped: { folder: 1 } },
  { name: 'An object key of no log', body: () => s3Notification(bucket, 'readme.txt'), skipped: { 'foreign file': 1 } },
  ...(
    [
      ['a number', 7],
      ['null', null],
      ['an object', {}],
      ['empty', ''],
    ] as const
  ).flatMap(([what, value]): readonly MessageCase[] => [
    {
      name: `An object key that is ${what}`,
      body: () => withObject({ key: value }),
      error: unknown('object.key is no text'),
    },
    {
      name: `The name of a bucket that is ${what}`,
      body: () => notification({ s3: { bucket: { name: value }, object: { key: 'a' } } }),
      error: unknown('s3.bucket.name is no text'),
    },
  ]),
  {
    name: 'Sizes, versions and times of wrong types',
    body: () =>
      notification({
        eventTime: ['attackers-words'],
        s3: { bucket: { name: bucket }, object: { key: logKey, size: 'x', versionId: 7 } },
      }),
    told: true,
    note: 'They are left out.',
  },
  {
    name: 'A notification without records',
    body: () => '{"Records":[]}',
    error: unknown('an S3 notification without records'),
  },
  {
    name: 'A notification whose Records are no list',
    body: () => '{"Records":{}}',
    error: unknown('Records is no array'),
  },
  {
    name: 'A notification of another major version',
    body: () => notification({ eventVersion: '3.0' }),
    error: unknown('an S3 notification of another major version than 2'),
  },
  { name: 'A notification of something deleted', body: () => notification({ eventName: 'ObjectRemoved:Delete' }) },
  { name: "S3's test event", body: () => testEvent },
  { name: "CloudTrail's validation message", body: () => 'CloudTrail validation message.' },
  {
    name: 'SNS in SNS',
    body: () => throughSns(JSON.stringify(throughSns(JSON.stringify(notification())))),
    error: nothingKnown,
  },
  {
    name: 'SNS with text that is no JSON in it',
    body: () => throughSns('attackers-words'),
    error: unknown('not JSON'),
  },
  {
    name: 'An SNS subscription that waits for its confirmation',
    body: () => ({ Type: 'SubscriptionConfirmation', SubscribeURL: 'https://attackers-words.example/' }),
    error: unknown('an SNS subscription that waits for its confirmation'),
    note: 'Nothing is fetched.',
  },
  {
    name: 'An event of another source',
    body: () => objectCreatedEvent(bucket, logKey, { source: 'attackers-words' }),
    error: unknown('an event of another source than aws.s3 and aws.signin'),
  },
  {
    name: 'A sign-in event inside an envelope of SNS',
    body: () => throughSns(JSON.stringify(signIn())),
    error: unknown('a sign-in event that no fast path brought'),
    note: 'EventBridge brings them straight, so somebody made it up who may publish to a topic.',
  },
  { name: 'A sign-in event with an odd text in it', body: () => signIn({ userAgent: '\ud800\u0000' }), told: true },
  {
    name: 'A sign-in event whose time is of the year 10000',
    body: () => signIn({ eventTime: '+010000-01-01T00:00:00Z' }),
    error: 'UnreadableRecord: eventTime: expected a time',
    note: 'The message is the record: it is kept.',
  },
  {
    name: 'A sign-in event whose record nests 10,000 levels deep',
    body: () => JSON.stringify(signIn()).replace('"Success"', nested(10_000)),
    error: 'UnreadableRecord: nested deeper than 500 levels',
  },
  {
    name: 'A sign-in event of no record',
    body: () => signInEvent({ attackers: 'words' }),
    error: 'UnreadableRecord: detail: expected a CloudTrail record, found something else',
  },
  {
    name: 'A sign-in event of another account than its record names',
    body: () => ({ ...signIn(), account: '444455556666' }),
    error: 'UnreadableRecord: recipientAccountId: expected the account that the event came from, found another one',
    note: 'EventBridge names the account, the record is what somebody put.',
  },
];

/** 1,024 bytes in UTF-8, the most that S3 takes, and still a log file's. */
export function longLogKey(): string {
  const [end, odd] = [`/${logKey}`, 'é+%2F &?#\\"\u0007'];
  const room = 1_024 - Buffer.byteLength(end);
  const whole = odd.repeat(Math.floor(room / Buffer.byteLength(odd)));
  return whole + 'x'.repeat(room - Buffer.byteLength(whole)) + end;
}
