import { afterEach, expect, it, vi } from 'vitest';
import type { QueueName } from '../../lambda/config/queues.ts';
import { formatInstant, type Instant, minus, minutes, seconds } from '../../lambda/core/time.ts';
import { notificationRecord } from '../adapters/envelopes.ts';
import { logFile, logFileKey, signInFile } from '../handlers/batch.ts';
import { consoleLogin, graphSignIn, type Json } from '../records.ts';
import type { GraphServer } from '../servers/graph.ts';
import { type Deployed, deployments } from './deployed.ts';
import { invocationDied } from './died.ts';
import { type Grant, unmissed } from './grants.ts';
import { graphHere } from './graph-here.ts';
import { reasonsIn } from './reasons.ts';

const deploy = deployments();

const start = Date.now() as Instant;
const ago = (n: number): string => formatInstant(minus(start, minutes(n)));

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
  const deployed = await deploy({ visibilitySeconds: 2, deadLetters: 2 });

  await Promise.all([scheduled.idle(), everythingHappens(deployed, graph)]);

  const left = unmissed(deployed.stack, [...scheduled.needed(), ...deployed.needed()]);
  expect(deployed.stack.roles).toHaveLength(deployed.stack.functions.length + deployed.stack.schedules.length);
  expect(left.filter((grant) => !neededElsewhere.some(({ is }) => is(grant)))).toEqual([]);
  expect(neededElsewhere.filter(({ is }) => !left.some(is))).toEqual([]);
});

/** Each function tells of an alert as the last to come, reads what it must find, and is disturbed once. */
async function everythingHappens(deployed: Deployed, graph: GraphServer): Promise<void> {
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

  await isRestored('cloudtrail', logFileKey('DDDDDDDDDDDDDDDD'), deployed);
  await isRestored('entra', 'restored.json', deployed);

  await versionIsGone('cloudtrail', logFileKey('EEEEEEEEEEEEEEEE'), deployed);
  await versionIsGone('entra', 'gone.json', deployed);
  await idle();
}

/** A version of a file was deleted for good before it was read; its message becomes a dead letter. */
async function versionIsGone(source: QueueName, key: string, { buckets, send }: Deployed): Promise<void> {
  const record = notificationRecord(buckets[source], key, { eventTime: ago(1) });
  const s3 = record['s3'] as Readonly<Record<string, Json>>;
  await send(source, { Records: [{ ...record, s3: { ...s3, object: { ...s3['object'], versionId: 'gone' } } }] });
}

/** A file is gone when it is announced, and there again at the next attempt. */
async function isRestored(source: QueueName, key: string, deployed: Deployed): Promise<void> {
  const reasons = reasonsIn(deployed);
  const record = notificationRecord(deployed.buckets[source], key, { eventTime: ago(1) });
  await deployed.send(source, { Records: [record] });
  await vi.waitUntil(async () => (await reasons(source)).length > 0, 60_000);
  await deployed.put(source, key, logFile(login('203.0.113.5')));
  await deployed.idle();
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
