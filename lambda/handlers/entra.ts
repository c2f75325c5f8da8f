import { S3Client } from '@aws-sdk/client-s3';
import type { SQSHandler } from 'aws-lambda';
import { dynamoSeenSets } from '../adapters/dynamodb/seen-sets.ts';
import { landingKey } from '../adapters/object-key.ts';
import { hashBy } from '../core/seen.ts';
import { batchPorts } from './batch-ports.ts';
import { functionPorts } from './function-ports.ts';
import { handleBatch } from './handle-batch.ts';

const s3 = new S3Client();
const ports = functionPorts(process.env);
const portsOf = batchPorts(process.env, ports, {
  queue: 'entra',
  source: 'entra',
  clientFor: () => s3,
  judgeKey: landingKey(ports.config.entra.landingPrefix ?? ''),
  rereading: { seen: dynamoSeenSets(ports.table), hashOf: hashBy(ports.detection.rules) },
});

/** Entra ID's sign-in logs, from the queue of the bucket where they land. */
export const handler: SQSHandler = (event, context) => handleBatch(event, portsOf(context));
