import type { Trail } from '@aws-sdk/client-cloudtrail';
import { arnParts } from '../../../../lambda/config/arn.ts';
import type { DeployedSource } from '../../../../lambda/config/deployed.ts';
import { NotThere } from '../ask.ts';
import type { Check, Ports } from '../check.ts';
import { lookAtSources } from '../feeds-of.ts';
import { type Finding, ok } from '../finding.ts';
import { forOwner } from '../for-owner.ts';
import { putBack } from '../mends.ts';
import { type Entry, entryFinding } from '../policy-facts.ts';
import { sender } from '../senders.ts';
import { besideWellOnes, delivers, trailsOf } from '../trails.ts';

/** Whether the buckets of this account let trails write. S3 tells a policy to nobody of another account. */
export const bucketPolicies: Check = {
  id: 'bucket-policies',
  title: 'Bucket policies',
  needs: ['s3:GetBucketPolicy', 'cloudtrail:DescribeTrails', 'cloudtrail:GetTrailStatus'],
  look: (ports) => lookAtSources(ports, (source) => ofSource(source, ports)),
};

async function ofSource(source: DeployedSource, ports: Ports): Promise<readonly Finding[]> {
  const { bucket, account, readAs, mode } = source;
  if (account !== ports.deployment.account) {
    if (readAs !== undefined) return [ok(bucket, `is read as ${readAs}, whose own policy is not looked at`)];
    const compare = 'the output CloudTrailBucketPolicy, and with what AWS documents for CloudTrail';
    return [forOwner(bucket, 'its policy', { owner: account, compare, check: 'bucket-policies' })];
  }
  const trails = mode === 'replica' ? [] : await trailsOf(source, ports.ask);
  if (trails.length === 0) return [ok(bucket, 'its policy lets in nobody that we would know of')];
  const policy = await policyOf(bucket, { account, ask: ports.ask });
  const each = await Promise.all(trails.map(async (trail) => [await ofTrail(trail, { source, policy }, ports)]));
  const wrong = besideWellOnes(each).filter(({ verdict }) => verdict !== 'ok');
  return wrong.length > 0 ? wrong : [ok(bucket, 'lets in who writes to it')];
}

interface Written {
  readonly source: DeployedSource;
  readonly policy: string | undefined;
}

/** One folder that the trail may write to is enough; and a delivery says more than a condition that nobody can judge. */
async function ofTrail(trail: Trail, { source, policy }: Written, ports: Ports): Promise<Finding> {
  const { bucket, mode } = source;
  const mend = mode === 'create' ? putBack : 'Its owner adds the statements of CloudTrail as AWS documents them.';
  const findings = foldersOf(trail, policy, ports).map((folder) => {
    const entry = entryOf(trail, `arn:${ports.deployment.partition}:s3:::${bucket}/${folder}`);
    return entryFinding(bucket, policy, { entry, mend });
  });
  const letIn = findings.find(({ verdict }) => verdict === 'ok');
  const unclear = findings.find(({ verdict }) => verdict === 'unknown');
  const found = letIn ?? unclear ?? findings[0] ?? ok(bucket, 'nobody has to be let in');
  if (found.verdict !== 'unknown' || !(await delivers(trail, ports))) return found;
  return ok(bucket, 'its trail writes to it');
}

/**
 * The folder of this account, or, of an organisation's trail, that of the account which owns the trail, and that of the
 * organisation by its id, which only the policy says.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
 */
function foldersOf(trail: Trail, policy = '', { deployment: { account, region } }: Ports): readonly string[] {
  const prefix = trail.S3KeyPrefix === undefined ? '' : `${trail.S3KeyPrefix}/`;
  const file = `CloudTrail/${region}/file.json.gz`;
  if (trail.IsOrganizationTrail !== true) return [`${prefix}AWSLogs/${account}/${file}`];
  const organisations = [...policy.matchAll(/\/AWSLogs\/(o-[a-z0-9]+)\//g)].map(([, id]) => `${id}/${account}`);
  return [ownerOf(trail), ...organisations].map((folder) => `${prefix}AWSLogs/${folder}/${file}`);
}

function entryOf(trail: Trail, resource: string): Entry {
  const asOwner = { 's3:x-amz-acl': 'bucket-owner-full-control' };
  const { who, callers } = sender('cloudtrail', trail.TrailARN ?? '', ownerOf(trail), asOwner);
  return { who, callers, actions: ['s3:PutObject'], resource };
}

function ownerOf({ TrailARN = '' }: Trail): string {
  return arnParts(TrailARN).account;
}

/**
 * A bucket without a policy lets nobody in. Who is of another account than the bucket is answered 405.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketPolicy.html
 */
async function policyOf(
  bucket: string,
  { account, ask }: { readonly account: string; readonly ask: Ports['ask'] },
): Promise<string | undefined> {
  try {
    return (await ask('s3:GetBucketPolicy', { Bucket: bucket, ExpectedBucketOwner: account })).Policy;
  } catch (error) {
    if (error instanceof NotThere && /policy does not exist/i.test(error.message)) return undefined;
    throw error;
  }
}
