import {
  type Alert,
  type AlertRecord,
  assemble,
  type Columns,
  type Context,
  findingOf,
} from '../../lambda/core/alert.ts';
import type { ColumnValue } from '../../lambda/core/event.ts';
import type { Rule } from '../../lambda/core/rule.ts';
import { rules } from '../../lambda/rules/index.ts';
import { at, cloudTrailEvent } from '../core/events.ts';

export const withoutMfa = ruleOf('console-login-without-mfa');
export const entraFailures = ruleOf('entra-failures-with-console-login');

const usual = {
  EventName: 'ConsoleLogin',
  EventTypeName: 'AwsConsoleSignIn',
  LoginResult: 'Success',
  MFAUsed: 'No',
  RecipientAccountId: '111122223333',
  AccountName: 'alice',
  UserIdentityType: 'IAMUser',
  UserAgent: 'Mozilla/5.0 (X11; Linux x86_64)',
  SourceIpAddress: '203.0.113.7',
  AWSRegion: 'us-east-1',
};

export const rootArn = 'arn:aws:iam::111122223333:root';

/** An alert of `events` logins, a minute apart, with these fields. */
export function alertOf(
  rule: Rule,
  fields: Readonly<Record<string, ColumnValue>> = {},
  changes: {
    readonly events?: number;
    readonly context?: Context;
    readonly revision?: number;
    readonly object?: string;
  } = {},
): Alert {
  const { events = 1, context, revision = 1, object = 's3://example-logs/cloudtrail.json.gz' } = changes;
  const numbers = Array.from({ length: events }, (_, index) => index);
  const findings = numbers.map((n) =>
    findingOf(rule, cloudTrailEvent(`event-${n}`, at(n * 60_000), { ...usual, ...fields }, object)),
  );
  const { alertId, columns, periodStart } = findings[0] as (typeof findings)[number];
  const matches = findings.flatMap((finding) => finding.matches);
  const record: AlertRecord = {
    alertId,
    ruleId: rule.id,
    columns: columns as Columns,
    periodStart,
    matches,
    told: {},
    ...(context !== undefined && { context }),
  };
  return assemble(rule, record, { revision });
}

function ruleOf(id: string): Rule {
  return rules.find((rule) => rule.id === id) as Rule;
}
