import { ArnFormat, Stack } from 'aws-cdk-lib';
import { ArnPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Key } from 'aws-cdk-lib/aws-kms';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { SourceOf } from '../lambda/config/cloudtrail.ts';
import { viaService } from './key-grant.ts';
import { LogBucket } from './log-bucket.ts';
import type { LogObjects } from './log-objects.ts';
import type { LogSource, LogSourceProps, Wiring } from './log-source.ts';
import { stableId } from './stable-id.ts';

/**
 * A bucket of our own that somebody else's log files are replicated to, by S3: into another account or Region, and where
 * nobody may touch the bucket that they come from but to replicate it. Replicas belong to us, as the bucket's objects are
 * its owner's whoever writes them. S3 announces a replica as a creation of any kind, also as that of several parts
 * (https://github.com/buoyant-data/lambda-s3-restructure/releases/tag/v0.1.1); no page of AWS's was found that says so.
 */
export class ReplicaBucket extends Construct implements LogSource {
  readonly bucket: Bucket;
  readonly logs: LogObjects;
  readonly wiring: readonly Wiring[];

  constructor(scope: Construct, id: string, { source, queue, key, accessLogs }: LogSourceProps<SourceOf<'replica'>>) {
    super(scope, id);
    const holds = `copy-${stableId(this, source.sourceBucket).slice(0, 5)}`; // as long as `cloudtrail`, which there is room for
    const { bucket, objects } = new LogBucket(this, 'Logs', { holds, key, queue, accessLogs, suffix: '.json.gz' });
    this.bucket = bucket;
    this.logs = objects;
    letReplicate(bucket, source.roleArn);
    if (source.keyArn !== undefined) letEncrypt(key, source.roleArn);
    this.wiring = [
      {
        name: 'Replication',
        value: replication(source, bucket, key),
        description: `The replication configuration of ${source.sourceBucket}, which has to be versioned. CAUTION: put-bucket-replication replaces the WHOLE configuration; get the current one first and add this rule to it.`,
      },
      {
        name: 'ReplicationRolePolicy',
        value: { Version: '2012-10-17', Statement: roleStatements(source, bucket, key) },
        description: `What ${source.roleArn} may. s3.amazonaws.com has to be allowed to assume it.`,
      },
    ];
  }
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/setting-repl-config-perm-overview.html */
function letReplicate(bucket: Bucket, roleArn: string): void {
  const principals = [new ArnPrincipal(roleArn)];
  const allow = (actions: readonly string[], resource: string): void => {
    bucket.addToResourcePolicy(new PolicyStatement({ principals, actions: [...actions], resources: [resource] }));
  };
  allow(['s3:ReplicateObject'], bucket.arnForObjects('*'));
  allow(['s3:GetBucketVersioning'], bucket.bucketArn);
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-config-for-kms-objects.html */
function letEncrypt(key: Key, roleArn: string): void {
  key.addToResourcePolicy(
    new PolicyStatement({
      principals: [new ArnPrincipal(roleArn)],
      actions: encrypting,
      resources: ['*'], // in a key's policy: this key
      conditions: viaService(key, 's3'),
    }),
  );
}

const encrypting = ['kms:Encrypt', 'kms:GenerateDataKey'];

function replication({ roleArn, keyArn }: SourceOf<'replica'>, { bucketArn }: Bucket, key: Key) {
  return {
    Role: roleArn,
    Rules: [
      {
        ID: 'gatewarden',
        Priority: 1,
        Status: 'Enabled',
        Filter: {},
        DeleteMarkerReplication: { Status: 'Disabled' },
        ...(keyArn !== undefined && { SourceSelectionCriteria: { SseKmsEncryptedObjects: { Status: 'Enabled' } } }),
        Destination: {
          Bucket: bucketArn,
          ...(keyArn !== undefined && { EncryptionConfiguration: { ReplicaKmsKeyID: key.keyArn } }),
        },
      },
    ],
  };
}

function roleStatements({ sourceBucket, keyArn }: SourceOf<'replica'>, bucket: Bucket, key: Key) {
  const sourceArn = Stack.of(bucket).formatArn({ service: 's3', region: '', account: '', resource: sourceBucket });
  const allow = (Action: readonly string[], Resource: string) => ({ Effect: 'Allow', Action, Resource });
  const reading = ['s3:GetObjectVersionForReplication', 's3:GetObjectVersionAcl', 's3:GetObjectVersionTagging'];
  const plain = [
    allow(['s3:GetReplicationConfiguration', 's3:ListBucket'], sourceArn),
    allow(reading, `${sourceArn}/*`),
    allow(['s3:ReplicateObject'], bucket.arnForObjects('*')),
  ];
  if (keyArn === undefined) return plain;
  return [
    ...plain,
    { ...allow(['kms:Decrypt'], keyArn), Condition: viaService(bucket, 's3', regionOf(keyArn, bucket)) },
    { ...allow(encrypting, key.keyArn), Condition: viaService(key, 's3') },
  ];
}

function regionOf(keyArn: string, scope: Construct): string | undefined {
  return Stack.of(scope).splitArn(keyArn, ArnFormat.SLASH_RESOURCE_NAME).region;
}
