import { toMinutes } from '../../../lambda/config/canary.ts';
import { type Config, defaultConfig } from '../../../lambda/config/schema.ts';
import { audiencesOf } from '../../../lambda/config/topics.ts';
import { type Organisation, type SubscriberCounts, usualSubscribers } from './organisation.ts';

/** What a configuration knows of an organisation. */
export type Known = Pick<
  Organisation,
  | 'trail'
  | 'trailEncryption'
  | 'replicated'
  | 'fastPath'
  | 'entra'
  | 'secret'
  | 'subscribers'
  | 'watchedFeeds'
  | 'dashboard'
  | 'canaryEveryMinutes'
>;

/** A trail that exists, with files that KMS encrypts; no Entra ID. */
export const usual: Known = {
  trail: 'existing',
  trailEncryption: 'kms',
  replicated: false,
  fastPath: false,
  entra: 'none',
  secret: true,
  subscribers: usualSubscribers,
  canaryEveryMinutes: undefined,
  ...watchingIn(defaultConfig),
};

/** Of the landing bucket it says nothing: that is always there, and whether something lands in it only its owner knows. */
export function knownFrom(config: Config): Known {
  const { cloudtrail, entra } = config;
  const encrypted = cloudtrail.map((source) => source.mode === 'create' || source.keyArn !== undefined);
  return {
    trail: cloudtrail.some(({ mode }) => mode === 'create') ? 'first' : 'existing',
    trailEncryption: encrypted.includes(true) ? 'kms' : 'none',
    replicated: cloudtrail.some(({ mode }) => mode === 'replica'),
    fastPath: config.fastPath !== undefined,
    entra: entra.graph === undefined ? 'none' : 'graph',
    secret: entra.graph?.auth.method !== 'federated',
    subscribers: subscribersIn(config),
    canaryEveryMinutes: config.canary && toMinutes(config.canary.every),
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
