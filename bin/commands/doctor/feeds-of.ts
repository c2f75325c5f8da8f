import type { DeployedSource } from '../../../lambda/config/deployed.ts';
import type { QueueName } from '../../../lambda/config/queues.ts';
import { lookAt, lookAtEach, type Ports } from './check.ts';
import type { Deployment } from './deployment.ts';
import type { Finding } from './finding.ts';

/** The output that names the bucket that Entra ID's sign-ins are dropped into. */
const landingOutput = 'EntraBucketName';

/** A bucket whose new files a queue of ours hears of. */
export interface Feed {
  readonly queue: QueueName;
  readonly source: DeployedSource;
}

/** All buckets that are read: those of CloudTrail, and the one that Entra ID's sign-ins are dropped into. */
export function feedsOf(deployment: Deployment): readonly Feed[] {
  const landing = deployment.optional(landingOutput);
  return [
    ...deployment.sources().map((source) => ({ queue: 'cloudtrail', source }) as const),
    ...(landing === undefined
      ? []
      : [{ queue: 'entra', source: { mode: 'create', bucket: landing, account: deployment.account } } as const]),
  ];
}

/** Looks at each bucket that CloudTrail's files are read from, by itself. */
export function lookAtSources(
  { deployment }: Ports,
  look: (source: DeployedSource) => Promise<readonly Finding[]>,
): Promise<readonly Finding[]> {
  return lookAt('sources', () => lookAtEach(deployment.sources(), ({ bucket }) => bucket, look));
}
