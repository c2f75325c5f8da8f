import { CfnOutput, type CfnOutputProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { ownNames } from './own-names.ts';

/**
 * Something that who deploys has to know. Its name in the stack's outputs is exactly this, as the documentation says, with
 * the prefix of a Gatewarden that is not the only one there.
 */
export function output(scope: Construct, name: string, props: CfnOutputProps): void {
  new CfnOutput(scope, name, props).overrideLogicalId(`${ownNames(scope).outputPrefix}${name}`);
}
