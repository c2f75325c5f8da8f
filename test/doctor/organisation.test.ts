import { describe, expect, it } from 'vitest';
import { deployedWorld, otherAccount } from './deployed-world.ts';
import { toldInMemory } from './looked.ts';
import { bucketIn } from './planted/planted.ts';
import { type Described, trailOf, type World } from './world.ts';

const bucket = 'logs-wired';
const trailArn = `arn:aws:cloudtrail:us-east-1:${otherAccount}:trail/organisation`;
const ofManagement = `arn:aws:s3:::${bucket}/AWSLogs/${otherAccount}/*`;
const ofOrganisation = `arn:aws:s3:::${bucket}/AWSLogs/o-a1b2c3d4e5/*`;

/** A member account whose bucket the organisation's trail writes to, into these folders. */
function memberWith(resources: readonly string[], condition: Described = {}): World {
  const world = deployedWorld('http://127.0.0.1:1');
  const index = world.trails.findIndex(({ S3BucketName }) => S3BucketName === bucket);
  world.trails[index] = trailOf('organisation', bucket, { TrailARN: trailArn, IsOrganizationTrail: true });
  bucketIn(world, bucket).policy = {
    Statement: resources.map((Resource) => ({
      Effect: 'Allow',
      Principal: { Service: 'cloudtrail.amazonaws.com' },
      Action: 's3:PutObject',
      Resource,
      Condition: { StringEquals: { 'aws:SourceArn': trailArn, ...condition } },
    })),
  };
  return world;
}

async function told(world: World): Promise<Described | undefined> {
  const findings = await toldInMemory(world);
  return findings.find(({ check, about }) => check === 'bucket-policies' && about === bucket);
}

describe("an organisation's trail that writes to a member's bucket", () => {
  it.each([
    ['the folder of the account that owns it', [ofManagement]],
    ['the folder of the organisation', [ofOrganisation]],
    ['both', [ofManagement, ofOrganisation]],
  ])('is well where the policy lets it into %s', async (_, resources) => {
    const world = memberWith(resources);

    const finding = await told(world);

    expect(finding).toMatchObject({ verdict: 'ok', what: 'lets in who writes to it' });
  });

  it('is at fault where the policy lets it into the folder of this account alone', async () => {
    const world = memberWith([`arn:aws:s3:::${bucket}/AWSLogs/111122223333/*`]);

    const finding = await told(world);

    expect(finding).toMatchObject({ verdict: 'fault', what: expect.stringContaining('may not s3:PutObject') });
  });
});

describe('a condition that nobody here can judge', () => {
  const condition = { 'aws:SourceOrgID': 'o-a1b2c3d4e5' };

  it('is met where the trail delivered within the hour', async () => {
    const world = memberWith([ofOrganisation], condition);

    const finding = await told(world);

    expect(finding).toMatchObject({ verdict: 'ok' });
  });

  it.each([
    ['has delivered nothing for an hour', { LatestDeliveryTime: new Date('2026-11-20T10:59:00Z') }],
    ['has an error', { LatestDeliveryError: 'AccessDenied' }],
    ['is off', { IsLogging: false }],
  ])('stays unknown where the trail %s', async (_, status) => {
    const world = memberWith([ofOrganisation], condition);
    world.trailStatuses.set(trailArn, { ...world.trailStatus, ...status });

    const finding = await told(world);

    expect(finding).toMatchObject({ verdict: 'unknown', what: expect.stringContaining('aws:SourceOrgID') });
  });
});
