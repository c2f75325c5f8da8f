import {
  type CloudTrailEvent,
  type ColumnValue,
  cloudTrailFields,
  type SignIn,
  signInFields,
  toEvent,
} from '../../lambda/core/event.ts';
import { type Instant, parseInstant } from '../../lambda/core/time.ts';

type Fields = Record<string, ColumnValue>;

/** 2026-11-20T00:00:00Z, where the tests' small clocks begin. */
export const midnight = parseInstant('2026-11-20T00:00:00Z') as Instant;

export const at = (milliseconds: number): Instant => (midnight + milliseconds) as Instant;

/** A typed CloudTrail event with these fields; the others are empty. */
export function cloudTrailEvent(
  id: string,
  time: Instant,
  fields: Fields,
  object = 'cloudtrail.json',
): CloudTrailEvent {
  const blank = Object.fromEntries(Object.keys(cloudTrailFields).map((field) => [field, '']));
  return toEvent({
    source: 'cloudtrail',
    id,
    eventId: id,
    time,
    fields: { ...blank, ...fields } as CloudTrailEvent['fields'],
    object,
  });
}

/** A successful console login from an address. */
export function login(id: string, time: Instant, address: string, fields: Fields = {}): CloudTrailEvent {
  const usual = {
    EventName: 'ConsoleLogin',
    LoginResult: 'Success',
    MFAUsed: 'Yes',
    SourceIpAddress: address,
    SourceAddress: address,
  };
  return cloudTrailEvent(id, time, { ...usual, ...fields });
}

/** A failed sign-in from an address. */
export function failure(id: string, time: Instant, address: string, fields: Fields = {}): SignIn {
  const blank = Object.fromEntries(Object.keys(signInFields).map((field) => [field, '']));
  const usual = {
    Type: 'SigninLogs',
    ResultType: '50126',
    IPAddress: address,
    SourceAddress: address,
    UserPrincipalName: `${id}@example.com`,
  };
  const all = { ...blank, ...usual, ...fields } as SignIn['fields'];
  return toEvent({ source: 'entra', id: `${id}/${all.Type}`, eventId: id, time, fields: all, object: 'entra.json' });
}
