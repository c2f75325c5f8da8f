import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { RoleRefused } from '../../lambda/adapters/errors.ts';
import { s3Objects } from '../../lambda/adapters/objects.ts';
import { s3Clients } from '../../lambda/adapters/s3-clients.ts';
import type { LogBucket } from '../../lambda/config/log-buckets.ts';
import { type RoleAnswers, type RoleServers, startRoleServers } from './role-servers.ts';

const own: LogBucket = { bucket: 'example-own-logs', owner: '111122223333' };
const role = 'arn:aws:iam::444455556666:role/reader';
const theirs: LogBucket = { bucket: 'example-their-logs', owner: '444455556666', region: 'eu-west-1', readAs: role };
const alsoTheirs: LogBucket = { ...theirs, bucket: 'example-more-logs' };
const elsewhere: LogBucket = { ...own, bucket: 'example-far-logs', region: 'eu-west-1' };
const ofAnother: LogBucket = { ...theirs, bucket: 'example-other-logs', readAs: `${role}-2` };
const buckets = new Map([own, theirs, alsoTheirs, elsewhere, ofAnother].map((each) => [each.bucket, each]));
let servers: RoleServers;

async function start(answers: RoleAnswers = {}): Promise<void> {
  servers = await startRoleServers(answers);
  vi.stubEnv('AWS_ENDPOINT_URL', servers.endpoint);
}

beforeEach(() => {
  vi.stubEnv('AWS_REGION', 'us-east-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'OWN');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local');
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await servers.close();
});

/** Reads an object of each bucket, one after the other. */
async function read(...wanted: readonly LogBucket[]): Promise<void> {
  const objects = s3Objects({ buckets, clientFor: s3Clients() });
  for (const { bucket } of wanted) for await (const _ of objects.read({ bucket, key: 'key' }));
}

it('reads each bucket in its Region, as its role, and only while its owner stays the same', async () => {
  await start();

  await read(own, theirs, elsewhere);

  expect(servers.heard.read).toEqual([
    { by: 'OWN', region: 'us-east-1', path: expect.stringContaining('key'), owner: '111122223333' },
    { by: 'ROLE-1', region: 'eu-west-1', path: expect.stringContaining('key'), owner: '444455556666' },
    { by: 'OWN', region: 'eu-west-1', path: expect.stringContaining('key'), owner: '111122223333' },
  ]);
});

it('assumes no role before a bucket is read as it, under a name that its account can tell us by', async () => {
  await start();

  await read(own);
  expect(servers.heard.assumed).toEqual([]);

  await read(theirs);
  const [form] = servers.heard.assumed;
  expect([form?.get('Action'), form?.get('RoleArn'), form?.get('RoleSessionName')]).toEqual([
    'AssumeRole',
    role,
    'gatewarden',
  ]);
});

it('assumes a role once for all its objects and buckets in a Region, and another one for itself', async () => {
  await start();

  await read(theirs, theirs, alsoTheirs, ofAnother);

  expect(servers.heard.assumed.map((form) => form.get('RoleArn'))).toEqual([role, `${role}-2`]);
  expect(servers.heard.read.map(({ by }) => by)).toEqual(['ROLE-1', 'ROLE-1', 'ROLE-1', 'ROLE-2']);
});

it('assumes it again when its credentials are about to end', async () => {
  await start({ secondsLeft: 30 });

  await read(theirs, theirs);

  const [first, second] = servers.heard.read.map(({ by }) => by);
  expect(first).toMatch(/^ROLE-\d$/);
  expect(second).toMatch(/^ROLE-\d$/);
  expect(second).not.toBe(first);
});

it.each(['AccessDenied', 'AccessDeniedException'])(
  'says which role was refused, and what to do: %s',
  async (refuse) => {
    await start({ refuse });

    const reading = read(theirs);

    await expect(reading).rejects.toThrow(RoleRefused);
    await expect(reading).rejects.toThrow(
      /may not assume the role arn:aws:iam::444455556666:role\/reader: .*trust policy/,
    );
    expect(servers.heard.read).toEqual([]);
  },
);

it('leaves what passes by itself as it is', async () => {
  await start({ refuse: 'InvalidClientTokenId' });

  await expect(read(theirs)).rejects.toMatchObject({ name: 'InvalidClientTokenId' });
});
