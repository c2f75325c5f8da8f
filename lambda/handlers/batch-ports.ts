import { S3Client } from '@aws-sdk/client-s3';
import { dynamoFailedMessages } from '../adapters/dynamodb/failed-messages.ts';
import type { KeyVerdict } from '../adapters/object-key.ts';
import { s3Objects } from '../adapters/objects.ts';
import { readBucketSettings } from '../adapters/settings.ts';
import type { FunctionPorts, InvocationContext } from './function-ports.ts';
import type { BatchPorts } from './handle-batch.ts';

/** What makes the ports of an invocation that reads log files. Throws where a setting is missing or wrong. */
export function batchPorts(
  env: NodeJS.ProcessEnv,
  { detection, logFileMissing, table, wanted, metrics, config, invocation }: FunctionPorts,
  own: { readonly judgeKey: (key: string) => KeyVerdict } & Pick<BatchPorts, 'queue' | 'rereading'>,
): (context: InvocationContext) => BatchPorts {
  const { buckets, bucketOwner } = readBucketSettings(env);
  const shared = {
    ...detection,
    ...own,
    wanted,
    metrics,
    buckets,
    bucketOwner,
    logFileMissing,
    maxBytes: config.limits.decompressedBytes,
    failedMessages: dynamoFailedMessages(table),
    objects: s3Objects({ client: new S3Client(), bucketOwner }),
  };
  return (context) => ({ ...shared, ...invocation(context) });
}
