import type { CaseRecord } from '../core/rule-case.ts';

type Changes = Readonly<Record<string, unknown>>;

/** A console login by alice at 10:00:00 from 203.0.113.7, successful and without MFA, but for what is changed. */
export function login(changes: Changes = {}): CaseRecord {
  return { kind: 'console login', changes };
}

/** The same login with a wrong password or code. AWS writes no ARN for an IAM user whose login failed. */
export function failedLogin(changes: Changes = {}): CaseRecord {
  return login({
    userIdentity: iamUser('alice'),
    errorMessage: 'Failed authentication',
    responseElements: { ConsoleLogin: 'Failure' },
    ...changes,
  });
}

/** A failed login at a time of 2026-11-20, with an id of its own; `clock` is `10:00:00`, in UTC. */
export function failedLoginAt(clock: string, changes: Changes = {}): CaseRecord {
  return failedLogin({ eventID: `at ${clock}`, eventTime: `2026-11-20T${clock}Z`, ...changes });
}

/** Failed logins with ids of their own, one every `every` seconds from `from` on, on 2026-11-20 in UTC. */
export function failedLogins(
  count: number,
  { from = '10:00:00', every = 1, changes = {} }: { from?: string; every?: number; changes?: Changes } = {},
): readonly CaseRecord[] {
  const start = Date.parse(`2026-11-20T${from}Z`);
  return Array.from({ length: count }, (_, n) => {
    const eventTime = new Date(start + n * every * 1_000).toISOString();
    return failedLogin({ eventID: `failure ${from} ${n}`, eventTime, ...changes });
  });
}

export function iamUser(userName: string): Changes {
  return { type: 'IAMUser', principalId: '', accountId: '111122223333', accessKeyId: '', userName };
}

/** What a failed login looks like whose user name does not exist: AWS hides it, as people type passwords there. */
export const unknownUser: Changes = {
  userIdentity: iamUser('HIDDEN_DUE_TO_SECURITY_REASONS'),
  errorMessage: 'No username found in supplied account',
};

export const withMfa: Changes = { additionalEventData: { MFAUsed: 'Yes' } };
