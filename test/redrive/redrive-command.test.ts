import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { resentAttribute } from '../../lambda/config/queues.ts';
import { s3Notification } from '../adapters/envelopes.ts';
import { gatewarden } from '../cli/gatewarden.ts';
import { gatewardenProcess } from '../cli/run-cli.ts';
import { tempFolder } from '../cli/temp-folder.ts';
import { sendMessage, visibleIn } from '../servers/queues.ts';
import { newWorld, redriveWith, type Servers, startServers } from './world.ts';

let servers: Servers;

beforeAll(async () => {
  servers = await startServers({ longestPoll: 0 }); // else each run waits for two seconds, one for each queue
});
afterAll(() => servers.stop());

const body = (key: string): string => JSON.stringify(s3Notification('example-logs', key));
const bodiesIn = async (queueUrl: string): Promise<readonly string[]> =>
  (await visibleIn(servers.fauxqs, queueUrl)).map(({ Body = '' }) => Body).toSorted();

function linesOf(stdout: string): readonly Readonly<Record<string, unknown>>[] {
  return stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));
}

describe('gatewarden redrive', () => {
  it('lists dead letters and reasons of both queues together, and leaves everything as it is', async () => {
    const world = await newWorld(servers);
    const known = await world.dead('cloudtrail', body('a'), {});
    const silent = await world.dead('entra', body('b'));

    const { status, stdout, stderr } = await redriveWith(world.outputs, gatewardenProcess)();

    expect([status, stderr]).toEqual([0, 'Listed 2 dead letters.\n']);
    expect(linesOf(stdout)).toEqual([
      expect.objectContaining({ queue: 'cloudtrail', messageId: known, where: 'dead-letter', attempts: 5 }),
      expect.objectContaining({ queue: 'entra', messageId: silent, failures: [], objects: ['s3://example-logs/b'] }),
    ]);
    expect(await bodiesIn(world.queues.cloudtrail.deadLetters)).toEqual([body('a')]);
    expect(await bodiesIn(world.queues.entra.deadLetters)).toEqual([body('b')]);
    expect(await bodiesIn(world.queues.cloudtrail.source)).toEqual([]);
    expect(await world.failedMessages.read({ queue: 'cloudtrail', messageId: known })).toBeDefined();
  });

  it('tells a message that is tried again from one that went another way, in the table as in JSON', async () => {
    const world = await newWorld(servers);
    const failure = { queue: 'entra', failures: [{ errors: ['OutOfTime: x'] }], failed: 1 } as const;
    const [tried, gone] = [Date.now() - 60_000, Date.now() - 7_200_000];
    await world.failedMessages.note({ ...failure, messageId: 'tried', at: tried as never, attempts: 1 });
    await world.failedMessages.note({ ...failure, messageId: 'gone', at: gone as never, attempts: 5 });

    const { stdout, stderr } = await world.redrive('--format', 'table');

    expect(stdout).toContain('entra: failed, and tried again within minutes (1)\n\n  message  tried\n');
    expect(stdout).toContain('no dead letter any more: sent again, deleted or expired (1)\n\n  message  gone\n');
    expect(stderr).toBe('\nListed 0 dead letters, and 2 failed messages that are none.\n');
  });

  it('sends all again, with their attributes, and forgets them; a second time there is nothing to send', async () => {
    const world = await newWorld(servers);
    const ids = [await world.dead('cloudtrail', body('a'), {}), await world.dead('entra', body('b'), {})];
    const MessageAttributes = { origin: { DataType: 'String', StringValue: 'sns' } };
    const { deadLetters, source } = world.queues.cloudtrail;
    await sendMessage(servers.fauxqs, deadLetters, { MessageBody: body('c'), MessageAttributes });

    const first = await world.redrive('--send', '--yes');
    const second = await world.redrive('--send', '--yes');

    expect([first.status, first.stderr]).toEqual([0, 'Sent 3 of 3 dead letters again.\n']);
    expect([second.status, second.stdout]).toEqual([0, '']);
    expect(second.stderr).toBe('There is no dead letter to send again.\n');
    const sent = await visibleIn(servers.fauxqs, source);
    expect(sent.map(({ Body }) => Body).toSorted()).toEqual([body('a'), body('c')]);
    expect(sent.find(({ Body }) => Body === body('c'))?.MessageAttributes).toMatchObject(MessageAttributes);
    const marked = { [resentAttribute]: { DataType: 'String', StringValue: 'true' } };
    for (const message of sent) expect(message.MessageAttributes).toMatchObject(marked);
    expect(await bodiesIn(world.queues.entra.source)).toEqual([body('b')]);
    const newIds = linesOf(first.stdout).map(({ newMessageId }) => newMessageId);
    expect(newIds).toEqual(expect.arrayContaining(sent.map(({ MessageId }) => MessageId)));
    for (const queue of ['cloudtrail', 'entra'] as const) {
      expect(await bodiesIn(world.queues[queue].deadLetters)).toEqual([]);
      for (const messageId of ids) expect(await world.failedMessages.read({ queue, messageId })).toBeUndefined();
    }
  });

  it('sends only what is named, and gives the others back', async () => {
    const world = await newWorld(servers);
    const [one, two] = [await world.dead('cloudtrail', body('a'), {}), await world.dead('cloudtrail', body('b'), {})];
    await world.dead('cloudtrail', body('c'), {});
    await world.dead('entra', body('d'), {});

    const byId = await world.redrive('--send', '--yes', '--message', one, '--message', two);
    const left = await bodiesIn(world.queues.cloudtrail.deadLetters);
    const byQueue = await world.redrive('--send', '--yes', '--queue', 'entra');

    expect(byId.stderr).toBe('Sent 2 of 2 dead letters again.\n');
    expect(left).toEqual([body('c')]);
    expect(byQueue.stderr).toBe('Sent 1 of 1 dead letter again.\n');
    expect(await bodiesIn(world.queues.cloudtrail.deadLetters)).toEqual([body('c')]);
    expect(await bodiesIn(world.queues.cloudtrail.source)).toEqual([body('a'), body('b')]);
  });

  it('says which of the messages that are named are not there, with status 1', async () => {
    const world = await newWorld(servers);
    const id = await world.dead('cloudtrail', body('a'), {});

    const { status, stderr } = await world.redrive('--send', '--yes', '--message', 'nosuch', '--message', id);

    expect(status).toBe(1);
    expect(stderr).toBe(
      "'nosuch' is not there: it was sent again already perhaps, or was not looked at.\n" +
        'Sent 1 of 1 dead letter again.\n',
    );
  });

  it('sends the others where one cannot be sent, and says which', async () => {
    const world = await newWorld(servers);
    const id = await world.dead('cloudtrail', body('a'), {});
    await world.dead('entra', body('b'), {});
    const { CloudTrailQueueUrl } = world.outputs;
    const broken = { ...world.outputs, CloudTrailQueueUrl: `${CloudTrailQueueUrl}-gone` };

    const { status, stdout, stderr } = await redriveWith(broken)('--send', '--yes');

    expect(status).toBe(1);
    expect(stderr).toContain(`${id} was NOT sent again: there is no such queue in this account and region\n`);
    expect(stderr).toContain('Sent 1 of 2 dead letters again.\n');
    expect(linesOf(stdout).map(({ sentAgain }) => sentAgain)).toEqual([false, true]);
    expect(await bodiesIn(world.queues.cloudtrail.deadLetters)).toEqual([body('a')]);
    expect(await bodiesIn(world.queues.entra.source)).toEqual([body('b')]);
  });

  it('stops at the limit, and says how many it did not look at', async () => {
    const world = await newWorld(servers);
    for (let n = 0; n < 4; n++) await world.dead('cloudtrail', body(`key-${n}`), {});

    const { status, stdout, stderr } = await world.redrive('--queue', 'cloudtrail', '--limit', '3');

    expect([status, linesOf(stdout).filter(({ where }) => where === 'dead-letter').length]).toEqual([0, 3]);
    expect(stderr).toContain('cloudtrail: about 1 dead letter more was not looked at: beyond --limit, or hidden');
    expect(await bodiesIn(world.queues.cloudtrail.deadLetters)).toHaveLength(4);
  });

  it('neither moves the cursor nor hides anything for an object that an attacker named', async () => {
    const world = await newWorld(servers);
    const hostile = 's3://example-logs/\u001B[2J\u202E';
    await world.dead('cloudtrail', body('a'), { failures: [{ object: hostile, errors: [`Error: ${hostile}`] }] });

    const [table, json] = [await world.redrive('--format', 'table'), await world.redrive('--format', 'json')];

    for (const character of ['\u001B', '\u202E']) expect(table.stdout + json.stdout).not.toContain(character);
    expect(linesOf(json.stdout)[0]?.['objects']).toEqual([hostile]);
  });
});

describe('a reason that somebody changed in the table', () => {
  it('is named with the others, with exit status 2', async () => {
    const world = await newWorld(servers);
    const dead = await world.dead('cloudtrail', body('a'), {});
    const good = await world.dead('cloudtrail', body('b'), {});
    await world.damage('cloudtrail', dead);
    await world.dead('cloudtrail', body('c'), { messageId: 'id-1' });
    await world.damage('cloudtrail', 'id-1');

    const { status, stdout, stderr } = await world.redrive();

    const said = expect.stringContaining('expected an attribute failures as it was written, on the item f#cloudtrail');
    const entries = new Map(linesOf(stdout).map((line) => [line['messageId'], line]));
    expect(entries.get(dead)).toMatchObject({ where: 'dead-letter', reasonDamaged: said });
    expect(entries.get('id-1')).toMatchObject({ where: 'unknown', reasonDamaged: said });
    expect(entries.get(good)).toMatchObject({ where: 'dead-letter', attempts: 5 });
    expect(status).toBe(2);
    expect(stderr).toContain('cloudtrail: in the table, 2 reasons are damaged.');
  });

  it('does not keep its message from being sent again, and goes with it', async () => {
    const world = await newWorld(servers);
    const dead = await world.dead('cloudtrail', body('a'), {});
    await world.damage('cloudtrail', dead);

    const { status, stderr } = await world.redrive('--send', '--yes');

    expect(stderr).toContain('Sent 1 of 1 dead letter again.');
    expect(status).toBe(2);
    expect(await world.failedMessages.read({ queue: 'cloudtrail', messageId: dead })).toBeUndefined();
  });
});

describe('gatewarden redrive says in one sentence, with exit status 2,', () => {
  const url = 'https://sqs.us-east-1.amazonaws.com/111122223333/q';
  const stack = {
    TableName: 't',
    CloudTrailQueueUrl: url,
    CloudTrailDeadLetterQueueUrl: url,
    EntraQueueUrl: url,
    EntraDeadLetterQueueUrl: url,
  };
  const files = {
    'good.json': JSON.stringify({ A: stack }),
    'empty.json': JSON.stringify({ A: { TableName: 't' }, B: null }),
    'older.json': JSON.stringify({ A: { ...stack, EntraQueueUrl: undefined, TableName: 3 } }),
    'two.json': JSON.stringify({ A: stack, B: stack, C: {} }),
    'text.json': 'outputs',
  };

  it.each<[string, readonly string[], string]>([
    ['that no outputs are named', [], "required option '--outputs <file>' not specified"],
    ['that there is no such file', ['--outputs', 'no.json'], 'no.json cannot be read: there is no such file or folder'],
    ['that a file is no JSON', ['--outputs', 'text.json'], 'text.json is no valid JSON'],
    [
      'that a file names no queue',
      ['--outputs', 'empty.json'],
      'empty.json names no queue: it needs the outputs Cloud',
    ],
    [
      'that an output is missing',
      ['--outputs', 'older.json'],
      'older.json lacks TableName, EntraQueueUrl: deploy this',
    ],
    ['that there are two stacks', ['--outputs', 'two.json'], 'several stacks (A, B); choose one with --stack'],
    ['that a stack is none', ['--outputs', 'two.json', '--stack', 'D'], "two.json has no stack 'D'"],
    ['that a queue is none', ['--outputs', 'good.json', '--queue', 'x'], 'Allowed choices are cloudtrail, entra.'],
    ['that a limit is none', ['--outputs', 'good.json', '--limit', '0'], 'It must be a whole number'],
    ['that --yes stands alone', ['--outputs', 'good.json', '--yes'], '--yes goes with --send'],
    ['that nobody can be asked', ['--outputs', 'good.json', '--send'], 'there is no terminal to ask at: add --yes'],
  ])('%s', async (_, args, sentence) => {
    using folder = tempFolder(files);

    const { status, stdout, stderr } = await gatewarden(['redrive', ...args], { cwd: folder.path });

    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain(sentence);
    expect(stderr.split('\n')).toHaveLength(2);
  });

  it.each<[string, object, RegExp]>([
    ['a queue', { EntraDeadLetterQueueUrl: url }, /: there is no such queue in this account and region\n$/],
    ['the table', { TableName: 'nosuch' }, /: there is no such table in this region and account\n$/],
  ])('that %s is not there', async (_, wrong, sentence) => {
    const world = await newWorld(servers);

    const { status, stdout, stderr } = await redriveWith({ ...world.outputs, ...wrong })();

    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(sentence);
  });

  it('that AWS cannot be reached', async () => {
    const nowhere = await newWorld(servers);
    vi.stubEnv('AWS_ENDPOINT_URL_SQS', 'http://127.0.0.1:9');

    const { status, stderr } = await nowhere.redrive();

    vi.stubEnv('AWS_ENDPOINT_URL_SQS', servers.fauxqs.endpoint);
    expect(status).toBe(2);
    expect(stderr).toMatch(/^gatewarden: the queues or the table cannot be read: .*ECONNREFUSED/);
  });
});
