import { CfnOutput, type CfnOutputProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** Something that who deploys has to know. Its name in the stack's outputs is exactly this, as the documentation says. */
export function output(scope: Construct, name: string, props: CfnOutputProps): void {
  new CfnOutput(scope, name, props).overrideLogicalId(name);
}
