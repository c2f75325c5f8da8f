/** The functions' environment variables: what the stack sets and the handlers read. */
export const environment = {
  tableName: 'TABLE_NAME',
  /** The topic of each audience; not set where there is none. */
  topicArns: { machines: 'MACHINE_TOPIC_ARN', people: 'PEOPLE_TOPIC_ARN', chat: 'CHAT_TOPIC_ARN' },
  /** The buckets that objects may be read from, with how each is read (log-buckets.ts). */
  buckets: 'ALLOWED_BUCKETS',
  /** Set to `true` where EventBridge brings single sign-ins (the fast path). */
  signIns: 'SIGN_IN_EVENTS',
  /** Of the canary, where there is one: its topic, the buckets that it writes to, and the account that owns these. */
  canary: {
    topicArn: 'CANARY_TOPIC_ARN',
    bucket: 'CANARY_BUCKET',
    landingBucket: 'CANARY_LANDING_BUCKET',
    bucketOwner: 'CANARY_BUCKET_OWNER',
  },
} as const;

/** The configuration beside a function's code: synth writes it there, and the handlers read it. */
export const configFileName = 'config.json';

/** And beside that what says that it is the one that was validated (sealed.ts). */
export const sealFileName = 'config.seal';
