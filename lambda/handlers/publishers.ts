import type { Telling } from '../config/telling.ts';
import { type Audience, audiences } from '../config/topics.ts';
import { type GatheringPolicy, type GatheringPorts, gathered } from '../core/gathering.ts';
import type { Publisher } from '../core/ports.ts';
import type { Tellable } from '../core/tellable.ts';
import { type MeasuringPorts, measuredPublisher } from './measured-publisher.ts';
import type { TopicSettings } from './topic-publishers.ts';

type PublisherSettings = TopicSettings & { readonly config: { readonly telling: Telling } };

/**
 * What makes the publishers of an invocation, one for each audience that has a topic; each gathers what its audience is
 * told together, and measures what it tells.
 */
export function publishers(
  settings: PublisherSettings,
  rules: readonly Tellable[],
): (ports: GatheringPorts & MeasuringPorts) => readonly Publisher[] {
  const byTopic = loadedLater(settings, rules).map(
    (publisher) => [publisher, policyOf(publisher.audience, settings.config)] as const,
  );
  return (ports) => byTopic.map(([publisher, policy]) => gathered(measuredPublisher(publisher, ports), policy, ports));
}

/**
 * Hardly any invocation tells anybody anything, so what it takes to word a message and to send it is loaded with the
 * first message, and not when the function starts.
 */
function loadedLater(settings: PublisherSettings, rules: readonly Tellable[]): readonly Publisher[] {
  let loaded: Promise<ReadonlyMap<string, Publisher>> | undefined;
  const load = async () => {
    const { topicPublishers } = await import('./late.ts');
    return new Map(topicPublishers(settings, rules).map((each) => [each.audience, each]));
  };
  const publisherFor = (audience: Audience): Publisher => ({
    audience,
    async publish(message) {
      loaded ??= load();
      const publisher = (await loaded).get(audience);
      if (publisher === undefined) throw new Error(`no topic for ${audience}`);
      await publisher.publish(message);
    },
  });
  return audiences.filter((audience) => settings.topicArns[audience] !== undefined).map(publisherFor);
}

/** Programs get every alert by itself, but for a storm; people, and a chat, what they can read. */
export function policyOf(audience: string, { telling }: { readonly telling: Telling }): GatheringPolicy {
  const { stormAbove, digest } = telling;
  if (audience === 'machines') return { digestHour: digest.hour, groups: false, stormAbove };
  return { digestBelow: digest.below, digestHour: digest.hour, groups: true, stormAbove };
}
