import type { SQSBatchResponse } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { memoryAlerts } from '../../lambda/adapters/memory/alerts.ts';
import { memoryFailedMessages } from '../../lambda/adapters/memory/failed-messages.ts';
import { memoryTimelines } from '../../lambda/adapters/memory/timelines.ts';
import { cloudTrailKey, landingKey } from '../../lambda/adapters/object-key.ts';
import { canaryRule } from '../../lambda/canary/rule.ts';
import { canaryPrincipal } from '../../lambda/canary/run.ts';
import { canaryMarks } from '../../lambda/config/canary.ts';
import type { QueueName } from '../../lambda/config/queues.ts';
import { defaultTelling } from '../../lambda/config/telling.ts';
import type { Exclusion } from '../../lambda/core/exclusion.ts';
import { gathered } from '../../lambda/core/gathering.ts';
import type { Publisher } from '../../lambda/core/ports.ts';
import type { Rule } from '../../lambda/core/rule.ts';
import { sweep } from '../../lambda/core/sweep.ts';
import { days, latestInstant, plus } from '../../lambda/core/time.ts';
import { wantedBy } from '../../lambda/core/wanted.ts';
import { canaryLane } from '../../lambda/handlers/canary-lane.ts';
import { handleBatch } from '../../lambda/handlers/handle-batch.ts';
import { policyOf } from '../../lambda/handlers/publishers.ts';
import { rules } from '../../lambda/rules/index.ts';
import { systemAlerts } from '../../lambda/system-alerts/index.ts';
import { s3Notification, signInEvent } from '../adapters/envelopes.ts';
import { memoryObjects } from '../adapters/memory-objects.ts';
import { runOf, stored } from '../canary/flight.ts';
import { azureMonitorSignIn, consoleLogin, type Json } from '../records.ts';
import {
  allowed,
  bucket,
  keepingPublisher,
  logFile,
  logFileKey,
  memoryPorts,
  metric,
  newLeft,
  now,
  signInFile,
  sqsEvent,
} from './batch.ts';

const [canaryBucket, landing] = ['example-canary', 'example-landing'];
const { account, folder } = canaryMarks;
const { signIns, login, objects } = stored(runOf('a'), { canary: canaryBucket, landing });
const realKey = logFileKey('AAAAAAAAAAAAAAAA');

/** Both functions over one store, with the canary on; what people are told is gathered, as it is in the cloud. */
function newSystem(
  more: Readonly<Record<string, Uint8Array>> = {},
  { configured = rules, refusing = false }: { readonly configured?: readonly Rule[]; readonly refusing?: boolean } = {},
) {
  const left = newLeft();
  const known = memoryObjects(new Map([...objects, ...Object.entries(more)]));
  const clock = { now: () => now, pause: async () => {} };
  const shared = {
    objects: known,
    timelines: memoryTimelines(),
    alerts: memoryAlerts(),
    failedMessages: memoryFailedMessages(clock),
  };
  const told = [...configured, ...systemAlerts];
  const gathering = { ...memoryPorts(new Map(), left), ...shared, rules: told };
  const publishers = ['machines', 'people'].map((audience) =>
    gathered(keepingPublisher(audience, left), policyOf(audience, { telling: defaultTelling }), gathering),
  );
  const publisher: Publisher = refusing
    ? { audience: canaryMarks.user, publish: () => Promise.reject(new Error('SNS refused')) }
    : keepingPublisher(canaryMarks.user, left);
  const places = {
    cloudtrail: { bucket: canaryBucket, judgeKey: cloudTrailKey, buckets: allowed(bucket), source: 'cloudtrail' },
    entra: { bucket: landing, judgeKey: landingKey(''), buckets: allowed(landing), source: 'entra' },
  } as const;
  const take = (queue: QueueName, ...bodies: readonly Json[]): Promise<SQSBatchResponse> => {
    const { bucket: own, ...place } = places[queue];
    const ports = memoryPorts(new Map(), left, {
      ...shared,
      ...place,
      queue,
      rules: configured,
      wanted: wantedBy(configured),
      publishers,
    });
    const lane = canaryLane({
      ...ports,
      ...place,
      bucket: own,
      prefix: folder,
      publisher,
      detection: ports,
    });
    return handleBatch(sqsEvent(...bodies), { ...ports, canary: lane });
  };
  return {
    left,
    alerts: shared.alerts,
    take,
    signIns: () => take('entra', s3Notification(landing, signIns)),
    login: () => take('cloudtrail', s3Notification(canaryBucket, login)),
    /** The sweeper as it runs a day later, when every digest, group and summary is due. */
    sweepLater: () =>
      sweep({
        ...gathering,
        publishers,
        clock: { ...clock, now: () => plus(now, days(2)) },
        deadline: latestInstant,
        owner: 'sweeper',
      }),
    /** Who was told of which rule. */
    told: () => left.published.map(({ audience, alert }) => `${audience} ${alert.rule.id}`),
  };
}

const done: SQSBatchResponse = { batchItemFailures: [] };
const failed: SQSBatchResponse = { batchItemFailures: [{ itemIdentifier: 'm0' }] };
const canaryOnly = [`${canaryMarks.user} ${canaryRule.id}`];

describe("the canary's files", () => {
  it.each([
    ['first the sign-ins', ['signIns', 'login']],
    ['first the login', ['login', 'signIns']],
    ['all of them twice', ['signIns', 'login', 'login', 'signIns']],
  ] as const)('are one alert, which the canary alone is told once: %s', async (_, order) => {
    const system = newSystem();

    const responses = [];
    for (const step of order) responses.push(await system[step]());

    expect(responses).toEqual(order.map(() => done));
    expect(system.told()).toEqual(canaryOnly);
  });

  it.each([
    ['every rule is disabled', []],
    ['an exclusion leaves out whatever comes', rules.map((rule) => ({ ...rule, exclusions: [everything()] }))],
  ])('come back also where %s', async (_, configured) => {
    const system = newSystem({}, { configured });

    await system.signIns();
    await system.login();

    expect(system.told()).toEqual(canaryOnly);
    expect(metric(system.left, 'EventsExcluded')).toBe(0);
  });

  it('are in no digest, group or summary, and the sweeper tells nobody of their alert', async () => {
    const system = newSystem({}, { refusing: true });
    await system.signIns();
    const response = await system.login(); // the alert stays due

    const report = await system.sweepLater();

    expect(response).toEqual(failed);
    expect(system.alerts.all().map(({ ruleId }) => ruleId)).toEqual([canaryRule.id]); // no bulletin took it in
    expect(report.dropped).toHaveLength(1);
    expect(report.swept).toEqual([]);
    expect(system.told()).toEqual([]);
  });

  it('are no log files in any metric: neither the silence of a log nor its lag is hidden by them', async () => {
    const system = newSystem();

    await system.signIns();
    await system.login();

    const counted = ['Objects', 'Records', 'Events', 'AlertsFound', 'ReconciliationBroken', 'MessagesFailed'];
    expect(counted.filter((name) => metric(system.left, name) > 0)).toEqual([]);
    expect(metric(system.left, 'ObjectsSkipped', 'canary')).toBe(2);
    expect(system.left.metrics.filter((line) => 'LagSeconds' in line)).toEqual([]);
    expect(system.left.log.map(({ message }) => message)).not.toContain('alert told');
  });

  it('that are gone are no missing log files: that their alert does not come is told by itself', async () => {
    const system = newSystem();
    const gone = `${folder}AWSLogs/${account}/CloudTrail/us-east-1/2026/11/20/${account}_CloudTrail_us-east-1_20261120T1200Z_AAAAAAAAAAAAAAAA.json.gz`;

    const response = await system.take('cloudtrail', s3Notification(canaryBucket, gone));

    expect(response).toEqual(done);
    expect(metric(system.left, 'ObjectsSkipped', 'canary that is gone')).toBe(1);
    expect(system.told()).toEqual([]);
  });

  it('fail their message where the canary cannot be told, as a real alert would', async () => {
    const system = newSystem({}, { refusing: true });
    await system.signIns();

    expect(await system.login()).toEqual(failed);
  });
});

describe('what is not the canary’s', () => {
  const someLogin = consoleLogin({ sourceIPAddress: '203.0.113.7' });
  const under = login.replace(/[a]{32}/, 'Bbbbbbbb');

  it.each([
    ['a login to a real account', someLogin],
    ["a login to the canary's account from a real address", { ...someLogin, recipientAccountId: account }],
    ['a login to a real account from an address of the canary', { ...someLogin, sourceIPAddress: '2001:db8:ca4a::1' }],
    ['a record that cannot be read', { ...someLogin, eventTime: 'yesterday' }],
    ['a record of something else', { ...someLogin, eventName: 'DescribeInstances' }],
  ])('is not judged in its bucket, and fails loudly: %s', async (_, record) => {
    const system = newSystem({ [`s3://${canaryBucket}/${under}`]: logFile(record) });

    const response = await system.take('cloudtrail', s3Notification(canaryBucket, under));

    expect(response).toEqual(failed);
    expect(JSON.stringify(system.left.log)).toContain("NotOfCanary: expected nothing but the canary's own records");
    expect(system.told()).toEqual([]);
    expect(system.alerts.all()).toEqual([]);
  });

  it('is any file that is no log file by its name', async () => {
    const key = `${folder}notes.json.gz`;
    const system = newSystem({ [`s3://${canaryBucket}/${key}`]: logFile(canaryLogin()) });

    const response = await system.take('cloudtrail', s3Notification(canaryBucket, key));

    expect(response).toEqual(failed);
    expect(JSON.stringify(system.left.log)).toContain('NotOfCanary');
  });

  it("is a folder of that name in another bucket: what lies there is judged as real, but for the canary's account", async () => {
    const system = newSystem({
      [`s3://${bucket}/${login}`]: objects.get(`s3://${canaryBucket}/${login}`) as Uint8Array,
      [`s3://${bucket}/${folder}${realKey}`]: logFile(someLogin),
    });
    await system.signIns();

    const response = await system.take('cloudtrail', s3Notification(bucket, login, `${folder}${realKey}`));

    expect(response).toEqual(done);
    expect(metric(system.left, 'RecordsSkipped', "the canary's account")).toBe(1);
    expect(system.told()).toEqual(['machines console-login-without-mfa']);
  });

  it('is refused where it lies beside its folder: the bucket is on no other list', async () => {
    const system = newSystem({ [`s3://${canaryBucket}/${realKey}`]: logFile(someLogin) });

    const response = await system.take('cloudtrail', s3Notification(canaryBucket, realKey));

    expect(response).toEqual(failed);
    expect(JSON.stringify(system.left.log)).toContain('is not on the allow list');
    expect(system.told()).toEqual([]);
  });

  it.each([
    ['a sign-in from a real address', { user: canaryPrincipal }],
    ["a real user's from an address of the canary", { address: '2001:db8:ca4a::1' }],
  ])('is not judged in its folder of the landing bucket either: %s', async (_, changes) => {
    const key = `${folder}stray.json`;
    const system = newSystem({ [`s3://${landing}/${key}`]: signInFile(azureMonitorSignIn(changes)) });

    const response = await system.take('entra', s3Notification(landing, key));

    expect(response).toEqual(failed);
    expect(JSON.stringify(system.left.log)).toContain('NotOfCanary');
  });

  it.each([
    ['a log file', s3Notification(bucket, realKey)],
    ['EventBridge', signInEvent(canaryLogin())],
  ])("is a login to the canary's account that comes another way: it is skipped, and counted: %s", async (_, body) => {
    const system = newSystem({ [`s3://${bucket}/${realKey}`]: logFile(canaryLogin()) });

    const response = await system.take('cloudtrail', body);

    expect(response).toEqual(done);
    expect(system.told()).toEqual([]);
    expect(system.alerts.all()).toEqual([]);
    expect(metric(system.left, 'RecordsSkipped', "the canary's account")).toBe(1);
    expect(metric(system.left, 'ReconciliationBroken')).toBe(0);
  });

  it('is told as ever, whatever of the canary an attacker takes for his own: its names and user agent', async () => {
    const userAgent = `gatewarden-canary/${'a'.repeat(32)}`;
    const guessed = Array.from({ length: 6 }, (_, n) =>
      azureMonitorSignIn({ id: `failure-${n}`, user: canaryPrincipal, time: '2026-11-20T10:00:00Z' }),
    );
    const arn = `arn:aws:iam::111122223333:user/${canaryMarks.user}`;
    const named = consoleLogin({ userAgent, userIdentity: { type: 'IAMUser', arn, userName: canaryMarks.user } });
    const system = newSystem({
      [`s3://${landing}/PT1H.json`]: signInFile(...guessed),
      [`s3://${bucket}/${realKey}`]: logFile(named),
    });

    await system.take('entra', s3Notification(landing, 'PT1H.json'));
    await system.take('cloudtrail', s3Notification(bucket, realKey));

    const sampled = rules.find(({ correlate }) => correlate === canaryRule.correlate)?.id;
    expect(system.told()).toContain(`machines ${sampled}`);
    expect(system.told().filter((told) => told.startsWith(canaryMarks.user))).toEqual([]);
  });

  it('never meets it: real failures from its address and its login are no alert', async () => {
    const { signIns: _, ...rest } = stored(runOf('a'), { canary: canaryBucket, landing });
    const own = rest.objects.get(`s3://${landing}/${signIns}`) as Uint8Array;
    const system = newSystem({ [`s3://${landing}/elsewhere.json`]: own });

    await system.take('entra', s3Notification(landing, 'elsewhere.json')); // judged as real, as anybody's
    await system.login();

    expect(system.told()).toEqual([]);
  });
});

it('without a canary its objects are as foreign as any', async () => {
  const left = newLeft();
  const ports = memoryPorts(new Map(objects), left);

  const response = await handleBatch(sqsEvent(s3Notification(canaryBucket, login)), ports);

  expect(response).toEqual(failed);
  expect(JSON.stringify(left.log)).toContain('is not on the allow list');
});

function canaryLogin(): Json {
  return consoleLogin({ recipientAccountId: account, sourceIPAddress: '2001:db8:ca4a:1:aaaa:aaaa:aaaa:aaaa' });
}

function everything(): Exclusion {
  return {
    id: 'everything',
    rules: 'all',
    match: { userAgent: ['*'] },
    effect: 'drop',
    reason: 'To see what it leaves.',
    owner: 'test@example.com',
  };
}
