import { inRegionOf } from '../../../lambda/config/arn.ts';
import type { Ask } from './ask.ts';

export interface TopicFacts {
  /** JSON; undefined where it has no policy. */
  readonly policy: string | undefined;
  readonly keyId: string | undefined;
}

/** What SNS says of a topic, in the topic's own Region. Throws NotThere and CannotLook. */
export async function topicFacts(arn: string, ask: Ask): Promise<TopicFacts> {
  const { Attributes = {} } = await ask('sns:GetTopicAttributes', { TopicArn: arn }, inRegionOf(arn));
  return { policy: Attributes['Policy'], keyId: Attributes['KmsMasterKeyId'] };
}
