import { consoleLogin, type Json } from '../records.ts';

/** An id of a record; each number has its own. */
export function uuid(n: number): string {
  return `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
}

/** A time so many milliseconds after 10:00. */
export function after(milliseconds: number): string {
  return new Date(Date.UTC(2026, 10, 20, 10) + milliseconds).toISOString();
}

/** Management events that no rule asks for. */
export function otherEvents(count: number): readonly Json[] {
  return Array.from({ length: count }, (_, n) =>
    consoleLogin({ eventName: 'DescribeInstances', eventSource: 'ec2.amazonaws.com', eventID: uuid(1_000_000 + n) }),
  );
}

export function loginWithMfa(n: number, changes: Json = {}): Json {
  const additionalEventData = { LoginTo: 'https://console.aws.amazon.com/', MobileVersion: 'No', MFAUsed: 'Yes' };
  return consoleLogin({ eventID: uuid(n), additionalEventData, ...changes });
}

export function failedLogin(n: number, changes: Json = {}): Json {
  const failure = { responseElements: { ConsoleLogin: 'Failure' }, errorMessage: 'Failed authentication' };
  return consoleLogin({ eventID: uuid(n), ...failure, ...changes });
}
