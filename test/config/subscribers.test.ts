import { describe, expect, it } from 'vitest';
import { sentenceOf } from '../../lambda/config/faults.ts';
import { type Config, parseConfig } from '../../lambda/config/schema.ts';

const ruleIds = ['some-rule', 'other-rule'];
const queue = 'arn:aws:sqs:us-east-1:111122223333:alerts';
const tenant = '00000000-0000-4000-8000-000000000001';
const team = '00000000-0000-4000-8000-000000000002';
const teamsChannel = '19%3a0123abcd%40thread.tacv2';

function parse(raw: unknown) {
  const parsed = parseConfig(raw, { ruleIds });
  return parsed.ok ? { config: parsed.config, faults: [] } : { faults: parsed.faults.map(sentenceOf) };
}

function config(raw: unknown): Config {
  const { config, faults } = parse(raw);
  if (config === undefined) throw new Error(faults.join('\n'));
  return config;
}

const subscribers = (changes: object) => ({ subscribers: changes });
const machine = (changes: object) => subscribers({ machines: [{ protocol: 'sqs', endpoint: queue, ...changes }] });
const person = (changes: object) =>
  subscribers({ people: [{ protocol: 'email', endpoint: 'a@example.com', ...changes }] });
const slack = (changes: object) =>
  subscribers({ chat: [{ protocol: 'slack', workspace: 'T1', channel: 'C1', ...changes }] });
const teams = (changes: object) =>
  subscribers({ chat: [{ protocol: 'teams', tenant, team, channel: teamsChannel, ...changes }] });

describe('subscribers', () => {
  it('are kept as they are written', () => {
    const said = {
      organization: 'o-a1b2c3d4e5',
      machines: [
        {
          protocol: 'sqs',
          endpoint: queue,
          filter: { severity: ['High'], rule: ['some-rule'], account: ['111122223333'], region: ['us-gov-west-1'] },
        },
        { protocol: 'lambda', endpoint: 'arn:aws:lambda:eu-west-1:111122223333:function:triage:live' },
        {
          protocol: 'https',
          endpoint: 'https://example.com/hook?team=1',
          filter: { kind: ['new', 'update', 'summary'] },
        },
      ],
      people: [
        { protocol: 'email', endpoint: 'security+aws@example.com', filter: { identityType: ['Root', 'IAMUser'] } },
        { protocol: 'email', endpoint: 'other@example.com' },
      ],
      chat: [
        { protocol: 'slack', workspace: 'T0123ABCD', channel: 'C0123ABCD' },
        { protocol: 'teams', tenant, team, channel: teamsChannel },
      ],
      operators: [{ protocol: 'email', endpoint: 'operations@example.com' }],
    };

    expect(config({ subscribers: said }).subscribers).toEqual(said);
  });

  it('may be filtered by five fields, of 150 combinations', () => {
    const severity = ['Informational', 'Low', 'Medium'];
    const account = Array.from({ length: 50 }, (_, index) => String(111_122_220_000 + index));
    const single = { kind: ['new'], region: ['us-east-1'], identityType: ['Root'] };

    expect(parse(machine({ filter: { severity, account, ...single } })).faults).toEqual([]);
    expect(parse(machine({ filter: { severity, account: [...account, '111122229999'] } })).faults).toEqual([
      'subscribers.machines[0].filter has 153 combinations of values, and SNS takes 150 at most; two subscribers can share them.',
    ]);
    expect(parse(machine({ filter: { severity, account, ...single, rule: ['some-rule'] } })).faults).toEqual([
      'subscribers.machines[0].filter names 6 fields, and SNS takes 5 at most.',
    ]);
  });

  it.each<[string, unknown, string]>([
    [
      'an unknown protocol',
      machine({ protocol: 'sms' }),
      'subscribers.machines[0].protocol must be "sqs", "lambda" or "https", not "sms".',
    ],
    [
      'a FIFO queue',
      machine({ endpoint: `${queue}.fifo` }),
      `subscribers.machines[0].endpoint must be the ARN of a standard (not FIFO) queue, not "${queue}.fifo".`,
    ],
    [
      'a queue for a function',
      machine({ protocol: 'lambda' }),
      `subscribers.machines[0].endpoint must be the ARN of a function, not "${queue}".`,
    ],
    [
      'a URL without TLS',
      machine({ protocol: 'https', endpoint: 'http://example.com' }),
      'subscribers.machines[0].endpoint must be an https:// URL, not "http://example.com".',
    ],
    [
      'a filter by nothing',
      machine({ filter: { severity: [] } }),
      'subscribers.machines[0].filter.severity must be a list of one value or more, not [].',
    ],
    [
      'a filter by an unknown severity',
      machine({ filter: { severity: ['high'] } }),
      'subscribers.machines[0].filter.severity[0] must be one of Informational, Low, Medium, High, not "high".',
    ],
    [
      'a filter by an unknown rule',
      person({ filter: { rule: ['no-rule'] } }),
      'subscribers.people[0].filter.rule[0] must be the id of a rule (some-rule, other-rule), not "no-rule".',
    ],
    [
      'a filter by an account that YAML read as a number',
      machine({ filter: { account: [111122223333] } }),
      'subscribers.machines[0].filter.account[0] must be an account id of 12 digits, in quotes, not 111122223333.',
    ],
    [
      'a filter by a place that is no Region',
      machine({ filter: { region: ['Frankfurt'] } }),
      'subscribers.machines[0].filter.region[0] must be a Region, such as us-east-1, not "Frankfurt".',
    ],
    [
      'a filter by an identity that CloudTrail spells otherwise',
      machine({ filter: { identityType: ['root'] } }),
      'subscribers.machines[0].filter.identityType[0] must be one of Root, IAMUser, AssumedRole, Role, FederatedUser, SAMLUser, WebIdentityUser, IdentityCenterUser, Directory, AWSAccount, AWSService, Unknown, not "root".',
    ],
    [
      'a filter by an unknown kind',
      machine({ filter: { kind: ['digest'] } }),
      'subscribers.machines[0].filter.kind[0] must be one of new, update, summary, not "digest".',
    ],
    [
      'a filter by an unknown attribute',
      machine({ filter: { user: ['a'] } }),
      'subscribers.machines[0].filter.user is not known here; known are severity, rule, account, region, identityType, kind.',
    ],
    ['a person by queue', person({ protocol: 'sqs' }), 'subscribers.people[0].protocol must be "email", not "sqs".'],
    [
      'no mail address',
      person({ endpoint: 'alice' }),
      'subscribers.people[0].endpoint must be a mail address, not "alice".',
    ],
    [
      'a filter for operators, as alarms have no attributes',
      subscribers({ operators: [{ protocol: 'email', endpoint: 'a@example.com', filter: {} }] }),
      'subscribers.operators[0].filter is not known here; known are protocol, endpoint.',
    ],
    [
      'a subscriber twice',
      subscribers({ operators: Array(2).fill({ protocol: 'email', endpoint: 'a@example.com' }) }),
      'subscribers.operators[1] has the same endpoint as one above.',
    ],
    [
      'a chat of another kind',
      slack({ protocol: 'chime' }),
      'subscribers.chat[0].protocol must be "slack" or "teams", not "chime".',
    ],
    [
      "a channel's name",
      slack({ channel: '#security' }),
      'subscribers.chat[0].channel must be the id of a Slack channel, such as C0123ABCD, not its name, not "#security".',
    ],
    [
      'a channel as Teams shows it',
      teams({ channel: '19:0123abcd@thread.tacv2' }),
      'subscribers.chat[0].channel must be the id of a channel as its link has it, such as 19%3a0123abcd%40thread.tacv2, not "19:0123abcd@thread.tacv2".',
    ],
    ['a team by its name', teams({ team: 'SOC' }), 'subscribers.chat[0].team must be the id of a team, not "SOC".'],
    [
      'a filter for a channel',
      slack({ filter: {} }),
      'subscribers.chat[0].filter is not known here; known are protocol, workspace, channel.',
    ],
    [
      'a channel twice',
      subscribers({ chat: Array(2).fill({ protocol: 'slack', workspace: 'T1', channel: 'C1' }) }),
      'subscribers.chat[1] has the same channel as one above.',
    ],
    [
      'an account for an organisation',
      subscribers({ organization: '111122223333' }),
      'subscribers.organization must be the id of an AWS organisation, such as o-a1b2c3d4e5, not "111122223333".',
    ],
  ])('with %s are refused in a sentence', (_, raw, sentence) => {
    expect(parse(raw).faults).toEqual([sentence]);
  });
});

describe('topics', () => {
  it.each([
    ['no subscribers', {}, false],
    ['a channel', slack({}), true],
    ['a channel that is wired by hand', { topics: { chat: { enabled: true } } }, true],
  ])('there is one for chat with %s: %s', (_, raw, isThere) => {
    expect(config(raw).topics.chat).toEqual({ enabled: isThere });
  });

  it('of the functions, who are not told the subscribers, are the same', () => {
    const { topics } = config({ ...slack({}), topics: { machines: { enabled: false }, people: { enabled: false } } });

    expect(config(JSON.parse(JSON.stringify({ topics }))).topics).toEqual(topics);
  });

  it.each<[string, unknown, string]>([
    [
      'an unknown format',
      { topics: { machines: { format: 'xml' } } },
      'topics.machines.format must be "json" or "ocsf", not "xml".',
    ],
    [
      'text for true',
      { topics: { people: { principalInSubject: 'yes' } } },
      'topics.people.principalInSubject must be true or false, not "yes".',
    ],
    [
      'an unknown topic',
      { topics: { operators: {} } },
      'topics.operators is not known here; known are machines, people, chat.',
    ],
    [
      'subscribers of a topic that is not there',
      { ...machine({}), topics: { machines: { enabled: false } } },
      'subscribers.machines has subscribers, but topics.machines.enabled is false.',
    ],
    [
      'a channel of a topic that is not there',
      { ...slack({}), topics: { chat: { enabled: false } } },
      'subscribers.chat has subscribers, but topics.chat.enabled is false.',
    ],
    [
      'nobody to tell',
      { topics: { machines: { enabled: false }, people: { enabled: false } } },
      'topics must leave one of machines, people, chat: nobody would be told of an alert.',
    ],
  ])('with %s are refused in a sentence', (_, raw, sentence) => {
    expect(parse(raw).faults).toEqual([sentence]);
  });

  it('and what contradicts them are named together with faults elsewhere', () => {
    const { faults } = parse({ ...machine({}), topics: { machines: { enabled: false } }, limits: 3, colour: 'red' });

    expect(faults.map((sentence) => sentence.split(' ')[0]).toSorted()).toEqual([
      'colour',
      'limits',
      'subscribers.machines',
    ]);
  });
});
