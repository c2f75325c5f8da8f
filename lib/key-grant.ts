import { Stack } from 'aws-cdk-lib';
import { PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import { partitionOf } from './partition.ts';

export interface KeyGrant {
  readonly keyArn: string;
  /** The service that calls KMS on the role's behalf; otherwise the key is of no use to it. */
  readonly via: 'dynamodb' | 's3' | 'secretsmanager' | 'sns' | 'sqs';
  readonly actions: readonly string[];
  /** Where that service calls KMS. @default - in the stack's own Region */
  readonly region?: string | undefined;
}

/**
 * Lets a role use a key through one service only. No source was found that says which of its two names a service has there
 * in China, so there it may have either; both are AWS's.
 */
export function grantKey(role: Role, { keyArn, via, actions, region }: KeyGrant): void {
  const name = `${via}.${region ?? Stack.of(role).region}.amazonaws.com`;
  role.addToPolicy(
    new PolicyStatement({
      actions: [...actions],
      resources: [keyArn],
      conditions: { StringEquals: { 'kms:ViaService': partitionOf(role) === 'aws-cn' ? [name, `${name}.cn`] : name } },
    }),
  );
}
