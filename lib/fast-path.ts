import { Stack } from 'aws-cdk-lib';
import { CfnEventBus } from 'aws-cdk-lib/aws-events';
import { AccountRootPrincipal, AnyPrincipal, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { configuredRules } from '../lambda/config/configured.ts';
import { environment } from '../lambda/config/environment.ts';
import { type FastPath as FastPathConfig, type SignInPattern, signInPattern } from '../lambda/config/fast-path.ts';
import type { Config } from '../lambda/config/schema.ts';
import { rules } from '../lambda/rules/index.ts';
import type { DeliveryQueue } from './delivery-queue.ts';
import { fastPathFaults } from './fast-path-faults.ts';
import { output } from './output.ts';
import { ownNames } from './own-names.ts';
import type { SignInTarget } from './sign-in-forwarder.ts';
import { signInRule } from './sign-in-rule.ts';
import { FaultyProps } from './valid-config.ts';

export interface FastPathProps {
  readonly fastPath: FastPathConfig;
  /** Which rules are enabled. */
  readonly config: Pick<Config, 'rules'>;
  /** Takes sign-ins beside the notifications of log files. */
  readonly queue: DeliveryQueue;
}

/** What a rule of ours takes, and for whom. */
interface Taken {
  readonly pattern: SignInPattern;
  readonly queue: DeliveryQueue;
  readonly eventBusName?: string;
}

/**
 * Sign-ins as EventBridge brings them: those of the stack's own Region from its default bus, and what is forwarded from
 * elsewhere from a bus of our own, where no rule of anybody else sees it. Throws FaultyProps.
 */
export class FastPath extends Construct {
  /** Where other Regions and accounts forward to; absent where there are none. */
  readonly signIns?: SignInTarget;

  constructor(scope: Construct, id: string, { fastPath, config, queue }: FastPathProps) {
    super(scope, id);
    const pattern = signInPattern(configuredRules(rules, config));
    const faults = fastPathFaults(this, fastPath, pattern);
    if (faults.length > 0 || pattern === undefined) throw new FaultyProps(scope, faults);

    const { region } = Stack.of(this);
    const { regions, organization } = fastPath;
    if (regions.includes(region)) this.take('Home', { pattern, queue });
    if (organization === undefined && regions.every((each) => each === region)) return;

    const name = `${ownNames(this).base}-sign-ins`;
    // From its name, as what a stack in another Region refers to must be known at synth.
    const busArn = Stack.of(this).formatArn({ service: 'events', resource: 'event-bus', resourceName: name });
    const bus = new CfnEventBus(this, 'Bus', {
      name,
      description: 'Gatewarden: sign-ins from elsewhere',
      policy: new PolicyDocument({ statements: this.senders(fastPath, busArn) }),
    });
    this.take('Elsewhere', { pattern, queue, eventBusName: bus.ref });
    output(this, 'FastPathBusArn', { value: busArn, description: 'Where sign-ins from elsewhere are forwarded to.' });
    this.signIns = { busArn, pattern };
  }

  /** Has a function take sign-ins that come by themselves: without it one could have been put by somebody else. */
  bringTo(taker: LambdaFunction): void {
    taker.addEnvironment(environment.signIns, 'true');
  }

  private take(id: string, { queue, ...taken }: Taken): void {
    const description = 'Gatewarden: sign-ins, before their log files come';
    const rule = signInRule(this, id, { ...taken, description, target: { id: 'queue', arn: queue.queue.queueArn } });
    queue.admitRule(rule.attrArn);
  }

  /**
   * Only what rules forward from the Regions that are listed, and nothing that somebody puts by hand: those of this account,
   * as another Region may ask for it, and those of an organisation's accounts.
   * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-bus-example-policy-specific-region.html
   */
  private senders({ regions, organization }: FastPathConfig, busArn: string): PolicyStatement[] {
    const { account, partition } = Stack.of(this);
    const allow = { actions: ['events:PutEvents'], resources: [busArn] };
    const rulesOf = (owner: string) => ({
      'aws:SourceArn': regions.map((region) => `arn:${partition}:events:${region}:${owner}:rule/*`),
    });
    const own = new PolicyStatement({
      ...allow,
      sid: 'OwnAccount',
      principals: [new AccountRootPrincipal()],
      conditions: { ArnLike: rulesOf(account) },
    });
    if (organization === undefined) return [own];
    const others = new PolicyStatement({
      ...allow,
      sid: 'Organization',
      principals: [new AnyPrincipal()],
      conditions: { StringEquals: { 'aws:PrincipalOrgID': organization }, ArnLike: rulesOf('*') },
    });
    return [own, others];
  }
}
