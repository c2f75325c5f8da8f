import type { SQSHandler } from 'aws-lambda';
import { cloudTrailKey } from '../adapters/object-key.ts';
import { batchPorts } from './batch-ports.ts';
import { functionPorts } from './function-ports.ts';
import { handleBatch } from './handle-batch.ts';

const portsOf = batchPorts(process.env, functionPorts(process.env), { queue: 'cloudtrail', judgeKey: cloudTrailKey });

/** CloudTrail's log files, from a queue of notifications. */
export const handler: SQSHandler = (event, context) => handleBatch(event, portsOf(context));
