import type { Invocation } from './invocation.ts';

/**
 * Which of a batch's messages are done, so that Lambda deletes them; the others stay in the queue until they become
 * visible again. `messageIds` are all those of the batch.
 *
 * Without `reportBatchItemFailures` it is all or none, whatever is answered. With it, these are all done: no list of
 * failures, an empty one, no answer. And none is: a failed id that is empty, missing, under another name, or of no message
 * in the batch. https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting
 *
 * What is not documented counts as an answer that cannot be understood, so that none is done: an answer that is no object,
 * and a list of failures that is no list.
 */
export function doneOf(
  messageIds: readonly string[],
  invocation: Invocation,
  reportBatchItemFailures: boolean,
): readonly string[] {
  if (!invocation.ok) return [];
  if (!reportBatchItemFailures) return messageIds;
  const failed = failedIn(invocation.value);
  if (failed === undefined || !failed.every((id) => messageIds.some((each) => each === id))) return [];
  return messageIds.filter((id) => !failed.includes(id));
}

/** What is answered for the failed ids, whatever it is; undefined where the answer cannot be understood. */
function failedIn(answer: unknown): readonly unknown[] | undefined {
  if (answer === undefined || answer === null || answer === '') return [];
  if (typeof answer !== 'object' || Array.isArray(answer)) return undefined;
  const failures: unknown = 'batchItemFailures' in answer ? answer.batchItemFailures : undefined;
  if (failures === undefined || failures === null) return [];
  return Array.isArray(failures) ? failures.map(identifierIn) : undefined;
}

function identifierIn(failure: unknown): unknown {
  return typeof failure === 'object' && failure !== null && 'itemIdentifier' in failure
    ? failure.itemIdentifier
    : undefined;
}
