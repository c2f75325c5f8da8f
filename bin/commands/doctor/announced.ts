import type {
  Event,
  GetBucketNotificationConfigurationCommandOutput,
  NotificationConfigurationFilter,
} from '@aws-sdk/client-s3';

/** One entry of a bucket's notifications: whom it tells of which objects. */
export interface Announcement {
  readonly to: string;
  readonly events: readonly Event[];
  readonly prefix: string;
  readonly suffix: string;
}

/** All entries, whatever they tell. */
export function announcements(found: GetBucketNotificationConfigurationCommandOutput): readonly Announcement[] {
  const { QueueConfigurations = [], TopicConfigurations = [], LambdaFunctionConfigurations = [] } = found;
  return [
    ...QueueConfigurations.map((each) => entry(each.QueueArn, each)),
    ...TopicConfigurations.map((each) => entry(each.TopicArn, each)),
    ...LambdaFunctionConfigurations.map((each) => entry(each.LambdaFunctionArn, each)),
  ];
}

function entry(
  to: string | undefined,
  each: { readonly Events: Event[] | undefined; readonly Filter?: NotificationConfigurationFilter | undefined },
): Announcement {
  const ruleOf = (name: string): string =>
    each.Filter?.Key?.FilterRules?.find(({ Name }) => Name?.toLowerCase() === name)?.Value ?? '';
  return { to: to ?? '', events: each.Events ?? [], prefix: ruleOf('prefix'), suffix: ruleOf('suffix') };
}

/** Whether S3 would refuse both in one bucket: an event in common, and keys that both would announce. */
export function overlap(one: Announcement, other: Announcement): boolean {
  const [prefixes, suffixes] = [
    [one.prefix, other.prefix],
    [one.suffix, other.suffix],
  ] as const;
  return (
    one.events.some((event) => other.events.some((each) => covers(event, each) || covers(each, event))) &&
    (prefixes[0].startsWith(prefixes[1]) || prefixes[1].startsWith(prefixes[0])) &&
    (suffixes[0].endsWith(suffixes[1]) || suffixes[1].endsWith(suffixes[0]))
  );
}

/** `s3:ObjectCreated:*` covers `s3:ObjectCreated:Put`. */
export function covers(pattern: string, event: string): boolean {
  return pattern === event || (pattern.endsWith(':*') && event.startsWith(pattern.slice(0, -1)));
}
