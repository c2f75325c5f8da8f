import { describe, expect, it } from 'vitest';
import { type Field, textOf } from '../../lambda/core/event.ts';
import { decodeRecord } from '../../lambda/sources/decode-record.ts';
import { azureMonitorSignIn, consoleLogin, graphSignIn, type Json, logAnalyticsSignIn } from '../records.ts';

/** The text that one field of a record's event holds. */
function read(record: Json, field: Field): string {
  const decoded = decodeRecord(record, { object: 'object', wanted: () => true });
  if (decoded.kind !== 'event') throw new Error(JSON.stringify(decoded));
  return textOf(decoded.event, field);
}

const role = (arn: string, sessionContext?: Json) =>
  read(consoleLogin({ userIdentity: { type: 'AssumedRole', arn, sessionContext } }), 'SessionRole');

describe('the role of a session', () => {
  it.each([
    ['arn:aws:sts::111122223333:assumed-role/Admin/alice@example.com', 'Admin'],
    ['arn:aws-us-gov:sts::111122223333:assumed-role/Admin/a/b', 'Admin'],
    ['arn:aws:iam::111122223333:user/alice', ''],
    ['arn:aws:iam::111122223333:root', ''],
    ['arn:aws:iam::111122223333:user/x:assumed-role/Admin/y', ''],
    ['', ''],
  ])('of %s is %j', (arn, expected) => {
    expect(role(arn)).toBe(expected);
  });

  it('is what its issuer says, where there is one', () => {
    const arn = 'arn:aws:sts::111122223333:assumed-role/Admin/alice';

    expect(role(arn, { sessionIssuer: { type: 'Role', userName: 'Issuer' } })).toBe('Issuer');
  });
});

it('the SAML provider of a login is read, also from details that are JSON in a string', () => {
  const details = { MFAUsed: 'No', SamlProviderArn: 'arn:aws:iam::111122223333:saml-provider/X' };

  const found = [details, JSON.stringify(details), null].map((additionalEventData) =>
    read(consoleLogin({ additionalEventData }), 'SamlProviderArn'),
  );

  expect(found).toEqual([details.SamlProviderArn, details.SamlProviderArn, '']);
});

it('the whole account name keeps its suffix', () => {
  const record = consoleLogin({ userIdentity: { type: 'IAMUser', userName: 'alice@example.com' } });

  expect([read(record, 'AccountName'), read(record, 'FullAccountName')]).toEqual(['alice', 'alice@example.com']);
});

describe('a sign-in', () => {
  it('has the operation that its record names, else the usual one', () => {
    const records = [
      graphSignIn(),
      azureMonitorSignIn(),
      { ...azureMonitorSignIn(), operationName: 'ResetPassword' },
      logAnalyticsSignIn(),
      { ...logAnalyticsSignIn(), OperationName: 'ResetPassword' },
    ];

    const usual = 'Sign-in activity';
    expect(records.map((record) => read(record, 'OperationName'))).toEqual([
      usual,
      usual,
      'ResetPassword',
      usual,
      'ResetPassword',
    ]);
  });

  it('has its user agent, in all three shapes', () => {
    const azureMonitor = azureMonitorSignIn();
    const records = [
      { ...graphSignIn(), userAgent: 'agent/1' },
      { ...azureMonitor, properties: { ...(azureMonitor['properties'] as Json), userAgent: 'agent/1' } },
      { ...logAnalyticsSignIn(), UserAgent: 'agent/1' },
    ];

    expect(records.map((record) => read(record, 'UserAgent'))).toEqual(['agent/1', 'agent/1', 'agent/1']);
  });
});
