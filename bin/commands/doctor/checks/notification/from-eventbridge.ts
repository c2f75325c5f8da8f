import type { DeployedSource } from '../../../../../lambda/config/deployed.ts';
import { lookAt, type Ports } from '../../check.ts';
import { type Finding, fault, ok, skipped } from '../../finding.ts';
import { putBack } from '../../mends.ts';
import { sourceQueue } from '../../queue-facts.ts';
import { rulesIn } from '../../rule-facts.ts';

/** By EventBridge: the bucket has to send its events there, and a rule for it to have the queue as a target. */
export async function fromEventBridge(source: DeployedSource, ports: Ports): Promise<readonly Finding[]> {
  const { bucket } = source;
  const findings = await Promise.all([
    lookAt(bucket, () => sending(source, ports)),
    lookAt(bucket, () => forwarded(source, ports)),
  ]);
  const wrong = findings.flat().filter(({ verdict }) => verdict !== 'ok');
  return wrong.length > 0 ? wrong : [ok(bucket, 'sends to EventBridge, and a rule to the queue')];
}

async function sending({ bucket, account }: DeployedSource, { ask, deployment }: Ports): Promise<readonly Finding[]> {
  if (account !== deployment.account)
    return [
      skipped(
        bucket,
        `whether it sends to EventBridge, and a rule forwards that, is for account ${account} to see`,
        'Its owner compares with docs/deploy.md. --skip notification leaves this out.',
      ),
    ];
  const found = await ask('s3:GetBucketNotification', { Bucket: bucket, ExpectedBucketOwner: account });
  if (found.EventBridgeConfiguration !== undefined) return [ok(bucket, 'it sends')];
  return [
    fault(
      bucket,
      'it does not send its events to EventBridge',
      'Add "EventBridgeConfiguration": {} to the bucket\'s notifications, and leave the others as they are: docs/deploy.md.',
    ),
  ];
}

async function forwarded({ bucket }: DeployedSource, ports: Ports): Promise<readonly Finding[]> {
  const { arn } = await sourceQueue('cloudtrail', ports);
  const rules = await rulesIn(ports);
  const found = rules.find(({ pattern, targets }) => pattern.includes(`"${bucket}"`) && targets.includes(arn));
  if (found === undefined) return [fault(bucket, 'no rule of the stack brings its events to the queue', putBack)];
  return [ok(bucket, 'a rule brings them')]; // whether it is on, is another check's
}
