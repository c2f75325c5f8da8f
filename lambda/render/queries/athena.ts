import { formatInstant } from '../../core/time.ts';
import { sqlLiteral } from './literals.ts';
import type { Query } from './query.ts';
import { type Sought, type Span, whom } from './sought.ts';

/** The last part of the ARN is the session of a role, or the user. */
const whoByArn = "element_at(split(useridentity.arn, '/'), -1)";

/** A failed login often has no ARN. */
const who = `coalesce(useridentity.username, ${whoByArn}) AS who`;

/**
 * SQL for Athena over CloudTrail's logs, by the columns of AWS's own table definition. Times are ISO 8601 in text there,
 * which compare as they are. https://docs.aws.amazon.com/athena/latest/ug/create-cloudtrail-table.html
 */
export function athenaQueries(sought: Sought): readonly Query[] {
  const of = [...addressIs(sought), ...userIs(sought)];
  return of.length === 0 ? [] : [around(sought, of), before(sought)];
}

function around(sought: Sought, of: readonly string[]): Query {
  return {
    title: `Athena: what ${whom(sought)} did around it, in all Regions`,
    lines: [
      "-- cloudtrail_logs stands for your own table's name. Add its partition",
      '-- columns to WHERE, or Athena reads, and bills, all of it.',
      'SELECT eventtime, awsregion, eventname, errorcode, sourceipaddress,',
      `  ${who}, eventid`,
      'FROM cloudtrail_logs',
      ...during(sought, sought.around),
      ...anyOf(of),
      'ORDER BY eventtime',
    ],
  };
}

/** By the user where one is known: an address is usual for a user, or is not. Names that AWS hides are nobody's. */
function before(sought: Sought): Query {
  const { user, hidden, addresses } = sought;
  const byUser = user !== undefined && (!hidden || addresses.length === 0);
  const what = byUser
    ? `from where ${whom({ user, hidden, addresses: [] })} came`
    : `who came from ${whom({ addresses })}`;
  return {
    title: `Athena: ${what} in the 30 days before`,
    lines: [
      `SELECT ${byUser ? 'sourceipaddress' : who},`,
      "  json_extract_scalar(responseelements, '$.ConsoleLogin') AS result,",
      '  count(*) AS logins, min(eventtime) AS first_seen, max(eventtime) AS last_seen',
      'FROM cloudtrail_logs',
      ...during(sought, sought.before),
      "  AND eventname = 'ConsoleLogin'",
      ...anyOf(byUser ? userIs(sought) : addressIs(sought)),
      'GROUP BY 1, 2',
      'ORDER BY logins DESC',
    ],
  };
}

function anyOf(conditions: readonly string[]): readonly string[] {
  const last = conditions.length - 1;
  return conditions.map((each, index) => `  ${index === 0 ? 'AND (' : '  OR '}${each}${index === last ? ')' : ''}`);
}

function addressIs({ addresses }: Sought): readonly string[] {
  return addresses.map((address) => `sourceipaddress = '${address}'`);
}

function userIs({ user, root, hidden }: Sought): readonly string[] {
  if (user === undefined) return [];
  if (root) return ["useridentity.type = 'Root'"];
  const name = sqlLiteral(user);
  if (hidden) return [`useridentity.username = ${name}`];
  return [
    `useridentity.username = ${name}`,
    `useridentity.sessioncontext.sessionissuer.username = ${name}`,
    `${whoByArn} = ${name}`,
  ];
}

function during({ accountId }: Sought, { from, to }: Span): readonly string[] {
  return [
    `WHERE eventtime >= '${formatInstant(from)}' AND eventtime < '${formatInstant(to)}'`,
    ...(accountId === undefined ? [] : [`  AND recipientaccountid = '${accountId}'`]),
  ];
}
