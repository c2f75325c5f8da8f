/** The functions' environment variables: what the stack sets and the handlers read. */
export const environment = {
  tableName: 'TABLE_NAME',
  /** The topic of each audience; not set where there is none. */
  topicArns: { machines: 'MACHINE_TOPIC_ARN', people: 'PEOPLE_TOPIC_ARN', chat: 'CHAT_TOPIC_ARN' },
  /** The buckets that objects may be read from, separated by commas. */
  buckets: 'ALLOWED_BUCKETS',
  /** The account that owns those buckets. */
  bucketOwner: 'BUCKET_OWNER',
} as const;

/** The configuration beside a function's code: synth writes it there, and the handlers read it. */
export const configFileName = 'config.json';
