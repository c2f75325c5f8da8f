import { CfnRule } from 'aws-cdk-lib/aws-events';
import type { Construct } from 'constructs';
import type { SignInPattern } from '../lambda/config/fast-path.ts';

export interface SignInRuleProps {
  readonly description: string;
  readonly pattern: SignInPattern;
  /** @default - the default bus, where AWS's own events are */
  readonly eventBusName?: string;
  readonly target: Pick<CfnRule.TargetProperty, 'id' | 'arn' | 'roleArn'>;
}

/** How long EventBridge tries: by then the log file has come as a rule, and tells the same. */
const maximumEventAgeInSeconds = 3_600;

/** A rule that hands sign-ins on as they are. What it cannot deliver, no queue keeps: it comes with its log file. */
export function signInRule(scope: Construct, id: string, props: SignInRuleProps): CfnRule {
  const { pattern: eventPattern, target, ...rest } = props;
  const targets = [{ ...target, retryPolicy: { maximumEventAgeInSeconds } }];
  return new CfnRule(scope, id, { ...rest, eventPattern, targets });
}
