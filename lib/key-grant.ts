import { Stack } from 'aws-cdk-lib';
import { PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';

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
    new PolicyStatement({
      actions: [...actions],
      resources: [keyArn],
      conditions: { StringEquals: { 'kms:ViaService': `${via}.${region ?? Stack.of(role).region}.amazonaws.com` } },
    }),
  );
}
