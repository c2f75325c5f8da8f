import { Stack } from 'aws-cdk-lib';
import { PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { partitionOf } from './partition.ts';

export interface KeyGrant {
  readonly keyArn: string;
  /** The service that calls KMS on the role's behalf; otherwise the key is of no use to it. */
  readonly via: 'dynamodb' | 's3' | 'secretsmanager' | 'sns' | 'sqs';
  readonly actions: readonly string[];
  /** Where that service calls KMS. @default - in the stack's own Region */
  readonly region?: string | undefined;
}

/** Lets a role use a key through one service only. */
export function grantKey(role: Role, { keyArn, via, actions, region }: KeyGrant): void {
  role.addToPolicy(
    new PolicyStatement({ actions: [...actions], resources: [keyArn], conditions: viaService(role, via, region) }),
  );
}

/**
 * That a service calls KMS on somebody's behalf, in its Region. No source was found that says which of its two names a
 * service has there in China, so there it may have either; both are AWS's.
 */
export function viaService(scope: Construct, via: KeyGrant['via'], region = Stack.of(scope).region) {
  const name = `${via}.${region}.amazonaws.com`;
  const names = partitionOf(scope) === 'aws-cn' ? [name, `${name}.cn`] : name;
  return { StringEquals: { 'kms:ViaService': names } };
}
