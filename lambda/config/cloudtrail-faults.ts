import * as v from 'valibot';
import { arnParts } from './arn.ts';
import { type CloudTrailSource, cloudTrailSchema, sourceIdentity } from './cloudtrail.ts';
import type { Fault } from './faults.ts';

/** What contradicts itself in the section `cloudtrail`, as it was written, where each block of it is well-formed. */
export function cloudTrailFaults(section: unknown): readonly Fault[] {
  const parsed = v.safeParse(cloudTrailSchema(), section);
  if (!parsed.success) return [];
  const sources = parsed.output;
  if (sources.length > mostSources) return [tooMany(sources.length)];
  return sources.flatMap((source, index) => {
    const place = ['cloudtrail', ...(Array.isArray(section) ? [index] : [])];
    const faults = [...withinItself(source), ...repeated(source, sources.slice(0, index))];
    return faults.map(({ path, message }) => ({ path: [...place, ...path], message }));
  });
}

/**
 * Each takes a statement of the queue's policy, beside four of the stack's own. SQS takes 20, and 8,192 bytes:
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-policies.html. So many fit into both,
 * and into the 4 KB that Lambda has for the variables of a function, which name each bucket and how it is read:
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
export const mostSources = 12;

function tooMany(count: number): Fault {
  const message = `names ${count} places, and one stack takes ${mostSources}, as the policy of its queue has room for no more: gather the files in fewer buckets, or put the others into a second stack, which counts sign-ins by itself`;
  return { path: ['cloudtrail'], message };
}

function withinItself(source: CloudTrailSource): readonly Fault[] {
  switch (source.mode) {
    case 'create':
      return [];
    case 'replica':
      return ownedBy('roleArn', source.roleArn, source.account);
    case 'bucket':
    case 'topic':
    case 'eventbridge':
      return [...ownedBy('readAs', source.readAs, source.account), ...keyElsewhere(source)];
    default:
      return source satisfies never;
  }
}

function ownedBy(name: string, arn: string | undefined, account: string): readonly Fault[] {
  if (arn === undefined || arnParts(arn).account === account) return [];
  const message = `must be a role of the account ${account}, which owns the bucket, not of ${arnParts(arn).account}`;
  return [{ path: [name], message }];
}

/** A bucket's key is in its Region: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html */
function keyElsewhere({ keyArn, region }: { readonly keyArn?: string; readonly region?: string }): readonly Fault[] {
  if (keyArn === undefined || region === undefined || arnParts(keyArn).region === region) return [];
  const message = `is a key of ${arnParts(keyArn).region}, but the bucket is in ${region}, and its key must be there`;
  return [{ path: ['keyArn'], message }];
}

function repeated(source: CloudTrailSource, before: readonly CloudTrailSource[]): readonly Fault[] {
  const first = before.findIndex((each) => sourceIdentity(each).join() === sourceIdentity(source).join());
  if (first < 0) return [];
  switch (source.mode) {
    case 'create':
      return [
        { path: ['mode'], message: `is "create" in cloudtrail[${first}] already, and one trail records all Regions` },
      ];
    case 'replica':
      return [{ path: ['sourceBucket'], message: `is replicated by cloudtrail[${first}] already; once is enough` }];
    case 'bucket':
    case 'topic':
    case 'eventbridge':
      return [
        { path: ['bucket'], message: `is the bucket of cloudtrail[${first}] already; one way to hear of it is enough` },
      ];
    default:
      return source satisfies never;
  }
}
