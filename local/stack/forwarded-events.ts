import { patternTest } from '../events/pattern.ts';
import { busArn, here } from '../here.ts';
import { policySchema } from '../policies/statements.ts';
import { expectShape } from '../template/expect-shape.ts';
import type { EventBus, EventRule } from './event-buses.ts';
import type { ExistingSource, Wired } from './existing-bucket.ts';
import type { Role } from './roles.ts';

/** What the owner of a bucket elsewhere has set up, on the bus there. */
export interface Forwarding {
  readonly bus: EventBus;
  readonly rule: EventRule;
  /** What the rule forwards as. */
  readonly role: Role;
}

/**
 * Set up as the stack's outputs tell the owner of a bucket of another account or Region, whose events are not on our bus.
 * Undefined where they are.
 */
export function forwardingOf({ mode, bucket, account, region }: ExistingSource, wired: Wired): Forwarding | undefined {
  const theirs = busArn('default', { account, region });
  if (mode !== 'eventbridge' || theirs === busArn('default')) return undefined;
  const roleArn = `arn:${here.partition}:iam::${account}:role/forwards-${bucket}`;
  const policy = JSON.parse(wired('ForwardingRolePolicy'));
  const { Statement: statements } = expectShape(policySchema, policy, 'the policy of a role that forwards events');
  return {
    bus: { name: `default of ${account}`, arn: theirs, policy: [] },
    rule: {
      name: `forwards ${bucket}`,
      arn: theirs.replace('event-bus/default', `rule/forwards-${bucket}`),
      busArn: theirs,
      takes: patternTest(JSON.parse(wired('ForwardingPattern')), `the pattern that forwards the events of ${bucket}`),
      targets: [{ arn: wired('ForwardingBusArn'), roleArn }],
    },
    role: { name: `forwards-${bucket}`, arn: roleArn, accessKeyId: `LOCAL-forwards-${bucket}`, statements },
  };
}
