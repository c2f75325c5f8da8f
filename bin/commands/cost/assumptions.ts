import type { limits } from '../../../lambda/config/limits.ts';

/**
 * What the formula takes for granted: numbers that follow from AWS's or Microsoft's ways, and not from the organisation.
 * Where a number can vary it is a high one.
 */
export const assumptions = {
  /** CloudTrail writes a file about every five minutes for an account and Region in which something happens. */
  filesPerHour: 12,
  /** Entra ID's two lists, each as a file that is delivered every five minutes. */
  landingFilesPerHour: 24,
  /** An hour's file grows, and is read again with each of its 12 deliveries: on average it is half full then. */
  landingReadings: 6.5,
  /** Bytes of one sign-in record of Entra ID, as Azure Monitor writes it. */
  landingRecordBytes: 1_700,
  /** Bytes of one CloudTrail event in a compressed file: 1.2 KB as it is, and a seventh of that in gzip. */
  trailEventBytes: 170,
  /**
   * Messages in one invocation. Up to ten, or one of Entra ID, but a poller does not wait for more than there are: while
   * files come one by one, each is an invocation.
   */
  filesPerInvocation: 1,
  /** https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html: one whole vCPU. */
  memoryMegabytes: 1_769,
  /** Until S3 gives the first byte of a small object: https://docs.aws.amazon.com/AmazonS3/latest/userguide/optimizing-performance.html */
  millisecondsPerFile: 100,
  /** A request to DynamoDB takes a "single-digit" number of milliseconds: https://aws.amazon.com/dynamodb/ */
  millisecondsPerTableRequest: 10,
  /** How many such requests a function has under way when it has very many to send (`lambda/core/detect.ts`). */
  tableRequestsAtOnce: 16,
  /** For each message: S3 sends it, Lambda receives and deletes it. */
  queueRequestsPerFile: 3,
  /**
   * Lambda has five requests open to a queue, each for up to 20 seconds, also while nothing comes. It would make do with
   * two, but not with a maximum concurrency: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html
   * Observed as 15 empty receives a minute: https://github.com/getlift/lift/issues/132
   */
  pollersPerQueue: 5,
  secondsPerPoll: 20,
  /** For how long SQS and SNS keep a data key, by default, and DynamoDB a table's key for a caller. */
  dataKeySeconds: 300,
  /** R = B / D × (2 P + C), of one producer and one consumer: https://aws.amazon.com/sqs/faqs/ */
  keyRequestsPerQueue: 3,
  /** Microsoft Graph takes five requests in ten seconds: https://learn.microsoft.com/graph/throttling-limits */
  secondsPerGraphPage: 2,
  signInsPerGraphPage: 1_000,
  /** How much is read again by each run (`entra.graph.overlap`). */
  overlapHours: 2,
  /** Interactive and non-interactive sign-ins. */
  graphFeeds: 2,
  /** A token is good for an hour, and asked for anew five minutes before that. */
  secretReadsPerHour: 60 / 55,
  millisecondsPerSweep: 200,
  /** Months for which the buckets have kept their files: they delete none by themselves, so this goes on growing. */
  storedMonths: 12,
  /** The functions' logs are kept for three months (`lib/handler-function.ts`). */
  loggedMonths: 3,
  /** Observations are kept for a day and 35 more, alerts and signals for 400. */
  observationDays: 36,
  alertDays: 400,
} as const;

/** How often something on a schedule runs in a month of so many minutes. */
export function runsOf({ everyMinutes }: typeof limits.poll | typeof limits.sweep, minutes: number): number {
  return minutes / everyMinutes;
}

export function gigabyteSeconds(milliseconds: number): number {
  return (milliseconds / 1_000) * (assumptions.memoryMegabytes / 1_024);
}
