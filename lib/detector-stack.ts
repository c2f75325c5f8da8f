import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Gatewarden } from './gatewarden.ts';
import type { GatewardenProps } from './gatewarden-props.ts';

export interface DetectorStackProps extends StackProps {
  readonly config: GatewardenProps;
}

/** Gatewarden alone in a stack, for who has no CDK app to put it into. */
export class DetectorStack extends Stack {
  readonly gatewarden: Gatewarden;

  constructor(scope: Construct, id: string, { config, ...props }: DetectorStackProps) {
    super(scope, id, props);
    this.gatewarden = new Gatewarden(this, 'Gatewarden', config);
  }
}
