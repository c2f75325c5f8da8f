import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { FailedAttempt, FailedMessage, FailedMessages } from '../../lambda/adapters/failed-messages.ts';
import { type Duration, days, minus, minutes, plus } from '../../lambda/core/time.ts';
import { storeTime } from './stores.ts';

function attempt(changes: Partial<FailedAttempt> = {}): FailedAttempt {
  return {
    queue: 'cloudtrail',
    messageId: randomUUID(),
    failures: [{ object: 's3://example-logs/a.json.gz', errors: ['ObjectForbidden: no access', 'AccessDenied: no'] }],
    failed: 1,
    at: storeTime,
    attempts: 1,
    ...changes,
  };
}

function known({ at: time, ...rest }: FailedAttempt, changes: Partial<FailedMessage> = {}): FailedMessage {
  return { ...rest, firstAt: time, lastAt: time, ...changes };
}

/** What every implementation of the port promises. */
export function failedMessagesContract(port: () => FailedMessages): void {
  const idsOf = async (queue: FailedMessage['queue']): Promise<readonly string[]> =>
    (await Array.fromAsync(port().list(queue))).map(({ messageId }) => messageId);

  describe('failed messages', () => {
    it('are known with why they failed, one by one and in the list of their queue', async () => {
      const failed = attempt({ failures: [{ errors: ['UnknownEnvelope: unknown queue message: not JSON'] }] });

      await port().note(failed);

      expect(await port().read(failed)).toEqual(known(failed));
      expect(await Array.fromAsync(port().list('cloudtrail'))).toContainEqual(known(failed));
    });

    it('are not known before they failed', async () => {
      expect(await port().read({ queue: 'entra', messageId: randomUUID() })).toBeUndefined();
    });

    it('keep when they failed first, and why they failed last', async () => {
      const first = attempt();
      const again = {
        ...first,
        failures: [{ errors: ['OutOfTime: too little time'] }],
        failed: 7,
        at: plus(first.at, minutes(12)),
        attempts: 2,
      };

      await port().note(first);
      await port().note(again);

      expect(await port().read(first)).toEqual(known(again, { firstAt: first.at }));
    });

    it('are the same however often they are noted', async () => {
      const failed = attempt();

      for (let time = 0; time < 3; time++) await port().note(failed);

      expect(await port().read(failed)).toEqual(known(failed));
      expect((await idsOf('cloudtrail')).filter((id) => id === failed.messageId)).toHaveLength(1);
    });

    it('are forgotten when they are cleared, and no other with them; clearing again changes nothing', async () => {
      const [cleared, other] = [attempt(), attempt()];
      for (const failed of [cleared, other]) await port().note(failed);

      for (let time = 0; time < 2; time++) await port().clear(cleared);

      expect(await port().read(cleared)).toBeUndefined();
      expect(await idsOf('cloudtrail')).not.toContain(cleared.messageId);
      expect(await port().read(other)).toEqual(known(other));
    });

    it('belong to one queue', async () => {
      const ofCloudTrail = attempt();
      await port().note(ofCloudTrail);

      const ofEntra = { ...ofCloudTrail, queue: 'entra' } as const;
      await port().clear(ofEntra);

      expect(await port().read(ofEntra)).toBeUndefined();
      expect(await idsOf('entra')).not.toContain(ofCloudTrail.messageId);
      expect(await idsOf('cloudtrail')).toContain(ofCloudTrail.messageId);
    });

    it('are all listed by message id, more than one answer of DynamoDB holds as well', async () => {
      const text = 'x'.repeat(500);
      const failures = Array.from({ length: 10 }, () => ({ object: text, errors: Array<string>(20).fill(text) }));
      const messages = Array.from({ length: 15 }, () => attempt({ queue: 'entra', failures, failed: 10 }));
      for (const message of messages) await port().note(message);

      const ids = await idsOf('entra');

      expect(ids).toEqual(ids.toSorted());
      expect(new Set(messages.map(({ messageId }) => messageId)).difference(new Set(ids))).toEqual(new Set());
    });

    it.each([
      ['kept', 'for as long as SQS can keep the message, and a day', days(15) - 1, true],
      ['gone', 'after that', days(15), false],
    ])('are %s %s', async (_, __, age, kept) => {
      const failed = attempt({ at: minus(storeTime, age as Duration) });

      await port().note(failed);

      expect((await port().read(failed)) !== undefined).toBe(kept);
      expect((await idsOf('cloudtrail')).includes(failed.messageId)).toBe(kept);
    });
  });
}
