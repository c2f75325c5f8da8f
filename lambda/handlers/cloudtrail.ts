import type { SQSHandler } from 'aws-lambda';
import { cloudTrailKey } from '../adapters/object-key.ts';
import { s3Clients } from '../adapters/s3-clients.ts';
import { batchPorts } from './batch-ports.ts';
import { functionPorts } from './function-ports.ts';
import { handleBatch } from './handle-batch.ts';

const portsOf = batchPorts(process.env, functionPorts(process.env), {
  queue: 'cloudtrail',
  source: 'cloudtrail',
  judgeKey: cloudTrailKey,
  clientFor: s3Clients(),
});

/** CloudTrail's log files, from a queue of notifications. */
export const handler: SQSHandler = (event, context) => handleBatch(event, portsOf(context));
