import { type Config, defaultConfig } from '../../../lambda/config/schema.ts';
import { audiencesOf } from '../../../lambda/config/topics.ts';
import { type Organisation, type SubscriberCounts, usualSubscribers } from './organisation.ts';

/** What a configuration knows of an organisation. */
export type Known = Pick<
  Organisation,
  'trail' | 'trailEncryption' | 'entra' | 'secret' | 'subscribers' | 'watchedFeeds' | 'dashboard'
>;

/** A trail that exists, with files that KMS encrypts; no Entra ID. */
export const usual: Known = {
  trail: 'existing',
  trailEncryption: 'kms',
  entra: 'none',
  secret: true,
  subscribers: usualSubscribers,
  ...watchingIn(defaultConfig),
};

/** Of the landing bucket it says nothing: that is always there, and whether something lands in it only its owner knows. */
export function knownFrom(config: Config): Known {
  const { cloudtrail, entra } = config;
  const existing = cloudtrail.mode === 'existing' ? cloudtrail : undefined;
  return {
    trail: existing === undefined ? 'first' : 'existing',
    trailEncryption: existing !== undefined && existing.keyArn === undefined ? 'none' : 'kms',
    entra: entra.graph === undefined ? 'none' : 'graph',
    secret: entra.graph?.auth.method !== 'federated',
    subscribers: subscribersIn(config),
    ...watchingIn(config),
  };
}

function watchingIn({ alarms, dashboard }: Config): Pick<Known, 'watchedFeeds' | 'dashboard'> {
  const minutes = Object.values(alarms.noFilesMinutes);
  return { watchedFeeds: minutes.filter((each) => each !== false).length, dashboard };
}

function subscribersIn({ topics, subscribers: { machines, people } }: Config): SubscriberCounts {
  return {
    topics: audiencesOf(topics).length,
    mail: people.length,
    https: machines.filter(({ protocol }) => protocol === 'https').length,
    machines: machines.length,
  };
}
