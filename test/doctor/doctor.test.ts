import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Ask, CannotLook } from '../../bin/commands/doctor/ask.ts';
import { askAws } from '../../bin/commands/doctor/aws/ask-aws.ts';
import { reads } from '../../bin/commands/doctor/aws/reads.ts';
import { checks } from '../../bin/commands/doctor/checks.ts';
import { deployedOutputs } from '../../lambda/config/deployed.ts';
import { changeSource, deployedWorld, logTopic, otherAccount } from './deployed-world.ts';
import { clients, stubAws, type Told, toldBy, toldInMemory } from './looked.ts';
import { arrival } from './planted/arrival.ts';
import { policies } from './planted/policies.ts';
import { running } from './planted/running.ts';
import { telling } from './planted/telling.ts';
import { startWorld, type WorldServer } from './server.ts';
import { minutesAgo, nameIn, type World } from './world.ts';

let server: WorldServer;
let aws: Ask;
let world: World;

beforeAll(async () => {
  server = await startWorld();
  stubAws(server.endpoint);
  aws = clients();
});

beforeEach(() => {
  world = deployedWorld(server.endpoint);
  server.show(world);
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await server.close();
});

const all = [...arrival, ...policies, ...running, ...telling];
/** The checks that leave something to others to see. */
const looking = ['trail', 'bucket-policies', 'notification', 'topic-policies', 'key-policies', 'keys'];
const wrongIn = (findings: readonly Told[]) => findings.filter(({ verdict }) => verdict !== 'ok');

describe('a deployment that is well', () => {
  it('has nothing wrong, and all of it is looked at', async () => {
    const findings = await toldBy(aws, world);

    expect(wrongIn(findings)).toEqual([]);
    expect(new Set(findings.map(({ check }) => check))).toEqual(new Set(checks.map(({ id }) => id)));
    expect(findings).toEqual(await toldInMemory(world));
  });

  it('is asked nothing but what is known to read, each of it once', async () => {
    await toldBy(aws, world);

    expect(server.asked.filter((action) => !(action in reads))).toEqual([]);
    expect(server.asked.filter((action) => action === 'cloudtrail:DescribeTrails')).toHaveLength(1);
  });
});

describe('a planted fault is found, by its check and no other:', () => {
  it.each(all)('$name', async ({ check, verdict, what, mend, plant }) => {
    plant(world);

    const findings = wrongIn(await toldBy(aws, world, check));

    expect(findings).not.toEqual([]);
    expect(wrongIn(await toldInMemory(world))).toEqual(findings);
    for (const finding of findings) {
      expect(finding).toMatchObject({ verdict, what: expect.stringMatching(what), mend: expect.stringMatching(mend) });
    }
  });

  it('and each check has one', () => {
    expect(new Set(all.map(({ check }) => check))).toEqual(new Set(checks.map(({ id }) => id)));
  });
});

describe('what these credentials may not look at', () => {
  it.each(Object.keys(reads).filter((action) => action !== 'sts:GetCallerIdentity'))(
    'is unknown, with the action that they lack, and stops nothing else: %s',
    async (action) => {
      world.refused.add(action);
      const needing = checks.filter(({ needs }) => needs.some((need) => need === action)).map(({ id }) => id);

      const findings = await toldBy(aws, world, needing);

      const unknown = findings.filter(({ verdict }) => verdict === 'unknown');
      expect(unknown).not.toEqual([]);
      for (const { mend } of unknown) expect(mend).toContain(`Add ${action} to what these credentials may do`);
      expect(wrongIn(findings)).toEqual(unknown);
    },
  );

  it('leaves the others as they are', async () => {
    world.refused.add('kms:DescribeKey');

    expect(wrongIn(await toldBy(aws, world))).toMatchObject([
      { check: 'keys', verdict: 'unknown' },
      { check: 'keys', verdict: 'unknown' },
    ]);
  });

  it('may be a service that does not answer: it is given up in a short time', async () => {
    world.silent.add('kms');
    const impatient = askAws({ region: 'us-east-1', patience: 200 });

    const answer = impatient('kms:DescribeKey', { KeyId: 'x' });

    await expect(answer).rejects.toThrow(new CannotLook('kms did not answer within 0.2 seconds'));
  });
});

describe('what is of another account', () => {
  it('is not asked about, but left to its owner, and nothing is wrong by that', async () => {
    const key = `arn:aws:kms:us-east-1:${otherAccount}:key/theirs`;
    world.trails.splice(1);
    for (const bucket of ['logs-wired', 'logs-told', 'logs-sent']) {
      changeSource(world, bucket, { account: otherAccount, keyArn: key });
      world.buckets.delete(bucket);
    }

    const findings = wrongIn(await toldBy(aws, world, looking));

    const skipped = findings.filter(({ verdict }) => verdict === 'skipped');
    for (const { what, check, mend } of skipped) {
      expect(what).toContain(otherAccount);
      expect(mend).toContain(`--skip ${check} leaves this out`);
    }
    expect(skipped.filter(({ about }) => about.startsWith('logs-')).map(({ check }) => check)).toEqual([
      ...['trail', 'trail', 'trail'],
      ...['bucket-policies', 'bucket-policies', 'bucket-policies'],
      ...['notification', 'notification', 'notification'],
    ]);
    expect(new Set(skipped.filter(({ about }) => about === key).map(({ check }) => check))).toEqual(
      new Set(['key-policies', 'keys']),
    );
    expect(findings).toEqual(skipped);
  });

  it('is a topic of theirs as well', async () => {
    const topicArn = `arn:aws:sns:us-east-1:${otherAccount}:theirs`;
    changeSource(world, 'logs-told', { topicArn });

    const findings = wrongIn(await toldBy(aws, world, 'topic-policies'));

    expect(findings).toMatchObject([{ verdict: 'skipped', about: topicArn }]);
  });

  it('is not looked at where a role reads it', async () => {
    const readAs = `arn:aws:iam::${otherAccount}:role/reader`;
    changeSource(world, 'logs-wired', { account: otherAccount, readAs });

    const findings = await toldBy(aws, world, 'bucket-policies');

    expect(findings).toContainEqual(
      expect.objectContaining({
        about: 'logs-wired',
        verdict: 'ok',
        what: `is read as ${readAs}, whose own policy is not looked at`,
      }),
    );
  });

  it('is refused by S3 as a method that is not allowed, which is told as what one may not do', async () => {
    world.refusedAs = 'MethodNotAllowed';
    world.refused.add('s3:GetBucketPolicy');

    const findings = wrongIn(await toldBy(aws, world, 'bucket-policies'));

    expect(new Set(findings.map(({ what }) => what))).toEqual(
      new Set(['not looked at: you may not do s3:GetBucketPolicy']),
    );
  });

  it('is not so of a key of this account that the stack did not make: it has to let the function decrypt', async () => {
    const key = 'arn:aws:kms:us-east-1:111122223333:key/theirs';
    changeSource(world, 'logs-wired', { keyArn: key });
    const letsUse = { Effect: 'Allow', Principal: { AWS: otherAccount }, Action: 'kms:*', Resource: '*' };
    world.keys.set('theirs', { metadata: { KeyState: 'Enabled' }, policy: { Statement: [letsUse] } });

    const findings = wrongIn(await toldBy(aws, world, 'key-policies'));

    expect(findings).toMatchObject([
      {
        about: key,
        verdict: 'fault',
        what: 'the function that reads logs-wired may not kms:Decrypt: no statement lets it in',
        mend: expect.stringContaining('CloudTrailKeyPolicy'),
      },
    ]);
  });
});

it('what is in another Region is asked about there, and all else where the deployment is', async () => {
  const key = 'arn:aws:kms:eu-west-1:111122223333:key/theirs';
  changeSource(world, 'logs-told', { keyArn: key });
  world.keys.set('theirs', { metadata: { KeyState: 'Enabled' }, policy: { Statement: [] } });

  await toldBy(aws, world);

  const elsewhere = server.places.filter((place) => !place.startsWith('us-east-1 '));
  expect(new Set(elsewhere)).toEqual(new Set(['eu-west-1 kms:DescribeKey', 'eu-west-1 kms:GetKeyPolicy']));
});

it('an output that an older version did not write is unknown, and says so', async () => {
  world.outputs.delete(deployedOutputs.sources);

  const findings = wrongIn(await toldInMemory(world)).filter(({ check }) => check === 'trail');

  expect(findings).toMatchObject([
    {
      verdict: 'unknown',
      what: expect.stringContaining('CloudTrailSources'),
      mend: expect.stringContaining('Deploy this version'),
    },
  ]);
});

it("somebody else's mapping that is disabled takes nothing", async () => {
  world.mappings.push({
    ...world.mappings[0],
    UUID: 'second',
    FunctionArn: 'a:b:c:d:e:function:foreign',
    State: 'Disabled',
  });

  expect(wrongIn(await toldInMemory(world))).toEqual([]);
});

it('a scheduled function that was only just deployed need not have run', async () => {
  const sweeper = nameIn(world.functions, 'Sweeper');
  world.metrics.delete(`Invocations ${sweeper}`);
  for (const each of world.resources) {
    if (each.PhysicalResourceId === sweeper) each.LastUpdatedTimestamp = minutesAgo(9);
  }

  const findings = wrongIn(await toldInMemory(world));

  expect(findings.filter(({ about, what }) => about === sweeper && what.includes('did not run'))).toEqual([]);
});

it('nobody who hears of alerts is a fault, though each that is named has confirmed', async () => {
  for (const [arn, { TopicArn }] of world.subscriptions) {
    if (TopicArn !== logTopic) world.subscriptions.delete(arn);
  }
  world.resources = world.resources.filter(({ ResourceType, PhysicalResourceId }) => {
    return ResourceType !== 'AWS::SNS::Subscription' || PhysicalResourceId.startsWith(logTopic);
  });

  expect(wrongIn(await toldInMemory(world))).toMatchObject([
    { check: 'subscriptions', verdict: 'fault', about: 'alerts', what: expect.stringContaining('nobody is told') },
    { check: 'subscriptions', verdict: 'warning', about: 'operators' },
  ]);
});

it('who has not confirmed hears nothing, and counts for nobody', async () => {
  for (const subscription of world.subscriptions.values()) {
    if (subscription['TopicArn'] !== logTopic) subscription['PendingConfirmation'] = 'true';
  }

  const about = wrongIn(await toldInMemory(world)).map((finding) => finding.about);

  expect(about.slice(0, 2)).toEqual(['alerts', 'operators']);
  expect(about.slice(2)).toContain('o…@example.com');
});
