import { SubscribeCommand } from '@aws-sdk/client-sns';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { gatewarden } from '../cli/gatewarden.ts';
import { gatewardenProcess } from '../cli/run-cli.ts';
import { tempFolder } from '../cli/temp-folder.ts';
import { createTopic, drain, type Fauxqs, loopback, startFauxqs, subscribedQueue } from '../servers/fauxqs.ts';

let fauxqs: Fauxqs;
let topics = 0;

beforeAll(async () => {
  fauxqs = await startFauxqs();
  vi.stubEnv('AWS_ENDPOINT_URL_SNS', fauxqs.endpoint);
  vi.stubEnv('AWS_ACCESS_KEY_ID', loopback.credentials.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', loopback.credentials.secretAccessKey);
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await fauxqs.stop();
});

const newTopic = () => createTopic(fauxqs, `topic-${topics++}`);
const nowhere = 'arn:aws:sns:us-east-1:000000000000:nowhere';

/** A queue that gets a topic's messages, raw unless said otherwise; its URL. */
function queueOn(topicArn: string, attributes: Readonly<Record<string, string>> = {}): Promise<string> {
  return subscribedQueue(fauxqs, topicArn, { name: `queue-${topics++}`, attributes });
}

function subscribe(topicArn: string, protocol: string, endpoint: string): Promise<unknown> {
  return fauxqs.sns.send(new SubscribeCommand({ TopicArn: topicArn, Protocol: protocol, Endpoint: endpoint }));
}

/** Runs the command in an empty folder, so that no configuration of the machine is in the way. */
async function testAlert(
  args: readonly string[],
  files: Readonly<Record<string, string>> = {},
  run: typeof gatewardenProcess = gatewarden,
) {
  using folder = tempFolder(files);
  return await run(['test-alert', ...args], { cwd: folder.path });
}

describe('gatewarden test-alert', () => {
  it('reaches all topics of a deployment, each in its own shape, and says so', async () => {
    const [machines, people, chat] = [await newTopic(), await newTopic(), await newTopic()];
    const queues = [
      await queueOn(machines),
      await queueOn(people, { RawMessageDelivery: 'false' }),
      await queueOn(chat),
    ];
    const outputs = {
      Gatewarden: { MachineTopicArn: machines, PeopleTopicArn: people, ChatTopicArn: chat, QueueArn: 'x' },
    };

    const files = { 'outputs.json': JSON.stringify(outputs) };
    const { status, stdout, stderr } = await testAlert(['--outputs', 'outputs.json'], files, gatewardenProcess);

    expect([status, stderr]).toEqual([0, '']);
    for (const [audience, arn] of Object.entries({ machines, people, chat })) {
      expect(stdout).toContain(`${audience}  ${arn}\n  published as message `);
    }
    expect(stdout.match(/^ {2}sqs {2}arn:aws:sqs:us-east-1:000000000000:queue-\d+ {2}gets it$/gm)).toHaveLength(3);
    expect(stdout).toContain('The test alert is on its way.');
    const [json, envelope, notification] = await Promise.all(queues.map(async (queue) => bodyIn(queue)));
    expect(json).toMatchObject({
      schema: 'gatewarden.alert/1',
      kind: 'new',
      severity: 'High',
      rule: { title: expect.stringMatching(/^\[TEST\] /) },
      evidence: [{ object: 'gatewarden test-alert' }],
    });
    expect(envelope).toMatchObject({
      Subject: expect.stringMatching(/^\[TEST\] \[High\] /),
      Message: expect.stringMatching(/^\[TEST\] This is a test, sent by gatewarden test-alert\. Nobody signed in/),
    });
    expect(notification).toMatchObject({
      source: 'custom',
      content: {
        title: expect.stringMatching(/^\[TEST\] /),
        description: expect.stringMatching(/^- \[TEST\] This is a test/),
      },
    });
  });

  it('has an attribute that keeps it from those who want no tests, and nobody who does not say so', async () => {
    const topic = await newTopic();
    const wantsNone = await queueOn(topic, { FilterPolicy: '{"test":[{"exists":false}]}' });
    const wantsAll = await queueOn(topic);

    const { status, stdout } = await testAlert(['--topic', `machines=${topic}`]);

    expect(status).toBe(0);
    expect(stdout).toContain('does not get it: its filter wants another test\n');
    expect(await drain(fauxqs, wantsNone)).toEqual([]);
    const [message] = await drain(fauxqs, wantsAll);
    expect(message?.MessageAttributes?.['test']?.StringValue).toBe('true');
  });

  it('speaks OCSF to machines where the configuration does', async () => {
    const topic = await newTopic();
    const queue = await queueOn(topic);

    const { status } = await testAlert(['--topic', `machines=${topic}`, '--config', 'c.yaml'], {
      'c.yaml': 'topics: { machines: { format: ocsf } }\n',
    });

    expect(status).toBe(0);
    expect(await bodyIn(queue)).toMatchObject({
      class_uid: 2004,
      activity_name: 'Create',
      finding_info: { title: expect.stringMatching(/^\[TEST\] /) },
      message: expect.stringMatching(/^\[TEST\] /),
    });
  });

  it('is another alert each time, for who has seen the first', async () => {
    const topic = await newTopic();
    const queue = await queueOn(topic);

    await testAlert(['--topic', `machines=${topic}`]);
    await testAlert(['--topic', `machines=${topic}`]);

    const ids = (await drain(fauxqs, queue)).map(({ Body = '' }) => JSON.parse(Body).alertId);
    expect(new Set(ids).size).toBe(2);
  });

  it('fails where nobody has confirmed, and shows of a mail address and a URL only a part', async () => {
    const topic = await newTopic();
    await subscribe(topic, 'email', 'security.team@example.com');
    await subscribe(topic, 'https', 'https://hooks.example.com/in/not-for-logs?key=1');

    const { status, stdout, stderr } = await testAlert(['--topic', `people=${topic}`]);

    expect(status).toBe(1);
    expect(stdout).toMatch(/^ {2}email {2}s…@example\.com +gets nothing: not confirmed yet$/m);
    expect(stdout).toMatch(/^ {2}https {2}https:\/\/hooks\.example\.com\/… +gets nothing: not confirmed yet$/m);
    expect(stdout).toContain('nobody gets it');
    expect(stdout).toContain('"Subscription Confirmation"');
    expect(stdout + stderr).not.toMatch(/security\.team|not-for-logs/);
  });

  it('fails where every filter keeps it away, says by what, and passes with what the filter wants', async () => {
    const topic = await newTopic();
    const policy = { severity: ['Low'], account: ['111122223333'], rule: ['console-login'] };
    const queue = await queueOn(topic, { FilterPolicy: JSON.stringify(policy) });

    const kept = await testAlert(['--topic', `machines=${topic}`]);
    const wanted = ['--severity', 'Low', '--account', '111122223333', '--rule', 'console-login'];
    const passed = await testAlert(['--topic', `machines=${topic}`, ...wanted]);

    expect(kept.status).toBe(1);
    expect(kept.stdout).toContain('does not get it: its filter wants another severity, account, rule\n');
    expect(kept.stdout).toContain('choose --severity, --rule or --account');
    expect(passed.status).toBe(0);
    expect(await drain(fauxqs, queue)).toHaveLength(1);
  });

  it('does not promise what only SNS can judge', async () => {
    const topic = await newTopic();
    await queueOn(topic, { FilterPolicy: '{"rule":[{"wildcard":"no-*"}]}' });
    await queueOn(topic, { FilterPolicy: '{"severity":["High"]}', FilterPolicyScope: 'MessageBody' });

    const { status, stdout } = await testAlert(['--topic', `machines=${topic}`]);

    expect(status).toBe(1);
    expect(stdout).toContain('may get it: its filter has conditions that only SNS can judge\n');
    expect(stdout).toContain('may get it: its filter cannot be judged: it looks into the message\n');
  });

  it('fails where nobody is subscribed, and says how that is done', async () => {
    const { status, stdout } = await testAlert(['--topic', `chat=${await newTopic()}`]);

    expect(status).toBe(1);
    expect(stdout).toContain('  nobody is subscribed\n');
    expect(stdout).toContain('docs/deploy.md');
  });

  it('fails where one topic does not take it, and still sends to the others', async () => {
    const people = await newTopic();
    const queue = await queueOn(people);

    const { status, stdout } = await testAlert(['--topic', `machines=${nowhere}`, '--topic', `people=${people}`]);

    expect(status).toBe(1);
    expect(stdout).toContain(`${nowhere}\n  NOT published: there is no such topic in this account and region\n`);
    expect(stdout).toContain('gets it');
    expect(stdout).not.toContain('on its way');
    expect(await drain(fauxqs, queue)).toHaveLength(1);
  });

  it('says where AWS cannot be reached, and where there are no credentials', async () => {
    vi.stubEnv('AWS_ENDPOINT_URL_SNS', 'http://127.0.0.1:9');
    const unreached = await testAlert(['--topic', `people=${nowhere}`]);
    vi.stubEnv('AWS_ENDPOINT_URL_SNS', fauxqs.endpoint);
    const unknown = await testAlert(['--topic', `people=${nowhere}`, '--profile', 'no-such-profile']);

    expect([unreached.status, unknown.status]).toEqual([1, 1]);
    expect(unreached.stdout).toMatch(/NOT published: .*ECONNREFUSED/);
    expect(unknown.stdout).toMatch(/NOT published: .*credentials/);
    expect(unreached.stdout + unknown.stdout).not.toMatch(/\n {4}at /);
  });

  it.each<[string, readonly string[], string]>([
    ['no topic', [], 'name the topics: --outputs'],
    ['a topic of nobody', ['--topic', `dogs=${nowhere}`], '--topic must be an audience (machines, people, chat)'],
    ['a topic without audience', ['--topic', nowhere], '--topic must be an audience'],
    ['a queue for a topic', ['--topic', 'people=arn:aws:sqs:us-east-1:000000000000:q'], '--topic must be an audience'],
    ['no such file', ['--outputs', 'no.json'], 'no.json cannot be read: there is no such file or folder'],
    ['a file that is no JSON', ['--outputs', 'c.yaml'], 'c.yaml is no valid JSON'],
    ['a file without outputs', ['--outputs', 'null.json'], 'null.json holds no stack outputs'],
    ['outputs without topics', ['--outputs', 'empty.json'], 'empty.json names no topic: none of MachineTopicArn'],
    ['outputs of two stacks', ['--outputs', 'two.json'], 'two.json has the topics of several stacks (A, B)'],
    ['a rule that is none', ['--topic', `people=${nowhere}`, '--rule', 'no-rule'], "there is no rule 'no-rule'"],
    ['an account that is none', ['--topic', `people=${nowhere}`, '--account', 'x'], '--account must be an account id'],
    ['a severity that is none', ['--topic', `people=${nowhere}`, '--severity', 'high'], "argument 'high' is invalid"],
    [
      'a faulty configuration',
      ['--topic', `people=${nowhere}`, '--config', 'c.yaml'],
      'c.yaml:1:1: colour is not known',
    ],
  ])('refuses %s in a sentence, and sends nothing', async (_, args, sentence) => {
    const stack = { PeopleTopicArn: nowhere };
    const { status, stdout, stderr } = await testAlert(args, {
      'c.yaml': 'colour: red\n',
      'null.json': 'null',
      'empty.json': '{"Gatewarden":{"PeopleTopicArn":3,"BucketName":"b"},"other":null}',
      'two.json': JSON.stringify({ A: stack, B: stack }),
    });

    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain(sentence);
  });
});

/** The one message of a queue, as JSON. */
async function bodyIn(queue: string): Promise<unknown> {
  const [{ Body = '' } = {}, ...others] = await drain(fauxqs, queue);
  expect(others).toEqual([]);
  return JSON.parse(Body);
}
