/**
 * What AWS asks for, as data: the formula knows names, not numbers. On-demand prices of us-east-1 in US dollars, without
 * free tiers, volume discounts and taxes. `source` is AWS's own page; `checked` says where the number was read, as most
 * of these pages show their prices only to a browser.
 */
export const priceList = {
  region: 'us-east-1',
  currency: 'USD',
  /** The month of the newest page that the numbers were read on. */
  asOf: '2026-06',
} as const;

export interface Price {
  readonly service: string;
  /** What is counted. */
  readonly unit: string;
  /** For so many units. */
  readonly per: number;
  readonly dollars: number;
  readonly source: string;
  /** By AWS on its page; by several others, in 2026; or by AWS, but for another Region. */
  readonly checked: 'AWS' | 'others' | 'another Region';
}

const [million, hundredThousand, tenThousand, thousand] = [1_000_000, 100_000, 10_000, 1_000];

const pages = {
  cloudTrail: 'https://aws.amazon.com/cloudtrail/pricing/',
  cloudWatch: 'https://aws.amazon.com/cloudwatch/pricing/',
  dynamoDb: 'https://aws.amazon.com/dynamodb/pricing/on-demand/',
  kms: 'https://aws.amazon.com/kms/pricing/',
  lambda: 'https://aws.amazon.com/lambda/pricing/',
  s3: 'https://aws.amazon.com/s3/pricing/',
  scheduler: 'https://aws.amazon.com/eventbridge/pricing/',
  secrets: 'https://aws.amazon.com/secrets-manager/pricing/',
  sns: 'https://aws.amazon.com/sns/pricing/',
  sqs: 'https://aws.amazon.com/sqs/pricing/',
} as const;

export const prices = {
  lambdaRequest: price('Lambda', 'requests', 0.2, million, pages.lambda),
  /** arm64, the first six thousand million a month. */
  lambdaSecond: price('Lambda', 'GB-seconds', 0.000_013_333_4, 1, pages.lambda),
  sqsRequest: price('SQS', 'requests', 0.4, million, pages.sqs),
  s3Get: price('S3', 'GET requests', 0.000_4, thousand, pages.s3),
  s3Put: price('S3', 'PUT requests', 0.005, thousand, pages.s3),
  s3Storage: price('S3', 'GB-months', 0.023, 1, pages.s3),
  dynamoWrite: price('DynamoDB', 'write units', 0.625, million, pages.dynamoDb),
  dynamoRead: price('DynamoDB', 'read units', 0.125, million, pages.dynamoDb),
  dynamoStorage: price('DynamoDB', 'GB-months', 0.25, 1, pages.dynamoDb),
  /** Read for us-west-2, whose other prices are those of us-east-1. */
  dynamoBackup: price('DynamoDB', 'GB-months', 0.2, 1, pages.dynamoDb, 'another Region'),
  kmsKey: price('KMS', 'keys', 1, 1, pages.kms, 'AWS'),
  kmsRequest: price('KMS', 'requests', 0.03, tenThousand, pages.kms),
  snsPublish: price('SNS', 'requests', 0.5, million, pages.sns),
  snsMail: price('SNS', 'mails', 2, hundredThousand, pages.sns),
  snsHttps: price('SNS', 'deliveries', 0.6, million, pages.sns),
  /** The first ten thousand. */
  metric: price('CloudWatch', 'metrics', 0.3, 1, pages.cloudWatch),
  alarm: price('CloudWatch', 'alarm metrics', 0.1, 1, pages.cloudWatch),
  dashboard: price('CloudWatch', 'dashboards', 3, 1, pages.cloudWatch),
  /** Of Lambda functions, the first 10 TB. */
  logIngested: price('CloudWatch', 'GB', 0.5, 1, pages.cloudWatch),
  logStored: price('CloudWatch', 'GB-months', 0.03, 1, pages.cloudWatch),
  secret: price('Secrets Manager', 'secrets', 0.4, 1, pages.secrets),
  secretRequest: price('Secrets Manager', 'requests', 0.05, tenThousand, pages.secrets),
  scheduled: price('EventBridge Scheduler', 'runs', 1, million, pages.scheduler),
  /** To a bus of another Region or account. AWS's own events on the default bus are free. */
  forwarded: price('EventBridge', 'events', 1, million, pages.scheduler),
  trailCopy: price('CloudTrail', 'management events', 2, hundredThousand, pages.cloudTrail, 'AWS'),
} as const satisfies Record<string, Price>;

export type PriceName = keyof typeof prices;

function price(
  service: string,
  unit: string,
  dollars: number,
  per: number,
  source: string,
  checked: Price['checked'] = 'others',
): Price {
  return { service, unit, dollars, per, source, checked };
}
