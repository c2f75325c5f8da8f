/** The functions' environment variables: what the stack sets and the handlers read. */
export const environment = {
  tableName: 'TABLE_NAME',
  machineTopicArn: 'MACHINE_TOPIC_ARN',
  peopleTopicArn: 'PEOPLE_TOPIC_ARN',
  /** The buckets that objects may be read from, separated by commas. */
  buckets: 'ALLOWED_BUCKETS',
  /** The account that owns those buckets. */
  bucketOwner: 'BUCKET_OWNER',
} as const;

/** The configuration beside a function's code: synth writes it there, and the handlers read it. */
export const configFileName = 'config.json';
