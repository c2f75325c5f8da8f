import type { Trail } from '@aws-sdk/client-cloudtrail';
import type { DeployedSource } from '../../../lambda/config/deployed.ts';
import { hours } from '../../../lambda/core/time.ts';
import type { Ask } from './ask.ts';
import type { Ports } from './check.ts';
import { type Finding, ok, warning } from './finding.ts';

/** The trails that this account can see which write to the source: its own, and its organisation's. */
export async function trailsOf(source: DeployedSource, ask: Ask): Promise<readonly Trail[]> {
  const { trailList = [] } = await ask('cloudtrail:DescribeTrails', { includeShadowTrails: true });
  const written = source.mode === 'replica' ? source.sourceBucket : source.bucket;
  return trailList.filter(({ S3BucketName }) => S3BucketName === written);
}

/** A trail writes a file about every five minutes for each account and Region in which something happens. */
export const longestSilence = hours(1);

/** Whether it wrote its last file a short time ago, and no error since. Throws NotThere and CannotLook. */
export async function delivers({ TrailARN, Name, HomeRegion }: Trail, { ask, now }: Ports): Promise<boolean> {
  const input = { Name: TrailARN ?? Name ?? '' };
  const status = await ask('cloudtrail:GetTrailStatus', input, { region: HomeRegion });
  const { IsLogging, LatestDeliveryTime, LatestDeliveryError } = status;
  if (IsLogging !== true || LatestDeliveryTime === undefined || LatestDeliveryError) return false;
  return now - LatestDeliveryTime.getTime() <= longestSilence;
}

/** What was found of each trail of a bucket: what one of them misses, another that is well writes to it. */
export function besideWellOnes(each: readonly (readonly Finding[])[]): readonly Finding[] {
  const someIsWell = each.some((findings) => findings.every(({ verdict }) => verdict === 'ok'));
  return someIsWell ? each.flat().map(lessBad) : each.flat();
}

function lessBad({ verdict, about, what, mend = '' }: Finding): Finding {
  if (verdict === 'ok') return ok(about, what);
  return warning(about, `${what}; beside a trail that is well`, mend);
}
