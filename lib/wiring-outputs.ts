import { Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { LogObjects } from './log-objects.ts';
import type { LogSource, Wiring } from './log-source.ts';
import { output } from './output.ts';

export interface WiringOutputsProps {
  readonly sources: readonly LogSource[];
  /** The role that reads the log files. */
  readonly readerArn: string;
}

/**
 * What others have to set up for each source that is not ours alone, ready to be pasted. With several sources the names
 * have the number of each in the configuration, from 1 on.
 */
export class WiringOutputs extends Construct {
  constructor(scope: Construct, id: string, { sources, readerArn }: WiringOutputsProps) {
    super(scope, id);
    for (const [index, { logs, bucket, wiring }] of sources.entries()) {
      const number = sources.length > 1 ? String(index + 1) : '';
      const reading = bucket === undefined ? readingOf(logs, readerArn) : [];
      for (const { name, value, description } of [...wiring, ...reading])
        output(this, `CloudTrail${number}${name}`, { value: this.text(value), description });
    }
  }

  private text(value: string | object): string {
    return typeof value === 'string' ? value : Stack.of(this).toJsonString(value);
  }
}

/** What its owner has to allow: the function itself, or a role that the function assumes. */
function readingOf(logs: LogObjects, readerArn: string): readonly Wiring[] {
  return logs.readAs === undefined ? policies(logs, readerArn) : roleOf(logs, logs.readAs, readerArn);
}

function policies(logs: LogObjects, readerArn: string): readonly Wiring[] {
  const reader = { Principal: { AWS: readerArn } };
  const { bucketName, keyArn } = logs;
  const bucketPolicy = {
    name: 'BucketPolicy',
    value: { Statement: bucketStatements(logs, reader) },
    description: `Add to the bucket policy of ${bucketName} where it belongs to another account than this stack.`,
  };
  if (keyArn === undefined) return [bucketPolicy];
  return [
    bucketPolicy,
    {
      name: 'KeyPolicy',
      value: { Statement: [keyStatement('*', reader)] },
      description: `Add to the policy of ${keyArn} where it belongs to another account, or does not leave access to IAM policies.`,
    },
  ];
}

/**
 * Without an external id: that is for somebody who acts for several customers, and only this one role is let in.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
 */
function roleOf(logs: LogObjects, roleArn: string, readerArn: string): readonly Wiring[] {
  const trust = { Effect: 'Allow', Principal: { AWS: readerArn }, Action: 'sts:AssumeRole' };
  const decrypting = logs.keyArn === undefined ? [] : [keyStatement(logs.keyArn, {})];
  return [
    {
      name: 'RoleTrust',
      value: { Version: '2012-10-17', Statement: [trust] },
      description: `The trust policy of ${roleArn}. The function's role has to be there first.`,
    },
    {
      name: 'RolePermissions',
      value: { Version: '2012-10-17', Statement: [...bucketStatements(logs, {}), ...decrypting] },
      description: `What ${roleArn} may.`,
    },
  ];
}

type Who = { readonly Principal?: { readonly AWS: string } };

function bucketStatements({ bucketArn, objectsArn }: LogObjects, who: Who) {
  const reader = { Effect: 'Allow', ...who };
  return [
    { Sid: 'GatewardenReads', ...reader, Action: ['s3:GetObject', 's3:GetObjectVersion'], Resource: objectsArn },
    { Sid: 'GatewardenLists', ...reader, Action: ['s3:ListBucket', 's3:ListBucketVersions'], Resource: bucketArn },
  ];
}

function keyStatement(Resource: string, who: Who) {
  return { Sid: 'GatewardenDecrypts', Effect: 'Allow', ...who, Action: 'kms:Decrypt', Resource };
}
