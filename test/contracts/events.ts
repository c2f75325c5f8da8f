import {
  type CloudTrailEvent,
  type CloudTrailField,
  cloudTrailFields,
  type ObjectName,
  type SignIn,
  type SignInField,
  signInFields,
  toEvent,
} from '../../lambda/core/event.ts';
import type { Instant } from '../../lambda/core/time.ts';

interface Occurrence {
  readonly id: string;
  readonly time: Instant;
  readonly object?: ObjectName;
}

/** A console login by an IAM user: successful, without MFA, from 203.0.113.7. */
export function login(
  { id, time, object = 's3://example-logs/a.json.gz' }: Occurrence,
  changes: Partial<Record<CloudTrailField, string>> = {},
): CloudTrailEvent {
  const fields = {
    ...emptyFields(cloudTrailFields),
    EventName: 'ConsoleLogin',
    EventTypeName: 'AwsConsoleSignIn',
    AWSRegion: 'us-east-1',
    LoginResult: 'Success',
    MFAUsed: 'No',
    RecipientAccountId: '111122223333',
    AccountName: 'alice',
    SourceIpAddress: '203.0.113.7',
    SourceAddress: '203.0.113.7',
    ...changes,
    SessionMfaAuthenticated: null,
  };
  return toEvent({ source: 'cloudtrail', id, eventId: id, time, fields, object });
}

/** A failed interactive sign-in to Entra ID from 203.0.113.7. */
export function signIn(
  { id, time, object = 's3://example-landing/a.json' }: Occurrence,
  changes: Partial<Record<SignInField, string>> = {},
): SignIn {
  const fields = {
    ...emptyFields(signInFields),
    Type: 'SigninLogs',
    ResultType: '50126',
    UserPrincipalName: 'alice@example.com',
    IPAddress: '203.0.113.7',
    SourceAddress: '203.0.113.7',
    ...changes,
  };
  return toEvent({ source: 'entra', id, eventId: id, time, fields, object });
}

function emptyFields<Name extends string>(names: Readonly<Record<Name, string>>): Record<Name, string> {
  return Object.fromEntries(Object.keys(names).map((name) => [name, ''])) as Record<Name, string>;
}
