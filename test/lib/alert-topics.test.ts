import { describe, expect, it } from 'vitest';
import { defaultConfig } from '../../lambda/config/schema.ts';
import {
  createdTrail,
  everyTopic,
  ofType,
  type Properties,
  type Statement,
  type Synthesised,
  statementsOf,
  synthesise,
  target,
  withTopics,
} from './synthesise.ts';

const plain = synthesise(defaultConfig);
const subscribed = synthesise(createdTrail);
const every = synthesise(everyTopic);

const names = {
  machines: 'Gatewarden alerts (JSON)',
  people: 'Gatewarden',
  chat: 'Gatewarden alerts (chat)',
  operators: 'Gatewarden operations',
} as const;

describe('the topics', () => {
  it.each([
    ['nothing is configured', plain, ['machines', 'people', 'operators']],
    ['there are mail, queue, function and URL', subscribed, ['machines', 'people', 'operators']],
    ['there are channels', every, ['machines', 'people', 'chat', 'operators']],
    ['chat is enabled without channels', synthesise(withTopics('chat')), ['chat', 'operators']],
    ['machines are told alone', synthesise(withTopics('machines')), ['machines', 'operators']],
  ] as const)('when %s', (_, stack, kinds) => {
    const found = [...ofType(stack, 'AWS::SNS::Topic').values()].map(({ Properties }) => Properties['DisplayName']);

    expect(found.toSorted()).toEqual(kinds.map((kind) => names[kind]).toSorted());
  });

  it.each([
    ['machines', 'MACHINE_TOPIC_ARN', 'MachineTopicArn'],
    ['people', 'PEOPLE_TOPIC_ARN', 'PeopleTopicArn'],
    ['chat', 'CHAT_TOPIC_ARN', 'ChatTopicArn'],
  ] as const)(
    '%s alone: the functions are told it and no other, and it is the only one in the outputs',
    (kind, variable, output) => {
      const stack = synthesise(withTopics(kind));
      const [topic = ''] = topicsNamed(stack, names[kind]).keys();

      for (const { Properties } of ofType(stack, 'AWS::Lambda::Function').values()) {
        const set = Object.entries(Properties['Environment'].Variables).filter(([name]) => name.endsWith('TOPIC_ARN'));
        expect(set).toEqual([[variable, `<${topic}>`]]);
      }
      const told = [...stack.outputs].filter(([name]) => /^(Machine|People|Chat)TopicArn$/.test(name));
      expect(told.map(([name, { Value }]) => [name, Value])).toEqual([[output, `<${topic}>`]]);
      expect(stack.findings).toEqual([]);
    },
  );
});

describe('subscriptions', () => {
  it('give each subscriber what it asked for, from the topic of its kind', () => {
    expect(subscriptionsOf(every, 'machines')).toEqual([
      {
        Protocol: 'sqs',
        Endpoint: 'arn:aws:sqs:us-east-1:111122223333:alerts',
        FilterPolicy: {
          severity: ['Medium', 'High'],
          rule: ['console-login-without-mfa'],
          account: ['111122223333'],
        },
        RawMessageDelivery: true,
      },
      { Protocol: 'lambda', Endpoint: 'arn:aws:lambda:us-east-1:111122223333:function:triage' },
      { Protocol: 'https', Endpoint: 'https://example.com/alerts', RawMessageDelivery: true },
    ]);
    expect(subscriptionsOf(every, 'people')).toEqual([
      { Protocol: 'email', Endpoint: 'security@example.com' },
      {
        Protocol: 'email',
        Endpoint: 'on-call@example.com',
        FilterPolicy: { identityType: ['Root'], kind: ['new'] },
      },
    ]);
    expect(subscriptionsOf(every, 'chat')).toEqual([]); // Amazon Q Developer makes them itself
    expect(subscriptionsOf(every, 'operators')).toEqual([{ Protocol: 'email', Endpoint: 'operations@example.com' }]);
  });

  it('of machines all have one dead-letter queue for 14 days, to which their topic alone may send', () => {
    const subscriptions = [...ofType(every, 'AWS::SNS::Subscription').values()].map(({ Properties }) => Properties);
    const machines = subscriptions.filter(({ Protocol }) => Protocol !== 'email');
    const targets = machines.map(({ RedrivePolicy }) => target(RedrivePolicy.deadLetterTargetArn));
    const [queueId = '', ...others] = new Set(targets);
    const queue = every.resources.get(queueId)?.Properties;
    const [topicId] = topicsNamed(every, names.machines).keys();

    expect(others).toEqual([]);
    expect(queue?.['MessageRetentionPeriod']).toBe(14 * 24 * 60 * 60);
    expect(allowsTo('sns.amazonaws.com', policyOf(every, 'AWS::SQS::QueuePolicy', 'Queues', queueId))).toMatchObject([
      { Action: ['sqs:SendMessage'], Condition: { ArnEquals: { 'aws:SourceArn': `<${topicId}>` } } },
    ]);
    const key = every.resources.get(target(queue?.['KmsMasterKeyId']))?.Properties['KeyPolicy'];
    expect(allowsTo('sns.amazonaws.com', statementsOf(key)).map(({ Action }) => Action)).toEqual([
      ['kms:Decrypt', 'kms:GenerateDataKey'],
    ]);
  });

  it('that nobody of machines has need neither that queue nor its key', () => {
    const keys = [...ofType(plain, 'AWS::KMS::Key').values()].map(({ Properties }) => Properties['KeyPolicy']);

    expect(ofType(plain, 'AWS::SQS::Queue').size).toBe(4);
    expect(keys.flatMap((policy) => allowsTo('sns.amazonaws.com', statementsOf(policy)))).toEqual([]);
  });

  it('ask for raw delivery only where SNS has it: elsewhere it refuses even `false`', () => {
    const protocols = [...ofType(every, 'AWS::SNS::Subscription').values()]
      .filter(({ Properties }) => 'RawMessageDelivery' in Properties)
      .map(({ Properties }) => Properties['Protocol']);

    expect(protocols.toSorted()).toEqual(['https', 'sqs']);
  });
});

describe('another account', () => {
  const subscribing = (stack: Synthesised, topicId: string): readonly Statement[] =>
    policyOf(stack, 'AWS::SNS::TopicPolicy', 'Topics', topicId).filter(({ Action }) =>
      Action.includes('sns:Subscribe'),
    );

  it('of the organisation may subscribe its queues and functions to the machine topic, and to no other', () => {
    const topics = [...ofType(every, 'AWS::SNS::Topic')];
    const [machines = ''] = topicsNamed(every, names.machines).keys();
    const elsewhere = topics.filter(([id]) => id !== machines).flatMap(([id]) => subscribing(every, id));

    expect(subscribing(every, machines)).toEqual([
      {
        Sid: expect.any(String),
        Effect: 'Allow',
        Principal: { AWS: '*' },
        Action: ['sns:Subscribe'],
        Resource: [`<${machines}>`],
        Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5', 'sns:Protocol': ['sqs', 'lambda'] } },
      },
    ]);
    expect(elsewhere).toEqual([]);
  });

  it('may not where no organisation is named', () => {
    const statements = [...ofType(subscribed, 'AWS::SNS::Topic').keys()].flatMap((id) => subscribing(subscribed, id));

    expect(statements).toEqual([]);
  });
});

describe('chat channels', () => {
  const configurations = [...every.resources.values()].filter(({ Type }) => Type.startsWith('AWS::Chatbot::'));

  it('get the messages of the chat topic, by their ids', () => {
    const [topicId] = topicsNamed(every, names.chat).keys();

    expect(configurations.map(({ Type, Properties }) => [Type, Properties])).toMatchObject([
      [
        'AWS::Chatbot::SlackChannelConfiguration',
        { SlackWorkspaceId: 'T0123ABCD', SlackChannelId: 'C0123ABCD', SnsTopicArns: [`<${topicId}>`] },
      ],
      [
        'AWS::Chatbot::MicrosoftTeamsChannelConfiguration',
        {
          TeamsTenantId: '00000000-0000-4000-8000-000000000004',
          TeamId: '00000000-0000-4000-8000-000000000005',
          TeamsChannelId: '19%3a0123abcd%40thread.tacv2',
          SnsTopicArns: [`<${topicId}>`],
        },
      ],
    ]);
    const named = configurations.map(({ Properties }) => Properties['ConfigurationName']);
    expect(new Set(named).size).toBe(2);
    for (const name of named) expect(name).toMatch(/^[A-Za-z0-9-_]{1,128}$/);
  });

  it('give nobody in them any power: the role may do nothing, and the guardrail denies everything', () => {
    const roles = new Set(configurations.map(({ Properties }) => target(Properties['IamRoleArn'])));
    const [roleId = ''] = roles;
    const policies = [...ofType(every, 'AWS::IAM::Policy').values()].filter(({ Properties }) =>
      Properties['Roles'].includes(`<${roleId}>`),
    );

    expect(roles.size).toBe(1);
    expect(policies).toEqual([]);
    expect(every.resources.get(roleId)?.Properties).not.toHaveProperty('ManagedPolicyArns');
    expect(every.resources.get(roleId)?.Properties['AssumeRolePolicyDocument'].Statement).toMatchObject([
      { Principal: { Service: 'chatbot.amazonaws.com' } },
    ]);
    for (const { Properties } of configurations) {
      expect(Properties['GuardrailPolicies']).toEqual(['arn:<AWS::Partition>:iam::aws:policy/AWSDenyAll']);
    }
  });

  it('stay out of a stack that has none', () => {
    const types = [...synthesise(withTopics('chat')).resources.values()].map(({ Type }) => Type);

    expect(types.filter((type) => type.startsWith('AWS::Chatbot::'))).toEqual([]);
  });
});

function topicsNamed(stack: Synthesised, name: string) {
  const topics = [...ofType(stack, 'AWS::SNS::Topic')];
  return new Map(topics.filter(([, { Properties }]) => Properties['DisplayName'] === name));
}

function subscriptionsOf(stack: Synthesised, kind: keyof typeof names): readonly Properties[] {
  const topics = topicsNamed(stack, names[kind]);
  const found = [...ofType(stack, 'AWS::SNS::Subscription').values()].map(({ Properties }) => Properties);
  const own = found.filter(({ TopicArn }) => topics.has(target(TopicArn)));
  return own.map(({ TopicArn: _topic, RedrivePolicy: _queue, ...rest }) => rest);
}

/** The statements of the policy of one queue or topic. */
function policyOf(stack: Synthesised, type: string, list: string, id: string): readonly Statement[] {
  const policies = [...ofType(stack, type).values()].filter(({ Properties }) => Properties[list].includes(`<${id}>`));
  return policies.flatMap(({ Properties }) => statementsOf(Properties['PolicyDocument']));
}

function allowsTo(service: string, statements: readonly Statement[]): readonly Statement[] {
  return statements.filter(({ Effect, Principal }) => {
    const services = [(Principal as { readonly Service?: string | string[] } | undefined)?.Service].flat();
    return Effect === 'Allow' && services.includes(service);
  });
}
