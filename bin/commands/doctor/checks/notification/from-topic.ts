import type { DeployedSource } from '../../../../../lambda/config/deployed.ts';
import { announcements } from '../../announced.ts';
import { lookAt, type Ports } from '../../check.ts';
import { type Finding, fault, ok, skipped, warning } from '../../finding.ts';
import { bringBack } from '../../mends.ts';
import { subscriptionsIn } from '../../subscription-facts.ts';
import { trailsOf } from '../../trails.ts';

/** By a topic: the queue has to be subscribed to it, and CloudTrail or the bucket to publish to it. */
export async function fromTopic(source: DeployedSource, ports: Ports): Promise<readonly Finding[]> {
  const { bucket, topicArn = '' } = source;
  const [subscribed, told] = await Promise.all([
    lookAt(topicArn, () => subscription(topicArn, ports)),
    lookAt(bucket, () => publisher(source, ports)),
  ]);
  const wrong = [...subscribed, ...told].filter(({ verdict }) => verdict !== 'ok');
  return wrong.length > 0 ? wrong : [ok(bucket, `tells ${topicArn}, and that the queue`)];
}

async function subscription(topicArn: string, ports: Ports): Promise<readonly Finding[]> {
  const ours = (await subscriptionsIn(ports)).filter(({ arn }) => arn.startsWith(`${topicArn}:`));
  const again =
    'Deploy again after its owner lets this account subscribe; the output of that topic has the statement for its policy.';
  if (ours.length === 0) return [fault(topicArn, 'the stack has no subscription to it', again)];
  const states = await Promise.all(ours.map(({ read }) => read()));
  const found = states.find((state) => state.kind === 'confirmed') ?? states[0];
  switch (found?.kind) {
    case 'confirmed':
      return found.filter === undefined
        ? [ok(topicArn, 'the queue is subscribed')]
        : [
            warning(
              topicArn,
              `the queue's subscription lets only some messages through: ${found.filter}`,
              'Take the filter policy out of the subscription.',
            ),
          ];
    case 'pending':
      return [fault(topicArn, "the queue's subscription is not confirmed", again)];
    default:
      return [fault(topicArn, 'the queue is not subscribed any more', bringBack)];
  }
}

/** Either the trail or the bucket publishes; where neither can be seen, the topic may still be told. */
async function publisher(source: DeployedSource, { ask, deployment }: Ports): Promise<readonly Finding[]> {
  const { bucket, account, topicArn = '' } = source;
  const trails = await trailsOf(source, ask);
  if (trails.some((trail) => trail.SnsTopicARN === topicArn)) return [ok(bucket, 'its trail publishes')];
  const howTo = `Let the bucket's notifications name ${topicArn} for s3:ObjectCreated:*, or the trail: aws cloudtrail update-trail --sns-topic-name.`;
  if (account !== deployment.account)
    return [
      skipped(
        bucket,
        `whether anybody publishes to ${topicArn} is for account ${account} to see`,
        `${howTo} --skip notification leaves this out.`,
      ),
    ];
  const found = await ask('s3:GetBucketNotification', { Bucket: bucket, ExpectedBucketOwner: account });
  if (announcements(found).some(({ to }) => to === topicArn)) return [ok(bucket, 'it publishes')];
  return [fault(bucket, `neither it nor a trail of this account publishes to ${topicArn}`, howTo)];
}
