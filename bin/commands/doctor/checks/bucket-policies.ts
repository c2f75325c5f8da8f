import type { DeployedSource } from '../../../../lambda/config/deployed.ts';
import { NotThere } from '../ask.ts';
import type { Check, Ports } from '../check.ts';
import { lookAtSources } from '../feeds-of.ts';
import { type Finding, ok } from '../finding.ts';
import { functionsIn } from '../function-facts.ts';
import { putBack } from '../mends.ts';
import { type Entry, entryFinding } from '../policy-facts.ts';
import { sender } from '../senders.ts';
import { trailsOf } from '../trails.ts';

/** Whether the buckets let trails write, and our function read where they are of another account. */
export const bucketPolicies: Check = {
  id: 'bucket-policies',
  title: 'Bucket policies',
  needs: [
    's3:GetBucketPolicy',
    'cloudtrail:DescribeTrails',
    'cloudformation:ListStackResources',
    'lambda:GetFunctionConfiguration',
  ],
  look: (ports) => lookAtSources(ports, (source) => ofSource(source, ports)),
};

async function ofSource(source: DeployedSource, ports: Ports): Promise<readonly Finding[]> {
  const { bucket, account, readAs } = source;
  const entries = await entriesOf(source, ports);
  if (entries.length === 0 && readAs !== undefined)
    return [ok(bucket, `is read as ${readAs}, whose own policy is not looked at`)];
  if (entries.length === 0) return [ok(bucket, 'its policy lets in nobody that we would know of')];
  const policy = await policyOf(bucket, { account, ask: ports.ask });
  const mend =
    source.mode === 'create'
      ? putBack
      : 'Its owner adds the statements: those of CloudTrail as AWS documents them, those for the function from the output CloudTrailBucketPolicy.';
  const findings = entries.map((entry) => entryFinding(bucket, policy, { entry, mend }));
  const wrong = findings.filter(({ verdict }) => verdict !== 'ok');
  return wrong.length > 0 ? wrong : [ok(bucket, 'lets in who writes to it and reads it')];
}

/** https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html */
async function entriesOf(source: DeployedSource, ports: Ports): Promise<readonly Entry[]> {
  const { bucket, account, mode, readAs } = source;
  const { deployment, ask } = ports;
  const bucketArn = `arn:${deployment.partition}:s3:::${bucket}`;
  const trails = mode === 'replica' ? [] : await trailsOf(source, ask);
  const writers = trails.map((each): Entry => {
    const arn = each.TrailARN ?? '';
    const asOwner = { 's3:x-amz-acl': 'bucket-owner-full-control' };
    const { who, callers } = sender('cloudtrail', arn, arn.split(':')[4] ?? '', asOwner);
    const prefix = each.S3KeyPrefix === undefined ? '' : `${each.S3KeyPrefix}/`;
    return {
      who,
      callers,
      actions: ['s3:PutObject'],
      resource: `${bucketArn}/${prefix}AWSLogs/${deployment.account}/CloudTrail/${deployment.region}/file.json.gz`,
    };
  });
  if (account === deployment.account || readAs !== undefined) return writers;
  const reader = (await functionsIn(ports)).find(({ label }) => label === 'CloudTrailDetector');
  if (reader === undefined) return writers;
  const { role } = await reader.read();
  const callers = [{ principal: { AWS: role }, context: { 'aws:SecureTransport': 'true' } }];
  const resource = `${bucketArn}/AWSLogs/${account}/CloudTrail/${deployment.region}/file.json.gz`;
  return [...writers, { who: 'the function that reads it', callers, actions: ['s3:GetObject'], resource }];
}

/** A bucket without a policy lets nobody in. */
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
