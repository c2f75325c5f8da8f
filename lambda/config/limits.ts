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
  /**
   * Messages in one invocation, for each function. They are taken one after the other and share its time, so what lands
   * from outside, in any size, comes alone: else a file that takes too long would fail the messages behind it.
   */
  batchSize: { cloudtrail: 10, entra: 1 },
  /** Invocations at once, for each function. */
  maximumConcurrency: 10,
} as const;
