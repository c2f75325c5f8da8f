import type { Instant } from '../../lambda/core/time.ts';
import {
  azureMonitorSignIn,
  consoleLogin,
  graphSignIn,
  type Json,
  logAnalyticsSignIn,
  type SignInFacts,
} from '../records.ts';
import { canaries } from './canaries.ts';
import type { Random } from './random.ts';

/** Where an episode happens; unique ids begin with its name. */
export interface Place {
  readonly name: string;
  readonly start: number;
  readonly address: string;
  readonly user: string;
  readonly account: string;
}

/** What is failed in another one is news to who knows of the others. */
const regions = ['us-east-1', 'us-east-2', 'eu-north-1', 'ap-southeast-2'];

/** A successful login without MFA, so long after the place's start. */
export function login(place: Place, n: number, after: number, changes: Json): Json {
  const { name, address, user, account } = place;
  return consoleLogin({
    eventID: `${name}-login-${n}`,
    eventTime: timeAt(place, after),
    sourceIPAddress: address,
    recipientAccountId: account,
    userIdentity: {
      type: 'IAMUser',
      principalId: 'EXAMPLEPRINCIPAL',
      arn: `arn:aws:iam::${account}:user/${user}`,
      accountId: account,
      userName: user,
      ...canaries.secrets,
    },
    ...changes,
  });
}

/** So many failed logins of one user. */
export function failures(count: number, place: Place, after: (n: number) => number, data: Json = {}): readonly Json[] {
  return Array.from({ length: count }, (_, n) => failure(place, n, after(n), data));
}

/** A login that failed because of the password; or of the MFA, where `data` says that it was used. */
export function failure({ user, account, ...place }: Place, n: number, after: number, data: Json = {}): Json {
  return {
    ...login({ ...place, user, account, name: `${place.name}-failed` }, n, after, {}),
    userIdentity: { type: 'IAMUser', accountId: account, userName: user, accessKeyId: '' },
    awsRegion: regions[Math.floor(n / 4) % regions.length],
    responseElements: { ConsoleLogin: 'Failure' },
    additionalEventData: { MFAUsed: 'No', ...data },
    errorMessage: 'Failed authentication',
  };
}

/** Sign-ins to Entra ID, most of them failed, all in one wire shape and one table. */
export function signIns(
  count: number,
  random: Random,
  place: Place,
  after: (n: number) => number,
  upn: (n: number) => string = canaries.upn,
): readonly Json[] {
  const shape = random.pick([graphSignIn, azureMonitorSignIn, logAnalyticsSignIn]);
  const table = random.pick<SignInFacts['table']>(['SigninLogs', 'AADNonInteractiveUserSignInLogs']);
  return Array.from({ length: count }, (_, n) => {
    const id = `${place.name}-sign-in-${n}`;
    const facts = { id, table, address: place.address, user: upn(n), time: timeAt(place, after(n)) };
    const record = shape({ ...facts, code: random.pick(['50126', '50126', '50126', '50126', '50053', '0']) });
    return { ...record, userDisplayName: canaries.displayName };
  });
}

/** As records write it. */
export function timeAt({ start }: Place, after: number): string {
  return new Date((start + after) as Instant).toISOString();
}
