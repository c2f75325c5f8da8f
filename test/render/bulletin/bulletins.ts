import type { Alert, Context } from '../../../lambda/core/alert.ts';
import type { Bulletin, BulletinKind } from '../../../lambda/core/bulletin.ts';
import type { ColumnValue } from '../../../lambda/core/event.ts';
import type { Rule } from '../../../lambda/core/rule.ts';
import { highestOf } from '../../../lambda/core/severity.ts';
import { alertOf, entraFailures, rootArn, withoutMfa } from '../../adapters/alerts.ts';
import { at } from '../../core/events.ts';

/** A bulletin of these alerts, as the engine tells it; all are fresh unless `changes` says so. */
export function bulletinOf(about: BulletinKind, alerts: readonly Alert[], changes: Partial<Bulletin> = {}): Bulletin {
  const [first] = alerts;
  const revision = changes.revision ?? 1;
  return {
    schema: 'gatewarden.bulletin/1',
    bulletinId: 'fedcba9876543210fedcba9876543210',
    about,
    kind: about !== 'group' ? 'summary' : revision === 1 ? 'new' : 'update',
    revision,
    ...(about !== 'digest' && first !== undefined && { rule: first.rule }),
    period: { start: '2026-11-20T00:00:00Z', end: '2026-11-21T00:00:00Z' },
    severity: highestOf(['Informational', ...alerts.map(({ severity }) => severity)]),
    alertCount: alerts.length,
    freshCount: alerts.length,
    alerts,
    ...changes,
  };
}

/** What stands around a login from an address that sprayed passwords. */
export const spray: Context = {
  sides: [
    { name: 'SigninLogs', count: 16, atLeast: false },
    { name: 'AADNonInteractiveUserSignInLogs', count: 7, atLeast: false },
  ],
  first: at(-3_600_000),
  last: at(-60_000),
  values: {
    UserPrincipalName: { distinct: 12, top: [{ value: 'bob@example.com', count: 3 }] },
    ResultType: {
      distinct: 2,
      top: [
        { value: '50126', count: 21 },
        { value: '50053', count: 2 },
      ],
    },
  },
};

type Fields = Readonly<Record<string, ColumnValue>>;

/** An alert of one or more logins from the address that sprayed, so many minutes after midnight. */
export function sprayed(
  fields: Fields = {},
  changes: { readonly revision?: number; readonly events?: number; readonly minute?: number } = {},
): Alert {
  const { minute = 0, ...rest } = changes;
  return later(alertOf(entraFailures, fields, { context: spray, ...rest }), minute);
}

/** A login without MFA of a user. */
export function loginOf(
  name: string,
  fields: Fields = {},
  changes: { readonly revision?: number; readonly minute?: number } = {},
): Alert {
  const { minute = 0, ...rest } = changes;
  return later(alertOf(withoutMfa, { AccountName: name, MFAUsed: 'No', ...fields }, rest), minute);
}

/** Three logins after a spray: two users, then root in another account. */
export const threeLogins: readonly Alert[] = [
  sprayed({ AccountName: 'alice', MFAUsed: 'Yes' }, { minute: 194, events: 2 }),
  sprayed({ AccountName: 'bob', AccountUPNSuffix: 'example.com', UserIdentityType: 'AssumedRole' }, { minute: 200 }),
  sprayed(
    { AccountName: rootArn, UserIdentityType: 'Root', RecipientAccountId: '444455556666', AWSRegion: 'eu-north-1' },
    { minute: 211 },
  ),
];

/** So many alerts of one rule, of as many users. */
export function many(count: number, rule: Rule = withoutMfa): readonly Alert[] {
  return Array.from({ length: count }, (_, n) =>
    later(alertOf(rule, { AccountName: `user-${n}`, SourceIpAddress: `203.0.113.${n % 7}` }), n),
  );
}

function later(alert: Alert, minutes: number): Alert {
  const moved = (iso: string): string =>
    new Date(Date.parse(iso) + minutes * 60_000).toISOString().replace('.000Z', 'Z');
  const { columns, startTime, endTime } = alert;
  const times = Object.fromEntries(
    Object.entries(columns)
      .filter(([, value]) => value === startTime || value === endTime)
      .map(([name, value]) => [name, moved(String(value))]),
  );
  return { ...alert, startTime: moved(startTime), endTime: moved(endTime), columns: { ...columns, ...times } };
}
