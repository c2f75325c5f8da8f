import { describe, expect, test } from 'vitest';
import type { CloudTrailEvent, CloudTrailField } from '../../lambda/core/event.ts';
import { decodeRecord } from '../../lambda/sources/decode-record.ts';
import { reasonInWords } from '../../lambda/sources/source.ts';
import { consoleLogin, type Json } from '../records.ts';

const signIn = { 'detail-type': 'AWS Console Sign In via CloudTrail', source: 'aws.signin' };
const context = { object: 'object', wanted: (name: string) => name.toLowerCase() === 'consolelogin' };

function eventOf(record: Json): CloudTrailEvent {
  const decoded = decodeRecord(record, context);
  if (decoded.kind !== 'event' || decoded.event.source !== 'cloudtrail') throw new Error(JSON.stringify(decoded));
  return decoded.event;
}

function field(name: CloudTrailField, changes: Json): unknown {
  return eventOf(consoleLogin(changes)).fields[name];
}

describe('text', () => {
  test.each([
    ['nothing', undefined, ''],
    ['null', null, ''],
    ['text', ' As It Is ', ' As It Is '],
    ['a number', 12.5, '12.5'],
    ['a boolean', false, 'false'],
    ['an object', { b: [1, null], a: 'x' }, '{"b":[1,null],"a":"x"}'],
    ['a list', [1, 'x'], '[1,"x"]'],
  ])('%s is rendered as KQL does', (_, value, expected) => {
    expect(field('UserAgent', { userAgent: value })).toBe(expected);
    expect(field('RecipientAccountId', { recipientAccountId: value })).toBe(expected);
    expect(field('UserIdentityType', { userIdentity: { type: value } })).toBe(expected);
  });

  test.each([
    ['an object', { ConsoleLogin: 'Success', MFAUsed: 'No', userName: 'alice' }, ['Success', 'No', 'alice']],
    ['a JSON string', '{"ConsoleLogin":"Success","MFAUsed":"No","userName":"alice"}', ['Success', 'No', 'alice']],
    ['an object with values of other types', { ConsoleLogin: 1, MFAUsed: true, userName: null }, ['1', 'true', '']],
    ['a string that is no JSON', 'Success', ['', '', '']],
    ['a JSON string of something else', '"Success"', ['', '', '']],
    ['a list', ['Success'], ['', '', '']],
    ['a number', 5, ['', '', '']],
    ['null', null, ['', '', '']],
    ['nothing', undefined, ['', '', '']],
  ])('the three elements may be %s', (_, value, [login, mfa, user]) => {
    expect(field('LoginResult', { responseElements: value })).toBe(login);
    expect(field('MFAUsed', { additionalEventData: value })).toBe(mfa);
    expect(field('RequestUserName', { requestParameters: value })).toBe(user);
  });

  test('names of fields are told apart by case', () => {
    expect(field('LoginResult', { responseElements: { consolelogin: 'Success' } })).toBe('');
  });

  test.each([
    ['true', true],
    ['True', true],
    [true, true],
    ['FALSE', false],
    [false, false],
    ['yes', null],
    ['', null],
    [1, null],
    [null, null],
    [undefined, null],
  ])('mfaAuthenticated %j becomes %j', (value, expected) => {
    const userIdentity = { sessionContext: { attributes: { mfaAuthenticated: value } } };

    expect(field('SessionMfaAuthenticated', { userIdentity })).toBe(expected);
  });

  test('a userIdentity as a JSON string is read', () => {
    const userIdentity = JSON.stringify({ type: 'Root', sessionContext: { sessionIssuer: { userName: 'admin' } } });

    expect(field('UserIdentityType', { userIdentity })).toBe('Root');
    expect(field('SessionIssuerUserName', { userIdentity })).toBe('admin');
  });
});

test.each([
  ['203.0.113.7', '203.0.113.7', '203.0.113.7'],
  ['2001:DB8:0:0::1', '2001:db8::1', '2001:db8::1'],
  ['::ffff:203.0.113.7', '203.0.113.7', '203.0.113.7'],
  ['AWS Internal', 'AWS Internal', ''],
  ['203.0.113.XXX', '203.0.113.XXX', ''],
  ['0.0.0.0', '0.0.0.0', ''],
  [undefined, '', ''],
])('sourceIPAddress %j stands as %j in the column and joins by %j', (sourceIPAddress, column, joined) => {
  expect(field('SourceIpAddress', { sourceIPAddress })).toBe(column);
  expect(field('SourceAddress', { sourceIPAddress })).toBe(joined);
});

describe('accounts', () => {
  const arn = 'arn:aws:sts::111122223333:assumed-role/Admin/carol@example.com';
  const resources = [{ ARN: 'arn:aws:iam::111122223333:user/erin' }, { ARN: 'arn:aws:iam::111122223333:user/frank' }];

  test.each<[string, Json, unknown, [string, string]]>([
    ['the user name', { userName: 'alice', arn }, undefined, ['alice', '']],
    ['the user name, split at its @', { userName: 'alice@example.com' }, undefined, ['alice', 'example.com']],
    ['the first two parts of several', { userName: 'a@b@c' }, undefined, ['a', 'b']],
    ['an empty name before an @', { userName: '@b' }, undefined, ['', 'b']],
    ['an empty suffix behind an @', { userName: 'a@' }, undefined, ['a', '']],
    ["the end of the ARN where there's no user name", { arn }, undefined, ['carol', 'example.com']],
    [
      'the whole ARN of root',
      { arn: 'arn:aws:iam::111122223333:root' },
      undefined,
      ['arn:aws:iam::111122223333:root', ''],
    ],
    [
      'Anonymous, whatever the user name',
      { principalId: 'Anonymous', userName: 'alice', arn },
      undefined,
      ['Anonymous', ''],
    ],
    [
      'the user name where the principal is anonymous in another case',
      { principalId: 'anonymous', userName: 'x' },
      undefined,
      ['x', ''],
    ],
    ['the first resource where the ARN is absent', {}, resources, ['erin', '']],
    ['the first resource where the ARN is empty', { arn: '' }, resources, ['erin', '']],
    ['the first resource of a JSON string', {}, JSON.stringify(resources), ['erin', '']],
    ['the ARN before the first resource', { arn }, resources, ['carol', 'example.com']],
    ['nothing where there is nothing', {}, undefined, ['', '']],
    ['nothing where the resources are damaged', {}, [null, { arn }], ['', '']],
  ])('AccountName is %s', (_, userIdentity, resourcesField, expected) => {
    const { fields } = eventOf(consoleLogin({ userIdentity, resources: resourcesField }));

    expect([fields.AccountName, fields.AccountUPNSuffix]).toEqual(expected);
  });

  test.each<[string, Json, string]>([
    ['userName', { userName: 'alice', arn, sessionContext: { sessionIssuer: { userName: 'admin' } } }, 'alice'],
    ["the session issuer's", { arn, sessionContext: { sessionIssuer: { userName: 'admin' } } }, 'admin'],
    ['the end of the ARN', { arn }, 'carol@example.com'],
    ['root', { arn: 'arn:aws:iam::111122223333:root' }, 'root'],
    ['nothing, without a fallback to resources', {}, ''],
  ])('User is %s', (_, userIdentity, expected) => {
    expect(field('User', { userIdentity, resources })).toBe(expected);
  });
});

describe('identity', () => {
  test('copies and versions of one event share their id, other accounts and events do not', () => {
    const first = eventOf(consoleLogin());
    const version = eventOf(consoleLogin({ addendum: { reason: 'UPDATED_DATA' }, errorMessage: 'x' }));
    const otherAccount = eventOf(consoleLogin({ recipientAccountId: '444455556666' }));
    const otherEvent = eventOf(consoleLogin({ eventID: 'other' }));

    expect(version.id).toBe(first.id);
    expect(version.version).not.toBe(first.version);
    expect(new Set([first.id, otherAccount.id, otherEvent.id]).size).toBe(3);
    expect(first.eventId).toBe('00000000-0000-4000-8000-000000000001');
  });

  test('without an eventID the content is the identity, whatever the order of its keys', () => {
    const { eventID: _, ...record } = consoleLogin();
    const reversed = Object.fromEntries(Object.entries(record).reverse());

    const [first, second] = [eventOf(record), eventOf(reversed)];
    const other = eventOf({ ...record, eventTime: '2026-11-20T10:00:01Z' });

    expect(second).toEqual(first);
    expect(first.eventId).toMatch(/^[0-9a-f]{32}$/);
    expect(other.id).not.toBe(first.id);
  });

  test('a record in its EventBridge event is the same event', () => {
    const detailTypes = ['AWS Console Sign In via CloudTrail', 'AWS Console Signin via CloudTrail'];
    const bare = eventOf(consoleLogin());

    for (const type of detailTypes) {
      const enveloped = eventOf({ version: '0', 'detail-type': type, source: 'aws.signin', detail: consoleLogin() });

      expect(enveloped).toEqual(bare);
    }
  });

  test('a record that names no account is of the account that EventBridge says it came from', () => {
    const { recipientAccountId: account, ...detail } = consoleLogin();

    const enveloped = eventOf({ ...signIn, account, detail });

    expect(enveloped).toEqual(eventOf(consoleLogin()));
    expect(enveloped).not.toEqual(eventOf({ ...signIn, account: '444455556666', detail }));
  });

  test('a record that names another account than it came from is nobody’s', () => {
    const decoded = decodeRecord({ ...signIn, account: '444455556666', detail: consoleLogin() }, context);

    expect(decoded).toEqual({
      kind: 'failed',
      reason: 'recipientAccountId: expected the account that the event came from, found another one',
    });
  });
});

describe('what is whose', () => {
  test.each<[string, Json, string]>([
    [
      'a minimal login',
      {
        eventName: 'ConsoleLogin',
        eventTime: '2026-11-20T10:00:00Z',
        eventID: 'a',
        sourceIPAddress: '203.0.113.7',
        responseElements: {},
      },
      'event',
    ],
    [
      'another event',
      { eventVersion: '1.11', eventName: 'CheckMfa', eventSource: 'signin.amazonaws.com' },
      'other event',
    ],
    [
      'a record without an eventName',
      { eventVersion: '1.11', eventSource: 'x', awsRegion: 'us-east-1' },
      'other event',
    ],
    [
      'an Insights record',
      { eventVersion: '1.09', eventType: 'AwsCloudTrailInsight', eventID: 'a', insightDetails: {} },
      'insight',
    ],
    ['an Insights record by its category', consoleLogin({ eventCategory: 'Insight' }), 'insight'],
    ['a digest file', { digestS3Bucket: 'example', logFiles: [] }, 'digest'],
    [
      'an EventBridge event of another API call',
      {
        'detail-type': 'AWS API Call via CloudTrail',
        source: 'aws.iam',
        detail: consoleLogin({ eventName: 'CreateUser' }),
      },
      'other event',
    ],
    [
      'a sign-in event without a record',
      { 'detail-type': 'AWS Console Sign In via CloudTrail', source: 'aws.signin' },
      'detail: expected a CloudTrail record, found something else',
    ],
    ['a login without a time', consoleLogin({ eventTime: undefined }), 'eventTime: expected a time, found nothing'],
    [
      'a login with a number for a time',
      consoleLogin({ eventTime: 1_763_632_800 }),
      'eventTime: expected a time, found "1763632800"',
    ],
    [
      'an S3 notification',
      { eventVersion: '2.1', eventSource: 'aws:s3', eventName: 'ObjectCreated:Put', userIdentity: {} },
      'neither a CloudTrail nor an Entra sign-in record',
    ],
    [
      'an event of an application',
      { eventName: 'ConsoleLogin', eventTime: '2026-11-20T10:00:00Z' },
      'neither a CloudTrail nor an Entra sign-in record',
    ],
    [
      'an EventBridge event without a record',
      { 'detail-type': 'EC2 Instance State-change', source: 'aws.ec2', detail: { state: 'x' } },
      'neither a CloudTrail nor an Entra sign-in record',
    ],
  ])('%s', (_, record, expected) => {
    const decoded = decodeRecord(record, context);

    expect('reason' in decoded ? reasonInWords(decoded) : decoded.kind).toBe(expected);
  });

  test('what is quoted of a bad field is short and without control characters', () => {
    const eventTime = `\u001b[31m\u202e${'x'.repeat(100)}`;

    const decoded = decodeRecord(consoleLogin({ eventTime }), context);

    expect(decoded).toEqual({
      kind: 'failed',
      reason: 'eventTime: expected a time', // which may go into a log
      found: `"\\u{1b}[31m\\u{202e}${'x'.repeat(34)}"…`,
    });
  });
});
