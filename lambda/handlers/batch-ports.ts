import { dynamoFailedMessages } from '../adapters/dynamodb/failed-messages.ts';
import { type S3ObjectsOptions, s3Objects } from '../adapters/objects.ts';
import { readLogBuckets } from '../adapters/settings.ts';
import { environment } from '../config/environment.ts';
import type { Source } from '../core/event.ts';
import { canaryLanes } from './canary-lanes.ts';
import type { FunctionPorts, InvocationContext } from './function-ports.ts';
import type { BatchPorts } from './handle-batch.ts';

/** What differs between the functions that read log files. */
type OwnPorts = Pick<BatchPorts, 'queue' | 'judgeKey' | 'rereading'> &
  Pick<S3ObjectsOptions, 'clientFor'> & { readonly source: Source };

/** What makes the ports of an invocation that reads log files. Throws where a setting is missing or wrong. */
export function batchPorts(
  env: NodeJS.ProcessEnv,
  { detection, logFileMissing, table, wanted, metrics, config, invocation }: FunctionPorts,
  { clientFor, ...own }: OwnPorts,
): (context: InvocationContext) => BatchPorts {
  const buckets = readLogBuckets(env);
  const shared = {
    ...detection,
    ...own,
    wanted,
    signIns: env[environment.signIns] === 'true',
    metrics,
    buckets,
    logFileMissing,
    maxBytes: config.limits.decompressedBytes,
    failedMessages: dynamoFailedMessages(table),
    objects: s3Objects({ buckets, clientFor }),
  };
  const laneOf = canaryLanes(env, { ...shared, landingPrefix: config.entra.landingPrefix ?? '' });
  return (context) => {
    const own = invocation(context);
    return { ...shared, ...own, canary: laneOf?.(own) };
  };
}
