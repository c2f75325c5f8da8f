/**
 * What the functions really take, measured: `test/cost/measured.test.ts` and `scheduled.test.ts` run them over a table
 * that meters its requests, and hold that none of these numbers is too low, nor more than twice what was measured.
 *
 * Units are DynamoDB's. A change of an alert's head that touches an index counts as the most that it can be there. Bytes
 * of stored items are those of their JSON, which is somewhat more than DynamoDB counts.
 */
export const measured = {
  /** A console login with a second factor, which alerts nobody: a signal, and what the rule on Entra ID remembers. */
  login: { writes: 7, reads: 8, storedBytes: 4_500 },
  /** What an alert adds, when it is new and told to two audiences. */
  alert: { writes: 20, reads: 10, storedBytes: 4_000 },
  /** A failed console login from an address that has no other: two or three signals, and two timelines. */
  failedLogin: { writes: 11, reads: 2, storedBytes: 4_200 },
  /** A failed sign-in to Entra ID from an address that has no other. */
  failedSignIn: { writes: 1, reads: 1, storedBytes: 750 },
  /** A failed console login of very many from one address: its signals, which are never thinned. */
  failedLoginOfMany: { writes: 3.1, storedBytes: 1_700 },
  /** What one takes besides that is kept for the counts: in two timelines and two alerts, which are read again. */
  keptLogin: { writes: 4.4, reads: 5, storedBytes: 2_800 },
  /** So many are kept of a batch of 1,000 within five minutes: 21 from either end of a slot of ten, and of two at most. */
  keptLoginsOfBatch: 84,
  /** What is written of a batch of 1,000 failed sign-ins of one address, list and hour: six from either end. */
  keptOfBatch: 12,
  recordsPerBatch: 1_000,
  /** Bytes of the hash by which a sign-in is known that was processed, and how many a log keeps at most. */
  seenBytes: 16,
  mostSeen: 20_000,
  /** A poll that finds nothing new: it takes the cursor and moves it. What it knows is read besides. */
  poll: { writes: 2 },
  /** Two questions to the index of what is due. */
  sweep: { reads: 1 },
  /** A run of the canary: what its files and its alert take, over all invocations of it. */
  canary: { files: 2, invocations: 4, writes: 25, reads: 14, storedBytes: 9_000, logBytes: 5_600 },
  /** Bytes of the log lines of one invocation, metrics included, and Lambda's own START, END and REPORT. */
  logBytes: { file: 1_700, poll: 2_700, sweep: 1_300 },
  /** Names of metrics, each with its dimensions, as CloudWatch charges for them. */
  metrics: { cloudTrail: 12, landing: 11, graph: 12, sweeper: 4, canary: 5 },
  /** And of each function that told somebody of an alert. */
  tellingMetrics: 1,
  /**
   * Milliseconds for a record, of an event that no rule asks for and of a sign-in. `npm run bench -- --only reading` shows 0.003
   * and 0.02 to 0.05; these are higher, as Lambda's processor is not the one that it was measured on.
   */
  milliseconds: { event: 0.02, signIn: 0.1 },
} as const;
