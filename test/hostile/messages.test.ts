import { describe, expect, it } from 'vitest';
import { newMessageCount } from '../../lambda/handlers/message-count.ts';
import { messageEvents } from '../../lambda/handlers/message-events.ts';
import { cloudTrailMessage } from '../adapters/envelopes.ts';
import { bucket, memoryPorts, newLeft, sqsRecord } from '../handlers/batch.ts';
import { carrierOf } from './carriers.ts';
import { exactly } from './exactly.ts';
import { logKey, longLogKey, type MessageCase, manyKeys, messageCases } from './messages.ts';
import { addresses, countsOf, logged, take } from './take.ts';

describe('a queue message', () => {
  const carrier = carrierOf('CloudTrail');
  const file = carrier.stored(carrier.content(carrier.telling(addresses.inside)));
  const stored = new Map([logKey, longLogKey()].map((key) => [`s3://${bucket}/${key}`, file]));

  it.each<readonly [string, MessageCase]>(messageCases.map((each) => [each.name, each]))('%s', async (_, odd) => {
    const taken = await take(carrier, odd.body(), { stored });

    expect(taken.failed).toEqual(odd.error === undefined ? [] : ['m0']);
    expect(taken.told).toEqual([addresses.beside, ...(odd.told ? [addresses.inside] : [])]);
    expect(countsOf(taken, carrier)).toMatchObject({
      records: odd.told || /^UnreadableRecord/.test(String(odd.error)) ? 1 : 0,
      events: odd.told ? 1 : 0,
      messagesFailed: odd.error === undefined ? 0 : 1,
      reconciliationBroken: 0,
    });
    expect(errorsOf(taken)).toEqual(
      odd.error === undefined ? [] : expect.arrayContaining([expect.stringMatching(exactly(odd.error))]),
    );
    expect(skippedOf(taken)).toEqual(odd.skipped ?? {});
    expect(JSON.stringify([taken.left.log, taken.left.metrics])).not.toContain('attackers-words');
  });
});

describe('a message of 65,000 keys of a foreign bucket', () => {
  const message = cloudTrailMessage('attackers-bucket', ...manyKeys);

  it('takes no long time', async () => {
    const carrier = carrierOf('CloudTrail');
    const before = process.cpuUsage();

    const taken = await take(carrier, message);

    const { user, system } = process.cpuUsage(before);
    expect(Buffer.byteLength(JSON.stringify(message))).toBeLessThanOrEqual(256 * 1024);
    expect(countsOf(taken, carrier)).toMatchObject({ objectsFailed: 65_000, messagesFailed: 1 });
    expect((user + system) / 1_000_000).toBeLessThan(5); // seconds
  });

  it('fails for one error, as each that is made takes its time', async () => {
    const count = newMessageCount();

    const batches = messageEvents(sqsRecord('m0', message), memoryPorts(new Map(), newLeft()), count);

    expect((await batches.next()).done).toBe(true);
    expect(count.failures).toHaveLength(65_000);
    expect(new Set(count.failures.map(({ error }) => error)).size).toBe(1);
  });
});

it('a key of 1,024 bytes is as long as S3 takes one', () => {
  expect(Buffer.byteLength(longLogKey())).toBe(1_024);
});

/** Every line of the failed message, its causes included. */
function errorsOf(taken: Awaited<ReturnType<typeof take>>): readonly string[] {
  const lines = logged(taken, 'message failed');
  expect(lines.every(({ messageId }) => messageId === 'm0')).toBe(true);
  return lines.flatMap(({ error }) => error as readonly string[]);
}

function skippedOf({ left }: Awaited<ReturnType<typeof take>>): Readonly<Record<string, number>> {
  const lines = left.metrics.filter((line) => line['ObjectsSkipped'] !== undefined);
  return Object.fromEntries(lines.map((line) => [String(line['Reason']), Number(line['ObjectsSkipped'])]));
}
