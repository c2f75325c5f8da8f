import { type Alert, assemble, findingOf } from '../../../lambda/core/alert.ts';
import { type CloudTrailEvent, cloudTrailFields, toEvent } from '../../../lambda/core/event.ts';
import { digest } from '../../../lambda/core/identity.ts';
import type { Rule, Severity } from '../../../lambda/core/rule.ts';
import type { Instant } from '../../../lambda/core/time.ts';

/** No account has this id, so no alert of a real one can look like it. */
export const noAccount = '000000000000';

const madeBy = 'gatewarden test-alert';
const userName = 'gatewarden-test';

/**
 * An alert as the rule would make it of a console login that nobody made. Its own id, and no hash of what is in it: a
 * second test is another alert to whoever has seen the first.
 */
export function madeUpAlert(
  rule: Rule,
  {
    severity,
    account,
    now,
    id,
  }: { readonly severity: Severity; readonly account: string; readonly now: Instant; readonly id: string },
): Alert {
  const { columns, periodStart, matches } = findingOf(rule, login({ account, now, id }));
  const record = {
    alertId: digest([madeBy, id]),
    ruleId: rule.id,
    columns,
    periodStart,
    matches: matches.map((match) => ({ ...match, severity })),
    told: {},
  };
  return { ...assemble(rule, record, { revision: 1 }), signal: false };
}

/** The address is one of those that stand for none: https://www.rfc-editor.org/rfc/rfc5737 */
function login({ account, now, id }: { readonly account: string; readonly now: Instant; readonly id: string }) {
  const blank = Object.fromEntries(Object.keys(cloudTrailFields).map((field) => [field, '']));
  const fields: Partial<CloudTrailEvent['fields']> = {
    EventName: 'ConsoleLogin',
    EventTypeName: 'AwsConsoleSignIn',
    AWSRegion: 'us-east-1',
    UserAgent: madeBy,
    RecipientAccountId: account,
    SourceIpAddress: '192.0.2.1',
    SourceAddress: '192.0.2.1',
    UserIdentityType: 'IAMUser',
    UserIdentityArn: `arn:aws:iam::${account}:user/${userName}`,
    UserIdentityAccountId: account,
    UserIdentityUserName: userName,
    LoginResult: 'Success',
    MFAUsed: 'No',
    User: userName,
    AccountName: userName,
    FullAccountName: userName,
  };
  return toEvent({
    source: 'cloudtrail',
    id,
    eventId: id,
    time: now,
    object: madeBy,
    fields: { ...blank, ...fields } as CloudTrailEvent['fields'],
  });
}
