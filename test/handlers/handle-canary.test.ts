import type { SNSEvent } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { jsonLog } from '../../lambda/adapters/log.ts';
import { embeddedMetrics } from '../../lambda/adapters/metrics.ts';
import type { NewObject } from '../../lambda/adapters/put-object.ts';
import { loginOf, signInsOf } from '../../lambda/canary/files.ts';
import { canaryRule } from '../../lambda/canary/rule.ts';
import type { Alert } from '../../lambda/core/alert.ts';
import type { DetectorEvent } from '../../lambda/core/event.ts';
import { type Duration, type Instant, minutes, plus, seconds } from '../../lambda/core/time.ts';
import { wantedBy } from '../../lambda/core/wanted.ts';
import { handleCanary } from '../../lambda/handlers/handle-canary.ts';
import { machineMessage } from '../../lambda/render/machine-message.ts';
import { rules } from '../../lambda/rules/index.ts';
import { newTally, readObject } from '../../lambda/sources/read-object.ts';
import { runOf } from '../canary/flight.ts';
import { alertsAfter, inTurn } from '../core/detecting.ts';
import type { Json } from '../records.ts';

const run = runOf('a');
const alert = await alertOf();

/** The canary, so long after its run, and what it wrote. */
function flying({ after = 0 as Duration, refuses }: { after?: Duration; refuses?: string } = {}) {
  const written: NewObject[] = [];
  const [metrics, log]: [Json[], Json[]] = [[], []];
  const into = (lines: Json[]) => (line: string) => void lines.push(JSON.parse(line) as Json);
  const clock = { now: (): Instant => plus(run.at, after) };
  const ports = {
    async put(object: NewObject) {
      if (object.bucket === refuses) throw new Error('S3 refused');
      written.push(object);
    },
    buckets: { bucket: 'canary', landingBucket: 'landing' },
    landingPrefix: 'entra/',
    within: minutes(15),
    newId: () => run.id,
    clock,
    metrics: embeddedMetrics({ functionName: 'test', clock, write: into(metrics) }),
    log: jsonLog({}, into(log)),
  };
  const measured = (name: string) => metrics.find((line) => name in line)?.[name];
  return { written, metrics, log, measured, handle: (event: unknown) => handleCanary(event, ports) };
}

/** As SNS gives it to a function. */
function fromTopic(...texts: readonly string[]): Pick<SNSEvent, 'Records'> {
  return { Records: texts.map((Message) => ({ EventSource: 'aws:sns', Sns: { Message } })) } as SNSEvent;
}

describe('started by its schedule', () => {
  it.each([{}, undefined, 'anything', { Records: 'none' }, { Records: [{}] }])(
    'it writes the sign-ins and then the login, whatever the event says: %j',
    async (event) => {
      const canary = flying();

      await canary.handle(event);

      expect(canary.written.map(({ bucket, key }) => ({ bucket, key }))).toEqual([
        { bucket: 'landing', key: signInsOf(run, 'entra/').key },
        { bucket: 'canary', key: loginOf(run).key },
      ]);
      expect(canary.measured('CanarySent')).toBe(1);
      expect(canary.measured('CanaryReturned')).toBeUndefined();
    },
  );

  it.each(['landing', 'canary'])(
    'it fails, and counts no run, where S3 does not take its file of the bucket %s',
    async (refuses) => {
      const canary = flying({ refuses });

      await expect(canary.handle({})).rejects.toThrow('S3 refused');

      expect(canary.metrics).toEqual([]);
    },
  );
});

describe('what its topic brings', () => {
  it.each([
    ['at once', seconds(2), 'CanaryReturned', 'CanaryLate'],
    ['just in time', minutes(15), 'CanaryReturned', 'CanaryLate'],
    ['too late', (minutes(15) + 1) as Duration, 'CanaryLate', 'CanaryReturned'],
  ])('is its alert, which is back %s', async (_, after, counted, other) => {
    const canary = flying({ after });

    await canary.handle(fromTopic(machineMessage(alert).body));

    expect(canary.measured('CanaryRoundTripSeconds')).toBe(after / 1_000);
    expect(canary.measured(counted)).toBe(1);
    expect(canary.measured(other)).toBeUndefined();
    expect(canary.written).toEqual([]);
  });

  it.each([
    ['no JSON', 'not JSON'],
    ['JSON of nothing', 'null'],
    ['an alert of a rule', JSON.stringify({ ...alert, rule: { ...alert.rule, id: rules[0]?.id } })],
    ['something else', JSON.stringify({ ...alert, schema: 'gatewarden.bulletin/1' })],
    ['an alert without a time', JSON.stringify({ ...alert, startTime: undefined })],
    ['an alert of no time', JSON.stringify({ ...alert, startTime: 'soon' })],
  ])('or something that is not: %s, which is no return', async (_, text) => {
    const canary = flying();

    await canary.handle(fromTopic(text));

    expect(canary.metrics).toEqual([]);
    expect(canary.log).toEqual([expect.objectContaining({ level: 'warn', message: "not the canary's" })]);
    expect(canary.written).toEqual([]);
  });
});

/** The alert that comes of the run's files. */
async function alertOf(): Promise<Alert> {
  const events: DetectorEvent[] = [];
  for (const { key, body } of [signInsOf(run), loginOf(run)]) {
    const options = { object: key, wanted: wantedBy([canaryRule]) };
    events.push(...(await Array.fromAsync(readObject(inTurn([body]), options, newTally()))).flat());
  }
  const [found] = await alertsAfter([canaryRule], [[events]]);
  return found as Alert;
}
