import type { Address } from '../../core/address.ts';
import { formatInstant } from '../../core/time.ts';
import { hiddenName } from '../hidden-name.ts';
import { defanged } from '../mail/defang.ts';
import { neutral } from '../neutral.ts';
import { jsonLiteral } from './literals.ts';
import type { Query } from './query.ts';
import type { Sought } from './sought.ts';

/** Where IAM and STS write their events, and root's logins are. */
const usual = 'us-east-1';

/**
 * Look-ups in CloudTrail's event history, for bash and CloudShell. It takes one attribute, holds 90 days, and answers for
 * one Region at a time. https://docs.aws.amazon.com/cli/latest/reference/cloudtrail/lookup-events.html
 */
export function cliQueries(sought: Sought): readonly Query[] {
  const { user, others, hidden, addresses, accountId, region = usual } = sought;
  const place = accountId === undefined ? region : `${region}, with credentials of account ${accountId}`;
  const elsewhere = region === usual ? '' : ` (IAM's own events are in ${usual})`;
  const users = user === undefined || hidden ? others : [user, ...others];
  return [
    ...users.map((name) => ({
      title: `AWS CLI: what ${name === user ? 'the user' : shown(name)} did in ${place}${elsewhere}`,
      lines: byUser(sought, name, region),
    })),
    ...addresses.map((address) => ({
      title: `AWS CLI: logins from ${addresses.length === 1 ? 'the address' : address} in ${place}`,
      lines: logins(sought, address, region),
    })),
    ...(hidden && addresses.length === 0
      ? [{ title: `AWS CLI: logins with unknown names in ${place}`, lines: logins(sought, hiddenName, region) }]
      : []),
  ];
}

function shown(name: string): string {
  return defanged(neutral(name, 48));
}

function byUser(sought: Sought, user: string, region: string): readonly string[] {
  return [
    ...lookUp(sought, { key: 'Username', value: user, region }),
    "  --output json --query 'Events[].CloudTrailEvent'",
  ];
}

/** What is looked for needs no quoting: a canonical address is digits, letters a to f, dots and colons. */
function logins(sought: Sought, holding: Address | typeof hiddenName, region: string): readonly string[] {
  return [
    ...lookUp(sought, { key: 'EventName', value: 'ConsoleLogin', region }),
    `  --output json --query "Events[?contains(CloudTrailEvent, '\\"${holding}\\"')].CloudTrailEvent"`,
  ];
}

function lookUp(
  { around }: Sought,
  { key, value, region }: { readonly key: string; readonly value: string; readonly region: string },
): readonly string[] {
  return [
    `aws cloudtrail lookup-events --region ${region} \\`,
    `  --start-time ${formatInstant(around.from)} --end-time ${formatInstant(around.to)} \\`,
    `  --lookup-attributes '[{"AttributeKey": "${key}", "AttributeValue": ${jsonLiteral(value)}}]' \\`,
  ];
}
