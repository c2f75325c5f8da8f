import { describe, expect, it } from 'vitest';
import { landingKey } from '../../lambda/adapters/object-key.ts';
import { handleBatch } from '../../lambda/handlers/handle-batch.ts';
import { s3Notification, signInEvent } from '../adapters/envelopes.ts';
import { azureMonitorSignIn, consoleLogin, type Json } from '../records.ts';
import { bucket, type Left, logFile, logFileKey, memoryPorts, metric, newLeft, signInFile, sqsEvent } from './batch.ts';

const landing = { source: 'entra', queue: 'entra', judgeKey: landingKey('') } as const;
const trail = { source: 'cloudtrail' } as const;
const signIns = Array.from({ length: 6 }, (_, n) => azureMonitorSignIn({ id: `sign-in-${n}` }));
const refused = 'MisplacedObject: holds records of another source than is judged here';

describe("CloudTrail's records where Entra ID's sign-ins land", () => {
  it('make up no console login, and their message fails', async () => {
    const { left, failed } = await take('made-up.json', signInFile(consoleLogin()), landing);

    expect(failed).toEqual(['m0']);
    expect(left.published).toEqual([]);
    expect(errorsIn(left)).toEqual([refused]);
  });

  it('fail one by one among sign-ins, with a reason that is counted and logged, whether a rule asks for them or not', async () => {
    const others = Array.from({ length: 3 }, (_, n) => consoleLogin({ eventID: `${n}`, eventName: 'AssumeRole' }));
    const file = signInFile(consoleLogin(), ...signIns, ...others);

    const { left, failed } = await take('PT1H.json', file, landing);

    expect(failed).toEqual([]);
    expect(left.published).toEqual([]);
    expect(['Records', 'Events', 'RecordsSkipped', 'RecordsFailed'].map((name) => metric(left, name))).toEqual([
      10, 6, 0, 4,
    ]);
    expect(metric(left, 'ReconciliationBroken')).toBe(0);
    expect(left.log.filter(({ message }) => message === 'record failed').map(({ reason }) => reason)).toEqual(
      Array.from({ length: 4 }, () => 'a record of another source than is judged here'),
    );
  });

  it('are no sign-in events either', async () => {
    const left = newLeft();

    const response = await handleBatch(sqsEvent(signInEvent(consoleLogin())), memoryPorts(new Map(), left, landing));

    expect(response.batchItemFailures).toEqual([{ itemIdentifier: 'm0' }]);
    expect(left.published).toEqual([]);
    expect(errorsIn(left)).toEqual(['UnreadableRecord: a record of another source than is judged here']);
  });
});

describe("Entra ID's sign-ins in a bucket of CloudTrail's", () => {
  const key = logFileKey('Mu0KsOhtH1ar15ZZ');

  it('make up no failure beside a console login, and fail one by one', async () => {
    const { left, failed } = await take(key, logFile(consoleLogin(), ...signIns), trail);

    expect(failed).toEqual([]);
    expect(left.published.map(({ alert }) => alert.rule.id)).not.toContain('entra-failures-with-console-login');
    expect([metric(left, 'Events'), metric(left, 'RecordsFailed')]).toEqual([1, 6]);
  });

  it('fail their message where nothing else is in the file', async () => {
    const { left, failed } = await take(key, logFile(...signIns), trail);

    expect(failed).toEqual(['m0']);
    expect(errorsIn(left)).toEqual([refused]);
  });
});

/** Takes one object by the ports of a function that judges one source. */
async function take(key: string, object: Uint8Array, own: Parameters<typeof memoryPorts>[2]) {
  const left = newLeft();
  const ports = memoryPorts(new Map([[`s3://${bucket}/${key}`, object]]), left, own);
  const { batchItemFailures } = await handleBatch(sqsEvent(s3Notification(bucket, key)), ports);
  return { left, failed: batchItemFailures.map(({ itemIdentifier }) => itemIdentifier) };
}

function errorsIn({ log }: Left): readonly Json[string][] {
  return log.filter(({ message }) => message === 'message failed').flatMap(({ error }) => error as readonly Json[]);
}
