import { Stack, Token } from 'aws-cdk-lib';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import type { Construct } from 'constructs';
import { arnParts } from '../lambda/config/arn.ts';
import type { CloudTrailSource } from '../lambda/config/cloudtrail.ts';
import type { Fault } from '../lambda/config/faults.ts';
import { partitionOf } from './partition.ts';

/**
 * What cannot work where the stack goes, as far as that is known at synth. A fault's path begins in the source's own
 * block.
 */
export function placeFaults(scope: Construct, source: CloudTrailSource): readonly Fault[] {
  const { region } = Stack.of(scope);
  return Token.isUnresolved(region) ? [] : [...partitionFaults(source, scope), ...regionFaults(source, region)];
}

function partitionFaults(source: CloudTrailSource, scope: Construct): readonly Fault[] {
  const here = partitionOf(scope);
  return Object.entries(source).flatMap(([name, value]: [string, string]) => {
    if (!value.startsWith('arn:') || Token.isUnresolved(value) || arnParts(value).partition === here) return [];
    return [
      { path: [name], message: `is of the partition ${arnParts(value).partition}, and the stack goes into ${here}` },
    ];
  });
}

function regionFaults(source: CloudTrailSource, here: string): readonly Fault[] {
  switch (source.mode) {
    case 'create':
    case 'replica':
      return [];
    case 'bucket':
      return isElsewhere(source.region, here) ? [notifiesElsewhere(source.region, here)] : keyFaults(source, here);
    case 'topic':
      return [...topicFaults(source.topicArn, here), ...keyFaults(source, here)];
    case 'eventbridge':
      return keyFaults(source, here);
    default:
      return source satisfies never;
  }
}

function notifiesElsewhere(region: string, here: string): Fault {
  const message = `is ${region}, and the stack goes into ${here}, but a bucket notifies queues of its own Region alone: deploy in ${region}, or use the mode "topic", "eventbridge" or "replica"`;
  return { path: ['region'], message };
}

/**
 * SNS does not deliver from one opt-in Region to another: https://docs.aws.amazon.com/sns/latest/dg/lambda-prereq.html.
 * Which these are is of the CDK's knowledge; a Region that it does not know is taken for none.
 */
function topicFaults(topicArn: string, here: string): readonly Fault[] {
  if (Token.isUnresolved(topicArn)) return [];
  const there = arnParts(topicArn).region;
  if (there === here || ![there, here].every((region) => RegionInfo.get(region).isOptInRegion)) return [];
  const message = `is a topic of ${there}, and the stack goes into ${here}, but SNS does not deliver from one opt-in Region to another: deploy in ${there}, or use the mode "eventbridge" or "replica"`;
  return [{ path: ['topicArn'], message }];
}

/** Of a bucket whose Region is not said, which is then the stack's. */
function keyFaults(
  { keyArn, region }: { readonly keyArn?: string; readonly region?: string },
  here: string,
): readonly Fault[] {
  if (region !== undefined || keyArn === undefined || Token.isUnresolved(keyArn)) return [];
  const ofKey = arnParts(keyArn).region;
  if (ofKey === here) return [];
  const message = `is a key of ${ofKey}, so the bucket is there, too, and the stack goes into ${here}: if that is right, say region: ${ofKey}`;
  return [{ path: ['keyArn'], message }];
}

function isElsewhere(region: string | undefined, here: string): region is string {
  return region !== undefined && !Token.isUnresolved(region) && region !== here;
}
