import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { SignInPattern } from '../lambda/config/fast-path.ts';
import { signInRule } from './sign-in-rule.ts';

/** Where sign-ins are forwarded to, and which. */
export interface SignInTarget {
  /** The bus of a Gatewarden. */
  readonly busArn: string;
  readonly pattern: SignInPattern;
}

export interface SignInForwarderProps {
  /** What `signIns` of the Gatewarden is. */
  readonly to: SignInTarget;
}

/**
 * Sends the sign-ins of its stack's Region and account to a Gatewarden elsewhere. A bus is the one target that a rule can
 * have in another Region, and it takes a role: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cross-region.html.
 * Only who may pass that role, in its own account, can have EventBridge act by it.
 */
export class SignInForwarder extends Construct {
  constructor(scope: Construct, id: string, { to }: SignInForwarderProps) {
    super(scope, id);
    const { busArn, pattern } = to;
    const role = new Role(this, 'Role', {
      description: 'Gatewarden: forwards sign-ins, and may do nothing else',
      assumedBy: new ServicePrincipal('events.amazonaws.com'),
    });
    role.addToPolicy(new PolicyStatement({ actions: ['events:PutEvents'], resources: [busArn] }));
    const rule = signInRule(this, 'Rule', {
      description: 'Gatewarden: forwards sign-ins',
      pattern,
      target: { id: 'bus', arn: busArn, roleArn: role.roleArn },
    });
    rule.node.addDependency(role); // and its policy
  }
}
