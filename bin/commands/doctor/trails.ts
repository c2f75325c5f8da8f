import type { Trail } from '@aws-sdk/client-cloudtrail';
import type { DeployedSource } from '../../../lambda/config/deployed.ts';
import type { Ask } from './ask.ts';

/** The trails that this account can see which write to the source: its own, and its organisation's. */
export async function trailsOf(source: DeployedSource, ask: Ask): Promise<readonly Trail[]> {
  const { trailList = [] } = await ask('cloudtrail:DescribeTrails', { includeShadowTrails: true });
  const written = source.mode === 'replica' ? source.sourceBucket : source.bucket;
  return trailList.filter(({ S3BucketName }) => S3BucketName === written);
}
