import { BootstraplessSynthesizer, type IStackSynthesizer, Stack, type StackProps, Stage } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { FastPath } from '../lambda/config/fast-path.ts';
import type { DetectorStack } from './detector-stack.ts';
import { SignInForwarder, type SignInTarget } from './sign-in-forwarder.ts';

/** Holds the template for the accounts of an organisation: its folder in cdk.out is `assembly-` and this. */
const organizationStage = 'Organization';

/**
 * Beside a Gatewarden, a stack for each other Region that its fast path lists; and for an organisation one that no command
 * deploys by itself, as its template is what a StackSet rolls out.
 */
export function addFastPathStacks(scope: Construct, home: DetectorStack, { regions, organization }: FastPath): void {
  const { signIns } = home.gatewarden;
  if (signIns === undefined) return;
  const { stackName, region: own, account } = home;
  for (const region of regions) {
    if (region === own) continue;
    const description = `Gatewarden: forwards the sign-ins of ${region} to ${own}.`;
    const stack = forwarder(scope, `${stackName}-FastPath-${region}`, signIns, {
      env: { account, region },
      description,
    });
    stack.addStackDependency(home);
  }
  if (organization === undefined) return;
  const description = `Gatewarden: forwards the sign-ins of a Region to ${own} of account ${account}.`;
  forwarder(new Stage(scope, organizationStage), 'FastPath', signIns, { description });
}

/** Its template names no Region or account of its own and has no assets: no Region has to be bootstrapped for it. */
function forwarder(scope: Construct, id: string, to: SignInTarget, props: StackProps): Stack {
  const synthesizer = new BootstraplessSynthesizer() as IStackSynthesizer; // CDK's classes miss their interfaces under exactOptionalPropertyTypes
  const stack = new Stack(scope, id, { ...props, synthesizer });
  new SignInForwarder(stack, 'SignIns', { to });
  return stack;
}
