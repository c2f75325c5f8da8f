/**
 * The numbers on which the functions and their queues must agree. What holds between them (a test asserts it):
 * function timeout + clock skew < lease < visibility timeout, and visibility timeout ≥ 6 × function timeout, as AWS
 * asks for (https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html).
 */
export const limits = {
  /** How long one invocation may take, for any number of its messages. */
  functionTimeoutSeconds: 120,
  /** How far the clocks of two invocations may be apart. */
  clockSkewSeconds: 30,
  /** How long a claim on an alert lasts: longer than its owner can live, so that no two publish at once. */
  leaseSeconds: 300,
  /** How long a message stays hidden after its delivery: longer than a lease, so that a retry finds it ended. */
  visibilityTimeoutSeconds: 720,
  /** How often a message is delivered before it goes to the dead-letter queue. */
  maxReceiveCount: 5,
  /** How long a message is kept, the longest that SQS can: from its first arrival on, also in the dead-letter queue. */
  messageRetentionDays: 14,
  /**
   * Messages in one invocation, for each function. They are taken one after the other and share its time, so what lands
   * from outside, in any size, comes alone: else a file that takes too long would fail the messages behind it.
   */
  batchSize: { cloudtrail: 10, entra: 1 },
  /** Invocations at once, for each function. */
  maximumConcurrency: 10,
  /**
   * The Graph poller, of which only one run may be alive at a time, by a lease on its cursor. What holds between these
   * (a test asserts it): function timeout + clock skew < lease, so that no run begins while another one lives; and
   * lease + clock skew < schedule - imprecision, so that no run is refused only because it came early.
   */
  poll: {
    everyMinutes: 5,
    /** How late EventBridge Scheduler may be, and be on time again: https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html */
    imprecisionSeconds: 60,
    functionTimeoutSeconds: 150,
    /** How long a run owns the cursor. */
    leaseSeconds: 195,
    /** How long AWS's token for Entra ID is valid: it is used at once, and STS gives none for a shorter time. */
    identityTokenSeconds: 60,
    /** When it is time to tell the operators that sign-ins are not read any more. */
    longestCursorAgeMinutes: 30,
  },
  /**
   * The sweeper, which tells alerts that are due. What holds between these (a test asserts it): function timeout + clock skew <
   * lease of an alert, as for every function that tells.
   */
  sweep: {
    everyMinutes: 5,
    functionTimeoutSeconds: 120,
    /** When it is time to tell the operators that what is due is not told. */
    longestWaitMinutes: 30,
  },
  /** The canary writes two small objects. */
  canary: { functionTimeoutSeconds: 60 },
} as const;
