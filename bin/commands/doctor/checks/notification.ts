import { type Announcement, announcements, covers, overlap } from '../announced.ts';
import { type Check, lookAt, lookAtEach, type Ports } from '../check.ts';
import { type Feed, feedsOf } from '../feeds-of.ts';
import { type Finding, fault, ok, warning } from '../finding.ts';
import { forOwner } from '../for-owner.ts';
import { putBack } from '../mends.ts';
import { sourceQueue } from '../queue-facts.ts';
import { fromEventBridge } from './notification/from-eventbridge.ts';
import { fromTopic } from './notification/from-topic.ts';

/** Whether somebody tells the queue of each new file. */
export const notification: Check = {
  id: 'notification',
  title: 'Notification',
  needs: [
    's3:GetBucketNotification',
    'sqs:GetQueueAttributes',
    'sns:GetSubscriptionAttributes',
    'cloudformation:ListStackResources',
    'cloudtrail:DescribeTrails',
    'events:DescribeRule',
    'events:ListTargetsByRule',
  ],
  look: (ports) =>
    lookAt('sources', () =>
      lookAtEach(
        feedsOf(ports.deployment),
        ({ source }) => source.bucket,
        (feed) => ofFeed(feed, ports),
      ),
    ),
};

function ofFeed(feed: Feed, ports: Ports): Promise<readonly Finding[]> {
  switch (feed.source.mode) {
    case 'create':
    case 'bucket':
    case 'replica':
      return fromBucket(feed, ports);
    case 'topic':
      return fromTopic(feed.source, ports);
    case 'eventbridge':
      return fromEventBridge(feed.source, ports);
    default:
      return feed.source.mode satisfies never;
  }
}

/** What a log file's key ends with, as far as we ask for it. */
const ending = '.json.gz';

async function fromBucket({ queue, source }: Feed, ports: Ports): Promise<readonly Finding[]> {
  const { bucket, account, mode } = source;
  if (account !== ports.deployment.account)
    return [
      forOwner(bucket, 'whether it tells the queue of new files', {
        owner: account,
        compare: 'the output CloudTrailNotification',
        check: 'notification',
      }),
    ];
  const { arn } = await sourceQueue(queue, ports);
  const all = announcements(
    await ports.ask('s3:GetBucketNotification', { Bucket: bucket, ExpectedBucketOwner: account }),
  );
  const ours = all.filter(({ to }) => to === arn);
  if (ours.length === 0) return [missing(source, arn, all)];
  if (!ours.some(({ events }) => events.some((event) => covers(event, 's3:ObjectCreated:Put'))))
    return [fault(bucket, 'it does not tell the queue of new files, only of other things', howToWire(mode))];
  const narrow = queue === 'cloudtrail' ? ours.flatMap((each) => narrowing(bucket, each)) : [];
  const wide = ours.length > narrow.length;
  return wide ? [ok(bucket, 'tells the queue of new files')] : narrow;
}

function missing({ bucket, mode }: Feed['source'], arn: string, all: readonly Announcement[]): Finding {
  const wanted: Announcement = { to: arn, events: ['s3:ObjectCreated:*'], prefix: '', suffix: ending };
  const inTheWay = all.find((each) => overlap(each, wanted));
  if (inTheWay === undefined) return fault(bucket, 'nobody tells the queue of its new files', howToWire(mode));
  return fault(
    bucket,
    `nobody tells the queue of its new files: ${inTheWay.to} is told of them, and S3 takes no second entry that overlaps (prefix '${inTheWay.prefix}', suffix '${inTheWay.suffix}')`,
    "Let that entry go to an SNS topic which both are subscribed to (mode: topic), or switch the bucket's EventBridge events on (mode: eventbridge): docs/deploy.md.",
  );
}

function howToWire(mode: Feed['source']['mode']): string {
  return mode === 'bucket'
    ? 'Its owner adds the entry of the output CloudTrailNotification to the notifications that the bucket has, and replaces none: docs/deploy.md.'
    : putBack;
}

/** Where an entry lets only some log files through. Digests and Insights lie in folders of their own beside `CloudTrail/`. */
function narrowing(bucket: string, { prefix, suffix }: Announcement): readonly Finding[] {
  if (!ending.endsWith(suffix))
    return [
      fault(
        bucket,
        `it tells of files that end in '${suffix}' alone: log files end in ${ending}`,
        `Set the suffix of the entry to ${ending}.`,
      ),
    ];
  if (/\/CloudTrail-[^/]+/.test(prefix))
    return [
      fault(
        bucket,
        `it tells of files below '${prefix}' alone, which are no log files`,
        'Take the prefix out of the entry, or let it end in /CloudTrail/.',
      ),
    ];
  if (/\/CloudTrail\/./.test(prefix))
    return [
      warning(
        bucket,
        `it tells of files below '${prefix}' alone: those of other Regions or days are not seen`,
        'Let the prefix of the entry end in /CloudTrail/.',
      ),
    ];
  return [];
}
