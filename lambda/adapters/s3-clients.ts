import { S3Client } from '@aws-sdk/client-s3';
import type { LogBucket } from '../config/log-buckets.ts';
import { assumedRole } from './assumed-role.ts';

/** The client for a bucket. Each is made when it is first asked for, one for each role and Region. */
export function s3Clients(): (bucket: LogBucket) => S3Client {
  const made = new Map<string, S3Client>();
  return ({ region, readAs }) => {
    const name = `${readAs ?? ''} ${region ?? ''}`;
    const client = made.get(name) ?? clientFor(readAs, region);
    made.set(name, client);
    return client;
  };
}

function clientFor(readAs: string | undefined, region: string | undefined): S3Client {
  return new S3Client({
    ...(region !== undefined && { region }),
    ...(readAs !== undefined && { credentials: assumedRole(readAs) }),
  });
}
