import { Stack, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Accepts one finding of cdk-nag on one construct, and says why. */
export function acknowledge(construct: IConstruct, id: string, reason: string): void {
  Validations.of(construct).acknowledge({ id, reason });
}

/** Accepts a wildcard in the one resource that a policy under the construct names so. */
export function acknowledgeWildcard(construct: IConstruct, resource: string, reason: string): void {
  acknowledge(construct, `AwsSolutions-IAM5[Resource::${flatten(Stack.of(construct).resolve(resource))}]`, reason);
}

/** As cdk-nag writes CloudFormation's references: `arn:<AWS::Partition>:s3:::name`. */
function flatten(resolved: unknown): string {
  if (typeof resolved === 'string') return resolved;
  const { Ref: name, 'Fn::Join': join } = resolved as {
    readonly Ref?: string;
    readonly 'Fn::Join'?: [string, unknown[]];
  };
  return join === undefined ? `<${name}>` : join[1].map(flatten).join(join[0]);
}
