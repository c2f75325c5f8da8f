import { expect, it } from 'vitest';
import { handleBatch } from '../../lambda/handlers/handle-batch.ts';
import { cloudTrailMessage } from '../adapters/envelopes.ts';
import { logFileKey, memoryPorts, metric, newLeft, sqsEvent } from './batch.ts';

it('what a message writes to the log is bounded, however many objects it names and however long their names are', async () => {
  const left = newLeft();
  const keys = Array.from({ length: 5_000 }, (_, n) => logFileKey(`n${n}`));
  const message = cloudTrailMessage('b'.repeat(10_000), 'a'.repeat(100_000), ...keys);

  const { batchItemFailures } = await handleBatch(sqsEvent(message), memoryPorts(new Map(), left));

  const failures = left.log.filter((line) => line['message'] === 'message failed');
  expect(batchItemFailures).toEqual([{ itemIdentifier: 'm0' }]);
  expect(failures).toHaveLength(21);
  expect(failures.at(-1)).toEqual({ level: 'error', message: 'message failed', messageId: 'm0', more: 4_981 });
  expect(left.log).toHaveLength(22);
  expect(Math.max(...left.log.map((line) => JSON.stringify(line).length))).toBeLessThan(2_000);
  expect(metric(left, 'ReconciliationBroken')).toBe(0);
});
