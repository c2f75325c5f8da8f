import { CfnResource, Stack, Token } from 'aws-cdk-lib';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import type { SourceOf } from '../lambda/config/cloudtrail.ts';
import { existingObjects } from './existing-objects.ts';
import type { LogObjects } from './log-objects.ts';
import type { LogSource, LogSourceProps, Wiring } from './log-source.ts';
import { ownNames } from './own-names.ts';
import { stableId } from './stable-id.ts';

/**
 * A bucket that sends its events to EventBridge, and a rule that brings those of log files to the queue. A bucket's events
 * are on the default bus of its owner, in its Region: from elsewhere, the owner forwards them to ours, which lets that
 * account in. Where the stack's own account is not known at synth, a bucket of that very account looks like another's: then
 * its root is let put S3's events, which it may anyway, and there are outputs of which the owner needs none.
 */
export class BucketEvents extends Construct implements LogSource {
  readonly logs: LogObjects;
  readonly wiring: readonly Wiring[];

  constructor(scope: Construct, id: string, { source, queue }: LogSourceProps<SourceOf<'eventbridge'>>) {
    super(scope, id);
    const stack = Stack.of(this);
    this.logs = existingObjects(this, source);
    const rule = new CfnRule(this, 'Rule', {
      description: `Gatewarden: new CloudTrail files in ${source.bucket}`,
      eventPattern: patternOf(source.bucket),
      targets: [{ id: 'queue', arn: queue.queue.queueArn }],
    });
    queue.admitRule(rule.attrArn);
    if (source.account !== stack.account) letForward(scope, source.account);
    this.wiring = isHere(stack, source) ? [] : forwarding(stack, source.bucket);
  }
}

/**
 * The file's name tells nothing else in the bucket from it, but `CloudTrail` as a whole folder does.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
 */
function patternOf(bucket: string) {
  return {
    source: ['aws.s3'],
    'detail-type': ['Object Created'],
    detail: { bucket: { name: [bucket] }, object: { key: [{ wildcard: '*/CloudTrail/*.json.gz' }] } },
  };
}

/** Once for an account, and only with what S3 sends: nobody else's events, and none of another kind. */
function letForward(scope: Construct, account: string): void {
  const id = `Forwarding${stableId(scope, account)}`;
  if (scope.node.tryFindChild(id) !== undefined) return;
  const stack = Stack.of(scope);
  // Not CfnEventBusPolicy: that warns at each synth of a property that is deprecated, whether it is used or not.
  new CfnResource(scope, id, {
    type: 'AWS::Events::EventBusPolicy',
    properties: {
      StatementId: `${ownNames(scope).base}-${account}`,
      Statement: {
        Effect: 'Allow',
        Principal: { AWS: stack.formatArn({ service: 'iam', region: '', account, resource: 'root' }) },
        Action: 'events:PutEvents',
        Resource: busArn(stack),
        // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-bus-example-policy-cross-account-custom-bus-source.html
        Condition: {
          'ForAllValues:StringEquals': { 'events:source': 'aws.s3' },
          StringEquals: { 'events:detail-type': 'Object Created' },
        },
      },
    },
  });
}

function isHere({ account, region }: Stack, source: SourceOf<'eventbridge'>): boolean {
  if (source.region !== undefined && (Token.isUnresolved(region) || source.region !== region)) return false;
  return source.account === account;
}

/** A rule of the owner's, whose target is a bus elsewhere, and the role that such a target takes. */
function forwarding(stack: Stack, bucket: string): readonly Wiring[] {
  const Statement = [{ Effect: 'Allow', Action: 'events:PutEvents', Resource: busArn(stack) }];
  const where = 'where the bucket is of another account or Region than this stack';
  return [
    {
      name: 'ForwardingPattern',
      value: patternOf(bucket),
      description: `The event pattern of the rule that forwards, on the default bus of the bucket's owner, ${where}.`,
    },
    { name: 'ForwardingBusArn', value: busArn(stack), description: `The target of that rule, ${where}.` },
    {
      name: 'ForwardingRolePolicy',
      value: { Version: '2012-10-17', Statement },
      description: `What the role of that target may, ${where}. events.amazonaws.com has to be allowed to assume it.`,
    },
  ];
}

function busArn(stack: Stack): string {
  return stack.formatArn({ service: 'events', resource: 'event-bus', resourceName: 'default' });
}
