import { formatInstant } from '../../core/time.ts';
import { kqlLiteral } from './literals.ts';
import type { Query } from './query.ts';
import { type Sought, type Span, whom } from './sought.ts';

const bothTables = ['SigninLogs', 'AADNonInteractiveUserSignInLogs'];

/**
 * KQL for Microsoft Sentinel, over the tables of its AWS and Entra ID connectors.
 * https://learn.microsoft.com/azure/azure-monitor/reference/tables/awscloudtrail
 * https://learn.microsoft.com/azure/azure-monitor/reference/tables/signinlogs
 */
export function kqlQueries(sought: Sought): readonly Query[] {
  return [...signIns(sought), ...cloudTrail(sought)];
}

/** Successes are in it, too: who is among them is taken as well. */
function signIns({ addresses, day, signInTables }: Sought): readonly Query[] {
  if (addresses.length === 0) return [];
  const tables = signInTables.length > 0 ? signInTables : bothTables;
  return [
    {
      title: `KQL: sign-ins to Entra ID from ${whom({ addresses })}, failed or not (ResultType 0 succeeded)`,
      lines: [
        `union isfuzzy=true ${tables.join(', ')}`,
        within(day),
        ...anyOf(addresses.map((address) => `IPAddress == "${address}"`)),
        '| summarize attempts = count(), first_seen = min(TimeGenerated),',
        '    last_seen = max(TimeGenerated) by Type, UserPrincipalName, ResultType',
        '| sort by attempts desc',
      ],
    },
  ];
}

function cloudTrail(sought: Sought): readonly Query[] {
  const { addresses, accountId, around } = sought;
  const of = [...addresses.map((address) => `SourceIpAddress == "${address}"`), ...userIs(sought)];
  if (of.length === 0) return [];
  return [
    {
      title: `KQL: what ${whom(sought)} did in AWS around it`,
      lines: [
        'AWSCloudTrail',
        within(around),
        ...(accountId === undefined ? [] : [`| where RecipientAccountId == "${accountId}"`]),
        ...anyOf(of),
        '| project TimeGenerated, AWSRegion, EventName, ErrorCode, SourceIpAddress,',
        '    UserIdentityArn, AwsEventId',
        '| sort by TimeGenerated asc',
      ],
    },
  ];
}

function anyOf(conditions: readonly string[]): readonly string[] {
  return conditions.map((each, index) => (index === 0 ? `| where ${each}` : `    or ${each}`));
}

function userIs({ user, root, hidden }: Sought): readonly string[] {
  if (user === undefined) return [];
  if (root) return ['UserIdentityType == "Root"'];
  const name = kqlLiteral(user);
  if (hidden) return [`UserIdentityUserName == ${name}`];
  return [
    `UserIdentityUserName == ${name}`,
    `SessionIssuerUserName == ${name}`,
    `tostring(split(UserIdentityArn, "/")[-1]) == ${name}`,
  ];
}

function within({ from, to }: Span): string {
  return `| where TimeGenerated between (datetime(${formatInstant(from)}) .. datetime(${formatInstant(to)}))`;
}
