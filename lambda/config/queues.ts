/**
 * The queues that tell of new log files, each by the name of the handler that takes from it: a name that stays, where
 * that of the resource is generated.
 */
export const queueNames = ['cloudtrail', 'entra'] as const;
export type QueueName = (typeof queueNames)[number];

/** What a message carries that was sent again from a dead-letter queue: under its new id, SQS counts its attempts anew. */
export const resentAttribute = 'gatewarden-resent';

/** The stack's outputs with the URL of each queue, and with that of its dead-letter queue. */
export const queueOutputs = {
  cloudtrail: { source: 'CloudTrailQueueUrl', deadLetters: 'CloudTrailDeadLetterQueueUrl' },
  entra: { source: 'EntraQueueUrl', deadLetters: 'EntraDeadLetterQueueUrl' },
} as const satisfies Record<QueueName, { readonly source: string; readonly deadLetters: string }>;
