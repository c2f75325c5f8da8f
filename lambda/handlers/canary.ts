import { randomUUID } from 'node:crypto';
import { S3Client } from '@aws-sdk/client-s3';
import type { Context } from 'aws-lambda';
import { systemClock } from '../adapters/clock.ts';
import { jsonLog } from '../adapters/log.ts';
import { embeddedMetrics } from '../adapters/metrics.ts';
import { s3PutObject } from '../adapters/put-object.ts';
import { readCanaryBuckets, readConfigOf } from '../adapters/settings.ts';
import { toMinutes } from '../config/canary.ts';
import { minutes } from '../core/time.ts';
import { handleCanary } from './handle-canary.ts';

const { functionName, config } = readConfigOf(process.env);
const { canary, entra } = config;
if (canary === undefined) throw new Error('the configuration beside the code has no canary');
const buckets = readCanaryBuckets(process.env);
// Straight to stdout: Lambda's JSON log format would wrap what console.log writes, and with it the metrics.
const write = (line: string): void => void process.stdout.write(line);
const ports = {
  put: s3PutObject({ client: new S3Client(), bucketOwner: buckets.bucketOwner }),
  buckets,
  landingPrefix: entra.landingPrefix ?? '',
  within: minutes(toMinutes(canary.within)),
  newId: () => randomUUID().replaceAll('-', ''),
  clock: systemClock,
  metrics: embeddedMetrics({ functionName, clock: systemClock, write }),
};

/** The canary: started by its schedule it flies out, by its topic it is back. */
export const handler = (event: unknown, { awsRequestId }: Context): Promise<void> =>
  handleCanary(event, { ...ports, log: jsonLog({ function: functionName, requestId: awsRequestId }, write) });
