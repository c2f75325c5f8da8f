import { describe, expect, test } from 'vitest';
import type { SignIn } from '../../lambda/core/event.ts';
import { formatInstant } from '../../lambda/core/time.ts';
import { decodeRecord } from '../../lambda/sources/decode-record.ts';
import { reasonInWords } from '../../lambda/sources/source.ts';
import { azureMonitorSignIn, graphSignIn, type Json, logAnalyticsSignIn } from '../records.ts';

const context = { object: 'object', wanted: () => true };

function signInOf(record: Json): SignIn {
  const decoded = decodeRecord(record, context);
  if (decoded.kind !== 'event' || decoded.event.source !== 'entra') throw new Error(JSON.stringify(decoded));
  return decoded.event;
}

/** The table of a sign-in, or why the record is none. */
function placeOf(record: Json): unknown {
  const decoded = decodeRecord(record, context);
  return decoded.kind === 'event' ? signInOf(record).fields.Type : reasonInWords(decoded);
}

/** An Azure Monitor record with some of its properties changed. */
function withProperties(changes: Json, record = azureMonitorSignIn()): Json {
  return { ...record, properties: { ...(record['properties'] as Json), ...changes } };
}

describe('shapes', () => {
  test.each(['SigninLogs', 'AADNonInteractiveUserSignInLogs'] as const)(
    'a sign-in of %s is the same event in all three shapes',
    (table) => {
      const [graph, azureMonitor, logAnalytics] = [graphSignIn, azureMonitorSignIn, logAnalyticsSignIn].map((write) =>
        signInOf(write({ table })),
      );

      expect(azureMonitor).toEqual(graph);
      expect(logAnalytics).toEqual(graph);
      expect(graph).toMatchObject({
        source: 'entra',
        eventId: '11111111-0000-4000-8000-000000000001',
        id: `11111111-0000-4000-8000-000000000001/${table}`,
        time: Date.parse('2026-11-20T09:00:00.123Z'),
        fields: {
          Type: table,
          ResultType: '50126',
          IPAddress: '203.0.113.7',
          SourceAddress: '203.0.113.7',
          UserPrincipalName: 'alice@example.com',
          AppDisplayName: 'Example Portal',
          AppId: '22222222-0000-4000-8000-000000000002',
        },
      });
    },
  );

  test('properties may be a JSON string', () => {
    const record = azureMonitorSignIn();

    const asText = signInOf({ ...record, properties: JSON.stringify(record['properties']) });

    expect(asText).toEqual(signInOf(record));
  });
});

describe('the first field that holds something', () => {
  const empty = [undefined, null, ''];

  test('resultType comes before properties.status.errorCode', () => {
    const status = { errorCode: 2 };

    expect(signInOf({ ...withProperties({ status }), resultType: '1' }).fields.ResultType).toBe('1');
    expect(signInOf({ ...withProperties({ status }), resultType: 0 }).fields.ResultType).toBe('0');
    for (const resultType of empty)
      expect(signInOf({ ...withProperties({ status }), resultType }).fields.ResultType).toBe('2');
  });

  test('no result code at all is empty, and so a failure', () => {
    expect(signInOf({ ...withProperties({ status: null }), resultType: null }).fields.ResultType).toBe('');
    expect(signInOf({ ...graphSignIn(), status: {} }).fields.ResultType).toBe('');
    expect(signInOf({ ...logAnalyticsSignIn(), ResultType: undefined }).fields.ResultType).toBe('');
  });

  test('properties.createdDateTime comes before time', () => {
    const record = { ...azureMonitorSignIn(), time: '11/14/2025 1:48:53 AM' };

    expect(formatInstant(signInOf(record).time)).toBe('2026-11-20T09:00:00.123Z');
    for (const createdDateTime of empty)
      expect(formatInstant(signInOf(withProperties({ createdDateTime }, record)).time)).toBe('2025-11-14T01:48:53Z');
  });

  test('callerIpAddress comes before properties.ipAddress', () => {
    const record = { ...withProperties({ ipAddress: '198.51.100.2' }), callerIpAddress: '198.51.100.1' };

    expect(signInOf(record).fields.IPAddress).toBe('198.51.100.1');
    for (const callerIpAddress of empty)
      expect(signInOf({ ...record, callerIpAddress }).fields.IPAddress).toBe('198.51.100.2');
  });

  test('CreatedDateTime comes before TimeGenerated', () => {
    const record = { ...logAnalyticsSignIn(), TimeGenerated: '2026-11-21T00:00:00Z' };

    expect(formatInstant(signInOf(record).time)).toBe('2026-11-20T09:00:00.123Z');
    for (const CreatedDateTime of empty)
      expect(formatInstant(signInOf({ ...record, CreatedDateTime }).time)).toBe('2026-11-21T00:00:00Z');
  });

  test('Type comes before Category', () => {
    const record = { ...logAnalyticsSignIn(), Category: 'NonInteractiveUserSignInLogs' };

    expect(placeOf(record)).toBe('SigninLogs');
    for (const Type of empty) expect(placeOf({ ...record, Type })).toBe('AADNonInteractiveUserSignInLogs');
  });
});

describe('tables', () => {
  test.each<[unknown, unknown, string]>([
    [['interactiveUser'], false, 'SigninLogs'],
    [['nonInteractiveUser'], true, 'AADNonInteractiveUserSignInLogs'],
    [['nonInteractiveUser', 'interactiveUser'], undefined, 'SigninLogs'],
    [['servicePrincipal', 'nonInteractiveUser'], undefined, 'AADNonInteractiveUserSignInLogs'],
    [['servicePrincipal'], true, 'other table: AADServicePrincipalSignInLogs'],
    [['managedIdentity'], true, 'other table: AADManagedIdentitySignInLogs'],
    [['unknownFutureValue'], true, 'other table'],
    [[], false, 'AADNonInteractiveUserSignInLogs'],
    [null, false, 'AADNonInteractiveUserSignInLogs'],
    [undefined, 'False', 'AADNonInteractiveUserSignInLogs'],
    [undefined, true, 'SigninLogs'],
    [undefined, undefined, 'SigninLogs'],
    [5, null, 'SigninLogs'],
  ])('signInEventTypes %j and isInteractive %j: %s', (signInEventTypes, isInteractive, expected) => {
    expect(placeOf({ ...graphSignIn(), signInEventTypes, isInteractive })).toBe(expected);
  });

  test.each<[unknown, string]>([
    ['SignInLogs', 'SigninLogs'],
    ['SIGNINLOGS', 'SigninLogs'],
    ['nonInteractiveUserSigninLogs', 'AADNonInteractiveUserSignInLogs'],
    ['ServicePrincipalSignInLogs', 'other table: AADServicePrincipalSignInLogs'],
    ['ManagedIdentitySignInLogs', 'other table: AADManagedIdentitySignInLogs'],
    ['ADFSSignInLogs', 'other table: ADFSSignInLogs'],
    ['MicrosoftServicePrincipalSignInLogs', 'other table: MicrosoftServicePrincipalSignInLogs'],
    ['FutureSignInLogs', 'other table'],
    ['AuditLogs', 'other category'],
    [5, 'other category'],
    ['', 'SigninLogs'],
  ])('category %j: %s', (category, expected) => {
    expect(placeOf({ ...azureMonitorSignIn(), category })).toBe(expected);
  });

  test('the category chooses the table, not isInteractive', () => {
    expect(placeOf(withProperties({ isInteractive: false }))).toBe('SigninLogs');
  });

  test.each<[unknown, string]>([
    ['SigninLogs', 'SigninLogs'],
    ['AADNonInteractiveUserSignInLogs', 'AADNonInteractiveUserSignInLogs'],
    ['aadnoninteractiveusersigninlogs', 'AADNonInteractiveUserSignInLogs'],
    ['AADServicePrincipalSignInLogs', 'other table: AADServicePrincipalSignInLogs'],
    ['AuditLogs', 'other table'],
  ])('Type %j: %s', (Type, expected) => {
    expect(placeOf({ ...logAnalyticsSignIn(), Type })).toBe(expected);
  });

  test('one sign-in id in two tables is two events', () => {
    const ids = [graphSignIn(), graphSignIn({ table: 'AADNonInteractiveUserSignInLogs' })].map((r) => signInOf(r).id);

    expect(new Set(ids).size).toBe(2);
  });
});

describe('what is whose', () => {
  const unknown = 'neither a CloudTrail nor an Entra sign-in record';

  test.each<[string, Json, string]>([
    ['a minimal sign-in of Graph', { createdDateTime: '2026-11-20T09:00:00Z', ipAddress: null }, 'SigninLogs'],
    [
      'a sign-in of Graph without an address',
      { createdDateTime: '2026-11-20T09:00:00Z', userPrincipalName: 'a', status: {} },
      'SigninLogs',
    ],
    ['a user of Graph', { createdDateTime: '2026-11-20T09:00:00Z', userPrincipalName: 'a', id: 'x' }, unknown],
    ['an audit of Graph', { category: 'UserManagement', activityDateTime: '2026-11-20T09:00:00Z' }, 'other category'],
    [
      'an Azure Monitor record without a category',
      { resultType: '0', properties: { createdDateTime: '2026-11-20T09:00:00Z' } },
      'SigninLogs',
    ],
    ['a category alone', { category: 'AuditLogs' }, unknown],
    [
      'a row without a table',
      { TimeGenerated: '2026-11-20T09:00:00Z', IPAddress: '203.0.113.7', IsInteractive: false },
      'AADNonInteractiveUserSignInLogs',
    ],
    [
      'a row of a sign-in table with nothing else',
      { Type: 'SigninLogs' },
      'CreatedDateTime: expected a time, found nothing',
    ],
    ['a type alone', { Type: 'Pod' }, unknown],
    ['a time alone', { TimeGenerated: '2026-11-20T09:00:00Z' }, unknown],
  ])('%s', (_, record, expected) => {
    expect(placeOf(record)).toBe(expected);
  });
});

describe('identity and times', () => {
  test('versions of one sign-in share their id', () => {
    const [first, second] = [
      signInOf(graphSignIn()),
      signInOf(graphSignIn({ code: '0', time: '2026-11-20T09:30:00Z' })),
    ];

    expect(second.id).toBe(first.id);
    expect(second.version).not.toBe(first.version);
  });

  test('without an id the content is the identity', () => {
    const { Id: _, ...record } = logAnalyticsSignIn();

    const [first, copy, other] = [record, { ...record }, { ...record, ResultType: '1' }].map(signInOf);

    expect(copy).toEqual(first);
    expect(other?.id).not.toBe(first?.id);
    expect(first?.eventId).toMatch(/^[0-9a-f]{32}$/);
  });

  test.each([
    ['203.0.113.XXX', ''],
    ['<null>', ''],
    ['0.0.0.0', ''],
    ['33333333-0000-4000-8000-000000000003', ''],
    ['2001:db8:0:0:0:0:0:1', '2001:db8::1'],
  ])('address %s joins by "%s"', (address, joined) => {
    expect(signInOf(graphSignIn({ address })).fields.SourceAddress).toBe(joined);
  });

  test('a time that cannot be read fails the record, and names the field that holds it', () => {
    expect(placeOf(graphSignIn({ time: 'soon' }))).toBe('createdDateTime: expected a time, found "soon"');
    expect(placeOf(azureMonitorSignIn({ time: 'soon' }))).toBe(
      'properties.createdDateTime: expected a time, found "soon"',
    );
    expect(placeOf({ ...withProperties({ createdDateTime: '' }), time: 'x' })).toBe('time: expected a time, found "x"');
    expect(placeOf({ ...logAnalyticsSignIn(), TimeGenerated: null, CreatedDateTime: null })).toBe(
      'CreatedDateTime: expected a time, found nothing',
    );
  });
});
