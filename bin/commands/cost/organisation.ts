export const trails = ['existing', 'first', 'second'] as const;
/** One that exists; or one of the stack's own: the first of its account, which is free, or one more. */
export type Trail = (typeof trails)[number];

export const trailEncryptions = ['kms', 'none'] as const;
export type TrailEncryption = (typeof trailEncryptions)[number];

export const entraWays = ['none', 'landing', 'graph'] as const;
/** How Entra ID's sign-ins come: not at all, as files in the landing bucket, or read from Microsoft Graph. */
export type EntraWay = (typeof entraWays)[number];

/** What the cost of a month follows from. All that happens is counted by the day. */
export interface Organisation {
  /** Accounts whose log files are read. */
  readonly accounts: number;
  /** Regions that are active in each of them. */
  readonly regions: number;
  /** Management events in a log file, on average. */
  readonly eventsPerFile: number;
  readonly trail: Trail;
  /** Of the trail's files; those of the stack's own trail are always encrypted by KMS. */
  readonly trailEncryption: TrailEncryption;
  /** Whether the files of a trail that exists are replicated to a bucket of the stack's own. */
  readonly replicated: boolean;
  /** Whether EventBridge brings console logins as well, sooner than their files. */
  readonly fastPath: boolean;
  /** Console logins that succeed. */
  readonly logins: number;
  readonly failedLogins: number;
  /** Alerts that somebody is told of. */
  readonly alerts: number;
  readonly entra: EntraWay;
  /** All sign-ins to Entra ID, those that fail among them. */
  readonly signIns: number;
  readonly failedSignIns: number;
  /** Whether a secret proves to Microsoft Graph who reads there. */
  readonly secret: boolean;
  readonly subscribers: SubscriberCounts;
  /** Of the two ways that files come, those with an alarm for when none does. */
  readonly watchedFeeds: number;
  readonly dashboard: boolean;
  /** How often the canary flies; undefined where there is none. */
  readonly canaryEveryMinutes: number | undefined;
}

export interface SubscriberCounts {
  /** Topics of alerts; an alert is published to each. */
  readonly topics: number;
  /** Mail addresses. */
  readonly mail: number;
  readonly https: number;
  /** All subscribers of the machine topic, https among them; what is delivered to queues and functions is free. */
  readonly machines: number;
}

/** Two topics as in the default configuration, a mail address, and a queue. */
export const usualSubscribers: SubscriberCounts = { topics: 2, mail: 1, https: 0, machines: 1 };
