import type { SQSHandler } from 'aws-lambda';
import { cloudTrailKey } from '../adapters/object-key.ts';
import { handleBatch } from './handle-batch.ts';
import { invocationPorts } from './invocation-ports.ts';

const portsOf = invocationPorts(process.env, () => cloudTrailKey);

/** CloudTrail's log files, from a queue of notifications. */
export const handler: SQSHandler = (event, context) => handleBatch(event, portsOf(context));
