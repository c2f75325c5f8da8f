import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { defaultConfig } from '../../../lambda/config/schema.ts';
import { readStack } from '../../../local/stack/read-stack.ts';
import { howTo } from '../../../local/terminal/how-to.ts';
import { deadLetterInText, heardInText, loggedInText } from '../../../local/terminal/lines.ts';
import { readOptions } from '../../../local/terminal/options.ts';

describe('the options', () => {
  it.each<[readonly string[], object]>([
    [[], { port: 4577, format: 'text' }],
    [['--port', '0', '--format', 'json', '--config', 'a.yaml'], { port: 0, format: 'json', config: 'a.yaml' }],
    [['--visibility', '5'], { port: 4577, format: 'text', visibility: 5 }],
  ])('%j are read', (args, expected) => {
    expect(readOptions(args)).toEqual(expected);
  });

  it.each([
    [['--port', 'x'], '--port must be a number from 0 to 65535, not "x"'],
    [['--port', '65536'], '--port must be a number from 0 to 65535, not "65536"'],
    [['--prot', '1'], "unknown option '--prot' (Did you mean --port?)"],
    [['--visibility', '0'], '--visibility must be a number of seconds from 1 to 43200, not "0"'],
    [['--visibility', '43201'], '--visibility must be a number of seconds from 1 to 43200, not "43201"'],
    [['--visibility', '1m'], '--visibility must be a number of seconds from 1 to 43200, not "1m"'],
    [['--format', 'xml'], "option '--format <format>' argument 'xml' is invalid. Allowed choices are text, json."],
    [['more'], 'too many arguments. Expected 0 arguments but got 1.'],
  ])('%j are wrong, which is said in a sentence', (args, sentence) => {
    expect(readOptions(args)).toEqual({ status: 2, sentence });
  });
});

it.each<[readonly string[], number, RegExp, RegExp]>([
  [['--help'], 0, /^Usage: npm run local -- \[options\]/, /^$/],
  [['--port', 'x'], 2, /^$/, /^--port must be a number from 0 to 65535, not "x"\n$/],
  [['--port', '0', '--config', 'missing.yaml'], 2, /^$/, /missing\.yaml[^\n]*\n$/],
])('npm run local -- %j ends with %i', (args, status, stdout, stderr) => {
  const start = join(import.meta.dirname, '..', '..', '..', 'local', 'start.ts');

  const run = spawnSync(process.execPath, [start, ...args], { encoding: 'utf8' });

  expect(run.status).toBe(status);
  expect(run.stdout).toMatch(stdout);
  expect(run.stderr).toMatch(stderr);
});

describe('the terminal shows', () => {
  it('mail with its subject, and a line for what machines get', () => {
    const alert = { rule: { id: 'a-rule' }, severity: 'High', kind: 'new', alertId: 'abc' };

    const lines = [
      heardInText({ listener: 'people', subject: '[High] a subject', text: 'the text' }),
      heardInText({ listener: 'machines', subject: undefined, text: JSON.stringify(alert) }),
      heardInText({ listener: 'machines', subject: undefined, text: '{"class_uid":2004}' }),
      heardInText({ listener: 'machines', subject: undefined, text: '{"rule":null}' }),
    ];

    expect(lines).toEqual([
      '\n── mail to people: [High] a subject\n\nthe text\n',
      '── machines: High a-rule (new, abc)',
      '── machines: {"class_uid":2004}',
      '── machines: {"rule":null}',
    ]);
  });

  it.each([
    ['{"level":"info","message":"message done"}', false],
    ['{"_aws":{}}', false],
    ['{"level":"warn","message":"record failed"}', true],
    ['{"level":"error","message":"message failed"}', true],
    ['RequestId: 1 Error: Task timed out after 120.00 seconds Sandbox.Timedout', true],
  ])('of the log what somebody has to know: %s', (line, shown) => {
    expect(loggedInText('f', line) !== undefined).toBe(shown);
  });

  it('nothing that moves the cursor, whatever a key is', () => {
    const letter = { queueName: 'q', messageId: 'm', receiveCount: 5, body: '\u001b[2J\u202e' };

    expect(deadLetterInText(letter)).toBe('── dead letter after 5 deliveries, in q: \u{FFFD}[2J\u{FFFD}');
  });
});

describe('how to send it files', () => {
  const cloudtrail = defaultConfig.cloudtrail;
  const endpoint = 'http://127.0.0.1:4577';
  const queue = { Type: 'AWS::SQS::Queue', Properties: { VisibilityTimeout: 720 } };
  const fed = { RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] }, maxReceiveCount: 5 } };
  const template = {
    Resources: {
      Dead: { Type: 'AWS::SQS::Queue' },
      Queue: { ...queue, Properties: { ...queue.Properties, ...fed } },
    },
  };
  const stack = readStack(template, { stackName: 'Example', endpoint, cloudtrail });

  it.each([
    ['what stands for the visibility timeouts, and when a message is a dead letter', { visibilitySeconds: 5 }, true],
    ['nothing of them where they are as in the template', {}, false],
  ])('says %s', (_, timing, said) => {
    const text = howTo({ endpoint, stack, config: defaultConfig, ...timing });

    expect(text.includes('comes again after 5 s, where the template says 720 s. After 5 deliveries')).toBe(said);
  });
});
