import { S3Client } from '@aws-sdk/client-s3';
import { s3Objects } from '../adapters/objects.ts';
import { readCanaryPlace } from '../adapters/settings.ts';
import { canaryMarks } from '../config/canary.ts';
import type { DetectPorts } from '../core/detect.ts';
import type { Source } from '../core/event.ts';
import { type CanaryLane, type CanaryLaneOptions, canaryLane } from './canary-lane.ts';
import { canaryPublisher } from './canary-publisher.ts';
import type { InvocationPorts } from './function-ports.ts';

interface Shared
  extends Omit<DetectPorts, 'rules' | 'publishers' | 'excluded' | 'owner'>,
    Pick<CanaryLaneOptions, 'judgeKey' | 'maxBytes'> {
  readonly source: Source;
  /** Of the landing bucket alone. */
  readonly landingPrefix: string;
}

/** What makes the canary's lane of an invocation; undefined where there is no canary. Throws where a setting is missing. */
export function canaryLanes(
  env: NodeJS.ProcessEnv,
  shared: Shared,
): ((invocation: Pick<InvocationPorts, 'owner' | 'deadline'>) => CanaryLane) | undefined {
  const place = readCanaryPlace(env);
  if (place === undefined) return undefined;
  const { bucket, bucketOwner, topicArn } = place;
  const { source, landingPrefix, judgeKey, maxBytes } = shared;
  const publisher = canaryPublisher(topicArn);
  const s3 = new S3Client(); // a bucket of the stack's own: no role is assumed for it
  const objects = s3Objects({ buckets: new Map([[bucket, { bucket, owner: bucketOwner }]]), clientFor: () => s3 });
  const prefix = `${source === 'entra' ? landingPrefix : ''}${canaryMarks.folder}`;
  return ({ owner, deadline }) =>
    canaryLane({
      bucket,
      prefix,
      judgeKey,
      source,
      maxBytes,
      objects,
      publisher,
      deadline,
      detection: { ...shared, owner },
    });
}
