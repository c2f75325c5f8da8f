import { describe, expect, it } from 'vitest';
import { ask } from '../../bin/commands/init/ask.ts';
import { BrokenOff, clackAsker } from '../../bin/commands/init/asker.ts';
import type { Draft } from '../../bin/commands/init/draft.ts';
import { type Answer, keys, typist } from './typist.ts';

const topicArn = 'arn:aws:sns:us-east-1:111122223333:example-cloudtrail-topic';
const roleArn = 'arn:aws:iam::111122223333:role/example-replication';
const nobody: readonly Answer[] = [
  ['Who gets alerts', ''],
  ['Who hears of trouble', ''],
  ['Should alerts go', ''],
  ['Should a program', ''],
];
const noEntra: Answer = ["How do Entra ID's", ''];

async function asked(answers: readonly Answer[], given: Draft = {}) {
  const terminal = typist(answers);
  const draft = await ask(given, await clackAsker(terminal));
  return { draft: JSON.parse(JSON.stringify(draft)), unasked: terminal.unasked(), shown: terminal.shown() };
}

describe('what is asked at a terminal', () => {
  it('is a mode and nothing more, where Enter is the answer to everything else', async () => {
    const { draft, unasked } = await asked([
      ['Where are the log files', ''],
      ['Are there log files', ''],
      noEntra,
      ...nobody,
    ]);

    expect(draft).toEqual({ cloudtrail: [{ mode: 'create' }], withoutGraph: 'none', entra: {}, subscribers: {} });
    expect(unasked).toEqual([]);
  });

  it("is what a mode takes, and each answer is checked at once by the configuration's own schema", async () => {
    const { draft, shown } = await asked([
      ['Where are the log files', keys.down + keys.down],
      ["the topic's ARN", `${topicArn}.fifo`],
      ['It must be the ARN of an SNS topic', keys.backspace.repeat(5)],
      ['What is the bucket called?', '  example-cloudtrail-logs '],
      ['Which account owns', '4711'],
      ['an account id of 12 digits', `${keys.backspace.repeat(4)}111122223333`],
      ['In which Region', ''],
      ['Which KMS key', ''],
      ['Which role', ''],
      ['Are there log files', ''],
      noEntra,
      ...nobody,
    ]);

    const topic = { mode: 'topic', topicArn, bucket: 'example-cloudtrail-logs', account: '111122223333' };
    expect(draft.cloudtrail).toEqual([topic]);
    expect(shown).toContain('It must be an account id of 12 digits');
  });

  it('takes several trails, and does not offer what cannot be there twice', async () => {
    const { draft } = await asked([
      ['Where are the log files', ''],
      ['Are there log files', 'y'],
      ['Where are the log files', keys.down.repeat(3)],
      ['What is the bucket called that is replicated?', 'example-logs'],
      ['Which account owns', '111122223333'],
      ['Which role of that account', roleArn],
      ['Which KMS key', ''],
      ['Are there log files', ''],
      noEntra,
      ...nobody,
    ]);

    const replica = { mode: 'replica', sourceBucket: 'example-logs', account: '111122223333', roleArn };
    expect(draft.cloudtrail).toEqual([{ mode: 'create' }, replica]);
  });

  it('asks for a trail again that does not fit in with those before it', async () => {
    const bucket = (name: string): readonly Answer[] => [
      ['Where are the log files', keys.down],
      ['What is the bucket called?', name],
      ['Which account owns', '111122223333'],
      ['Which KMS key', ''],
      ['Which role', ''],
    ];

    const { draft, shown } = await asked([
      ...bucket('example-logs'),
      ['Are there log files', 'y'],
      ...bucket('example-logs'),
      ...bucket('other-logs'),
      ['Are there log files', ''],
      noEntra,
      ...nobody,
    ]);

    expect(draft.cloudtrail.map((trail: { readonly bucket: string }) => trail.bucket)).toEqual([
      'example-logs',
      'other-logs',
    ]);
    expect(shown).toContain('example-logs');
  });

  it('polls Graph as an app, and asks for a secret only where there is one', async () => {
    const app: readonly Answer[] = [
      ["How do Entra ID's", keys.down],
      ['Which tenant', 'example.onmicrosoft.com'],
      ['Application (client) ID', '00000000-0000-4000-8000-000000000002'],
    ];
    const secretArn = 'arn:aws:secretsmanager:us-east-1:111122223333:secret:gatewarden/entra-Ab1Cd2';
    const given = { cloudtrail: [{ mode: 'create' }], subscribers: {} };

    const without = await asked([...app, ['How does it prove', '']], given);
    const withOne = await asked(
      [...app, ['How does it prove', keys.down], ['the whole ARN', secretArn], ['Which KMS key', '']],
      given,
    );

    const graph = { tenant: 'example.onmicrosoft.com', clientId: '00000000-0000-4000-8000-000000000002' };
    expect(without.draft.entra).toEqual({ graph: { ...graph, auth: { method: 'federated' } } });
    expect(withOne.draft.entra).toEqual({ graph: { ...graph, auth: { method: 'certificate', secretArn } } });
  });

  it('takes mail addresses with commas, a channel and a program', async () => {
    const { draft } = await asked(
      [
        ['Who gets alerts', 'security@example.com, alice'],
        ['a mail address', '@example.com'],
        ['Who hears of trouble', 'operations@example.com'],
        ['Should alerts go', keys.down],
        ['Slack workspace', 'T0123ABCD'],
        ['id of the channel', 'C0123ABCD'],
        ['Should a program', keys.down.repeat(3)],
        ['What is the URL', 'https://example.com/alerts'],
      ],
      { cloudtrail: [{ mode: 'create' }], entra: {} },
    );

    const mail = (endpoint: string) => ({ protocol: 'email', endpoint });
    expect(draft.subscribers).toEqual({
      people: [mail('security@example.com'), mail('alice@example.com')],
      operators: [mail('operations@example.com')],
      chat: [{ protocol: 'slack', workspace: 'T0123ABCD', channel: 'C0123ABCD' }],
      machines: [{ protocol: 'https', endpoint: 'https://example.com/alerts' }],
    });
  });

  it('is only what flags left out', async () => {
    const given: Draft = {
      cloudtrail: [{ mode: 'bucket', bucket: 'example-logs' }],
      entra: { graph: { tenant: 'example.com', auth: { method: 'federated' } } },
      subscribers: {},
    };

    const { draft } = await asked(
      [
        ['Which account owns', '111122223333'],
        ['Application (client) ID', '00000000-0000-4000-8000-000000000002'],
      ],
      given,
    );

    expect(draft.cloudtrail).toEqual([{ mode: 'bucket', bucket: 'example-logs', account: '111122223333' }]);
    expect(draft.entra.graph.clientId).toBe('00000000-0000-4000-8000-000000000002');
  });

  it('ends with an error of its own, once somebody presses Ctrl-C', async () => {
    await expect(asked([['Where are the log files', keys.ctrlC]])).rejects.toThrow(BrokenOff);
    await expect(
      asked([
        ['Where are the log files', keys.down],
        ['What is the bucket', keys.ctrlC],
      ]),
    ).rejects.toThrow(BrokenOff);
  });
});
