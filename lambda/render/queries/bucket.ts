import type { Alert } from '../../core/alert.ts';
import { formatInstant } from '../../core/time.ts';
import { looksLikeLink } from '../mail/defang.ts';
import { jsonLiteral, kqlLiteral, sqlLiteral } from './literals.ts';
import type { Query } from './query.ts';
import type { Span } from './sought.ts';

/**
 * Who deleted from the bucket that an alert is about, and what is left of it; none for an alert that is about no bucket.
 * The accounts that own bucket and logs may be others than that of whoever deleted, so nothing is asked for one account.
 * That CloudTrail's DeleteObjects names no keys: https://docs.aws.amazon.com/AmazonS3/latest/userguide/logging-with-S3.html
 */
export function bucketQueries(alert: Alert, day: Span): readonly Query[] {
  const { bucket } = alert.columns;
  if (typeof bucket !== 'string' || !/^[a-z0-9.-]{3,63}$/.test(bucket)) return [];
  return [...leftInBucket(alert, bucket), changes(bucket, day), athena(bucket, day), kql(bucket, day)];
}

/** None where a mail program would make a link of a name: a shell has no other way to write a dot. */
function leftInBucket({ evidence: [first] }: Alert, bucket: string): readonly Query[] {
  const folder = folderOf(first?.object ?? '', bucket);
  if (looksLikeLink(bucket) || folder === undefined) return [];
  return [
    {
      title: 'AWS CLI: delete markers in the folder of the first file; below each, the file is still there',
      lines: [
        `aws s3api list-object-versions --bucket ${bucket} \\`,
        ...(folder === '' ? [] : [`  --prefix '${folder}' \\`]),
        "  --output json --query 'DeleteMarkers[].[Key, VersionId, LastModified]'",
      ],
    },
  ];
}

/** The empty folder is the whole bucket; undefined for what cannot be quoted. */
function folderOf(object: string, bucket: string): string | undefined {
  const key = object.slice(`s3://${bucket}/`.length);
  const folder = key.slice(0, key.lastIndexOf('/') + 1);
  return /^[\w=+,@./-]{0,512}$/.test(folder) && !looksLikeLink(folder) ? folder : undefined;
}

function changes(bucket: string, { from, to }: Span): Query {
  return {
    title: "AWS CLI: what was done to the bucket itself, in its Region, with credentials of its owner's account",
    lines: [
      'aws cloudtrail lookup-events \\',
      `  --start-time ${formatInstant(from)} --end-time ${formatInstant(to)} \\`,
      `  --lookup-attributes '[{"AttributeKey": "ResourceName", "AttributeValue": ${jsonLiteral(bucket)}}]' \\`,
      "  --output json --query 'Events[].CloudTrailEvent'",
    ],
  };
}

function athena(bucket: string, { from, to }: Span): Query {
  return {
    title: 'Athena: who deleted from the bucket or changed it, as far as the trail records data events',
    lines: [
      "-- cloudtrail_logs stands for your own table's name. Add its partition",
      '-- columns to WHERE, or Athena reads, and bills, all of it.',
      'SELECT eventtime, eventname, errorcode, sourceipaddress, useridentity.arn,',
      "  json_extract_scalar(requestparameters, '$.key') AS key, eventid",
      'FROM cloudtrail_logs',
      `WHERE eventtime >= '${formatInstant(from)}' AND eventtime < '${formatInstant(to)}'`,
      `  AND json_extract_scalar(requestparameters, '$.bucketName') = ${sqlLiteral(bucket)}`,
      "  AND (eventname LIKE 'Delete%' OR eventname LIKE 'PutBucket%')",
      'ORDER BY eventtime',
    ],
  };
}

function kql(bucket: string, { from, to }: Span): Query {
  return {
    title: 'KQL: the same',
    lines: [
      'AWSCloudTrail',
      `| where TimeGenerated between (datetime(${formatInstant(from)}) .. datetime(${formatInstant(to)}))`,
      '| extend request = parse_json(RequestParameters)',
      `| where tostring(request["bucketName"]) == ${kqlLiteral(bucket)}`,
      '| where EventName startswith "Delete" or EventName startswith "PutBucket"',
      '| project TimeGenerated, EventName, ErrorCode, SourceIpAddress, UserIdentityArn,',
      '    Key = tostring(request["key"]), AwsEventId',
      '| sort by TimeGenerated asc',
    ],
  };
}
