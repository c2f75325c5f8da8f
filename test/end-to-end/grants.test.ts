import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterEach, expect, it, vi } from 'vitest';
import { type CanaryFile, loginOf, signInsOf } from '../../lambda/canary/files.ts';
import type { CanaryRun } from '../../lambda/canary/run.ts';
import type { QueueName } from '../../lambda/config/queues.ts';
import { formatInstant, type Instant, minus, minutes, seconds } from '../../lambda/core/time.ts';
import { notificationRecord } from '../adapters/envelopes.ts';
import { runOf } from '../canary/flight.ts';
import { logFile, logFileKey, signInFile } from '../handlers/batch.ts';
import { consoleLogin, graphSignIn, type Json } from '../records.ts';
import type { GraphServer } from '../servers/graph.ts';
import { type Deployed, deployments } from './deployed.ts';
import { invocationDied } from './died.ts';
import { existingSources, fastRegions, replicaIn } from './existing-sources.ts';
import { type Grant, unmissed } from './grants.ts';
import { graphHere } from './graph-here.ts';
import { reasonsIn } from './reasons.ts';
import { signInHappens } from './sign-in-happens.ts';

const deploy = deployments();

const start = Date.now() as Instant;
const ago = (n: number): string => formatInstant(minus(start, minutes(n)));

/** The roles of rules that forward sign-ins from another Region and the events of another account's bucket, and who reads there. */
const otherRoles = 3;

let graph: GraphServer | undefined;

afterEach(async () => {
  await graph?.close();
});

/** What no call of these runs needs, and why it is granted. */
const neededElsewhere: readonly { readonly why: string; readonly is: (grant: Grant) => boolean }[] = [
  {
    why: "Lambda writes the log in the function's name",
    is: ({ action }) => /^logs:(CreateLogStream|PutLogEvents)$/.test(action),
  },
  {
    // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
    why: "DynamoDB uses the table's key in the caller's name, and asks for more of it than to decrypt",
    is: ({ action, via }) =>
      via === 'dynamodb' && /^kms:(DescribeKey|Encrypt|GenerateDataKey|ReEncryptFrom|ReEncryptTo)$/.test(action),
  },
];

it('whatever is taken away of what a role may do, some call of these runs is refused', async () => {
  graph = await graphHere(); // first, as schedules start at once
  const scheduled = await deploy({ schedules: true });
  const deployed = await deploy({ retrySeconds: 1, deadLetters: 2 });
  const theirs = [...Object.values(existingSources).map(({ bucket }) => bucket), replicaIn(deployed.stack)];

  await Promise.all([scheduled.idle(), everythingHappens(deployed, { graph, theirs })]);

  const left = unmissed(deployed.stack, [...scheduled.needed(), ...deployed.needed()]);
  const { roles, functions, schedules } = deployed.stack;
  expect(roles).toHaveLength(functions.length + schedules.length + otherRoles);
  expect(left.filter((grant) => !neededElsewhere.some(({ is }) => is(grant)))).toEqual([]);
  expect(neededElsewhere.filter(({ is }) => !left.some(is))).toEqual([]);
});

/** Each function tells of an alert as the last to come, reads what it must find, and is disturbed once. */
async function everythingHappens(
  deployed: Deployed,
  { graph, theirs }: { readonly graph: GraphServer; readonly theirs: readonly string[] },
): Promise<void> {
  const { functions, invoke, put, idle } = deployed;
  await invocationDied(deployed, login('203.0.113.1'), ...failures('203.0.113.1'));
  await invoke(functions.sweeper, {});

  await put('entra', 'before.json', signInFile(...failures('203.0.113.2')));
  await put('cloudtrail', logFileKey('AAAAAAAAAAAAAAAA'), logFile(login('203.0.113.3')));
  await put('cloudtrail', logFileKey('BBBBBBBBBBBBBBBB'), logFile(login('203.0.113.4')));
  await idle();
  await put('cloudtrail', logFileKey('CCCCCCCCCCCCCCCC'), logFile(login('203.0.113.2')));
  await put('entra', 'after.json', signInFile(...failures('203.0.113.3')));
  graph.publish(failures('203.0.113.4').map((record) => ({ record, from: minus(start, seconds(1)) })));
  await invoke(functions.poller, {});
  await idle();

  const logBuckets = [deployed.buckets.cloudtrail, ...theirs];
  await areRestored('cloudtrail', placesIn(logBuckets, logFileKey('DDDDDDDDDDDDDDDD')), deployed);
  await areRestored('entra', placesIn([deployed.buckets.entra], 'restored.json'), deployed);

  await versionsAreGone('cloudtrail', placesIn(logBuckets, logFileKey('EEEEEEEEEEEEEEEE')), deployed);
  await versionsAreGone('entra', placesIn([deployed.buckets.entra], 'gone.json'), deployed);
  await canaryFlies(deployed);
  for (const region of fastRegions) await signInHappens(deployed, region, login('203.0.113.6'));
  await idle();
}

/** Either of its files is the last to come; and its login is read again, is not there, and was there in another version. */
async function canaryFlies({ stack, buckets, clients, send, idle }: Deployed): Promise<void> {
  const canary = String(stack.buckets.find(({ name }) => name.includes('-canary-'))?.name);
  const put = ({ key, body }: CanaryFile, Bucket: string) =>
    clients.s3.send(new PutObjectCommand({ Bucket, Key: key, Body: body }));
  const [first, second] = ['a', 'b'].map((digit) => runOf(digit, start)) as [CanaryRun, CanaryRun];
  await Promise.all([put(signInsOf(first), buckets.entra), put(loginOf(second), canary)]);
  await idle();
  await Promise.all([put(loginOf(first), canary), put(signInsOf(second), buckets.entra)]);
  await send('cloudtrail', { Records: announced(placesIn([canary], loginOf(first).key)) });
  const gone = placesIn([canary], loginOf(runOf('c', start)).key);
  await send('cloudtrail', { Records: announced(gone) });
  await versionsAreGone('cloudtrail', gone, { send });
}

interface Place {
  readonly bucket: string;
  readonly key: string;
}

function placesIn(buckets: readonly string[], key: string): readonly Place[] {
  return buckets.map((bucket) => ({ bucket, key }));
}

/** Versions of files were deleted for good before they were read; the message becomes a dead letter. */
async function versionsAreGone(
  source: QueueName,
  places: readonly Place[],
  { send }: Pick<Deployed, 'send'>,
): Promise<void> {
  const Records = announced(places).map((record) => {
    const s3 = record['s3'] as Readonly<Record<string, Json>>;
    return { ...record, s3: { ...s3, object: { ...s3['object'], versionId: 'gone' } } };
  });
  await send(source, { Records });
}

/** Files are gone when they are announced, and there again at the next attempt. */
async function areRestored(source: QueueName, places: readonly Place[], deployed: Deployed): Promise<void> {
  const reasons = reasonsIn(deployed);
  await deployed.send(source, { Records: announced(places) });
  await vi.waitUntil(async () => (await reasons(source)).length > 0, 60_000);
  const Body = source === 'cloudtrail' ? logFile(login('203.0.113.5')) : signInFile(...failures('203.0.113.5'));
  for (const { bucket, key } of places)
    await deployed.clients.s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body }));
  await deployed.idle();
}

function announced(places: readonly Place[]): readonly Json[] {
  return places.map(({ bucket, key }) => notificationRecord(bucket, key, { eventTime: ago(1) }));
}

function login(sourceIPAddress: string): Json {
  return consoleLogin({
    eventID: `login-${sourceIPAddress}`,
    eventTime: ago(5),
    sourceIPAddress,
    additionalEventData: { MFAUsed: 'Yes' },
  });
}

function failures(address: string): readonly Json[] {
  return Array.from({ length: 6 }, (_, n) =>
    graphSignIn({ id: `${address}-${n}`, time: ago(30 + n), address, table: 'SigninLogs' }),
  );
}
