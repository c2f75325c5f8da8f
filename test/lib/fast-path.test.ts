import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, it } from 'vitest';
import type { Config } from '../../lambda/config/schema.ts';
import { rules } from '../../lambda/rules/index.ts';
import { addFastPathStacks } from '../../lib/fast-path-stacks.ts';
import { Gatewarden } from '../../lib/gatewarden.ts';
import { SignInForwarder } from '../../lib/sign-in-forwarder.ts';
import {
  createdTrail,
  flatten,
  newApp,
  newStack,
  ofType,
  type Properties,
  type Synthesised,
  statementsOf,
  synthesise,
} from './synthesise.ts';

const env = { account: '111122223333', region: 'us-east-1' };
const busArn = 'arn:aws:events:us-east-1:111122223333:event-bus/gatewarden-sign-ins';
const organization = 'o-a1b2c3d4e5';

function withFastPath(fastPath: Config['fastPath'], changes: Partial<Config> = {}): Config {
  return { ...createdTrail, ...(fastPath && { fastPath }), ...changes };
}

/** The rules of EventBridge, by the end of their logical ids' names. */
function rulesOf(stack: Synthesised): readonly (readonly [string, Properties])[] {
  return [...ofType(stack, 'AWS::Events::Rule')].map(([id, { Properties }]) => [id, Properties]);
}

/** What lets the account's own rules in those Regions forward. */
function ownAccount(...regions: readonly string[]) {
  return {
    Sid: 'OwnAccount',
    Effect: 'Allow',
    Principal: { AWS: 'arn:aws:iam::111122223333:root' },
    Action: ['events:PutEvents'],
    Resource: [busArn],
    Condition: {
      ArnLike: { 'aws:SourceArn': regions.map((region) => `arn:aws:events:${region}:111122223333:rule/*`) },
    },
  };
}

/** The templates of the stacks beside the first one, by their names. */
function otherStacks(config: Config) {
  const { app, stack } = newStack(config, env);
  if (config.fastPath !== undefined) addFastPathStacks(app, stack, config.fastPath);
  const stacks = app.node.findAll().filter((each) => each instanceof Stack && each !== stack) as Stack[];
  return { app, home: stack, stacks };
}

const templateOf = (stack: Stack) => flatten(Template.fromStack(stack).toJSON()) as Properties;
const ofTypeIn = (template: Properties, type: string) =>
  (Object.values(template['Resources']) as Properties[])
    .filter((each) => each['Type'] === type)
    .map((each) => each['Properties'] as Properties);

const home = synthesise(withFastPath({ regions: ['us-east-1'] }), env);
const everywhere = withFastPath({ regions: ['us-east-1', 'eu-central-1', 'us-east-2'], organization });
const center = synthesise(everywhere, env);
const { app, stacks } = otherStacks(everywhere);

describe('a fast path', () => {
  it('is not there unless it is asked for', () => {
    const stack = synthesise(createdTrail);

    expect([...stack.resources.values()].filter(({ Type }) => Type.startsWith('AWS::Events::'))).toEqual([]);
  });

  it('takes the sign-ins of its own Region from the default bus, and has no other bus where there is no other Region', () => {
    const found = rulesOf(home);

    expect(found).toHaveLength(1);
    expect(found[0]?.[1]).toEqual({
      Description: expect.any(String),
      EventPattern: {
        source: ['aws.signin'],
        'detail-type': ['AWS Console Sign In via CloudTrail', 'AWS Console Signin via CloudTrail'],
        detail: { eventName: [{ 'equals-ignore-case': 'consolelogin' }] },
      },
      Targets: [
        {
          Id: 'queue',
          Arn: '<GatewardenCloudTrailQueueBE24F5E1.Arn>',
          RetryPolicy: { MaximumEventAgeInSeconds: 3_600 },
        },
      ],
    });
    expect(ofType(home, 'AWS::Events::EventBus').size).toBe(0);
    expect(otherStacks(withFastPath({ regions: ['us-east-1'] })).stacks).toEqual([]);
  });

  it('is the one reason why a function takes sign-ins that come by themselves', () => {
    const taking = [home, synthesise(createdTrail, env)].map((stack) =>
      [...ofType(stack, 'AWS::Lambda::Function')].flatMap(([id, { Properties }]) =>
        Properties['Environment']?.Variables['SIGN_IN_EVENTS'] === 'true' ? id : [],
      ),
    );

    expect(taking).toEqual([[expect.stringContaining('CloudTrailDetector')], []]);
  });

  it('lets its own rules alone send to the queue, and EventBridge use the key for that', () => {
    const policies = [...ofType(center, 'AWS::SQS::QueuePolicy').values()];
    const senders = policies
      .flatMap(({ Properties }) => statementsOf(Properties['PolicyDocument']))
      .filter(({ Principal }) => JSON.stringify(Principal).includes('events.amazonaws.com'));
    const keys = [...ofType(center, 'AWS::KMS::Key').values()].map(({ Properties }) =>
      JSON.stringify(statementsOf(Properties['KeyPolicy'])),
    );

    expect(senders.map(({ Action, Condition }) => ({ Action, Condition }))).toEqual(
      rulesOf(center).map(([id]) => ({
        Action: ['sqs:SendMessage'],
        Condition: { ArnEquals: { 'aws:SourceArn': `<${id}.Arn>` } },
      })),
    );
    expect(keys.filter((policy) => policy.includes('events.amazonaws.com'))).toHaveLength(1);
  });

  it('has what comes from elsewhere come by a bus of its own, with the same pattern', () => {
    const [atHome, elsewhere] = rulesOf(center).map(([, rule]) => rule);

    expect(rulesOf(center)).toHaveLength(2);
    expect(atHome).not.toHaveProperty('EventBusName');
    expect(elsewhere?.['EventBusName']).toMatch(/^<GatewardenFastPathBus/);
    expect(elsewhere?.['EventPattern']).toEqual(atHome?.['EventPattern']);
    expect([...ofType(center, 'AWS::Events::EventBus').values()].map(({ Properties }) => Properties['Name'])).toEqual([
      'gatewarden-sign-ins',
    ]);
    expect(center.outputs.get('FastPathBusArn')?.Value).toBe(busArn);
  });

  it('has nothing in the Region of the stack where that is not listed, but the bus', () => {
    const stack = synthesise(withFastPath({ regions: ['eu-central-1'] }), env);

    expect(rulesOf(stack).map(([, rule]) => typeof rule['EventBusName'])).toEqual(['string']);
  });

  it('lets rules of its own account alone forward where no organisation is named, from the Regions that are listed', () => {
    const stack = synthesise(withFastPath({ regions: ['us-east-1', 'eu-central-1'] }), env);

    const [bus] = ofType(stack, 'AWS::Events::EventBus').values();
    expect(statementsOf(bus?.Properties['Policy'])).toEqual([ownAccount('us-east-1', 'eu-central-1')]);
    expect(ofType(stack, 'AWS::Events::EventBusPolicy').size).toBe(0);
  });

  it('lets rules of the organisation forward from the Regions that are listed, and nobody put an event by hand', () => {
    const [bus] = ofType(center, 'AWS::Events::EventBus').values();

    expect(statementsOf(bus?.Properties['Policy'])).toEqual([
      ownAccount('us-east-1', 'eu-central-1', 'us-east-2'),
      {
        Sid: 'Organization',
        Effect: 'Allow',
        Principal: { AWS: '*' },
        Action: ['events:PutEvents'],
        Resource: [busArn],
        Condition: {
          StringEquals: { 'aws:PrincipalOrgID': organization },
          ArnLike: {
            'aws:SourceArn': [
              'arn:aws:events:us-east-1:*:rule/*',
              'arn:aws:events:eu-central-1:*:rule/*',
              'arn:aws:events:us-east-2:*:rule/*',
            ],
          },
        },
      },
    ]);
  });

  it('has a stack in each other Region, which is deployed after it, and in which no bootstrap is needed', () => {
    const places = stacks.map(({ stackName, region, account }) => [stackName, region, account]);

    expect(places.slice(0, 2)).toEqual([
      ['Gatewarden-FastPath-eu-central-1', 'eu-central-1', '111122223333'],
      ['Gatewarden-FastPath-us-east-2', 'us-east-2', '111122223333'],
    ]);
    for (const stack of stacks.slice(0, 2)) {
      expect(stack.dependencies.map(({ stackName }) => stackName)).toEqual(['Gatewarden']);
      expect(templateOf(stack)).not.toHaveProperty('Parameters');
    }
  });

  it('forwards there what the rule at home takes, as a role that may do nothing else', () => {
    const pattern = rulesOf(center)[0]?.[1]['EventPattern'];
    for (const stack of stacks) {
      const template = templateOf(stack);
      const [[rule, ...otherRules], [role], [policy]] = [
        ofTypeIn(template, 'AWS::Events::Rule'),
        ofTypeIn(template, 'AWS::IAM::Role'),
        ofTypeIn(template, 'AWS::IAM::Policy'),
      ];

      expect(otherRules).toEqual([]);
      expect(rule).not.toHaveProperty('EventBusName');
      expect(rule?.['EventPattern']).toEqual(pattern);
      expect(rule?.['Targets']).toEqual([
        { Id: 'bus', Arn: busArn, RoleArn: expect.stringMatching(/^<SignInsRole/), RetryPolicy: expect.anything() },
      ]);
      expect(JSON.stringify(role?.['AssumeRolePolicyDocument']['Statement'])).toContain('"events.amazonaws.com"');
      expect(policy && statementsOf(policy['PolicyDocument'])).toEqual([
        { Effect: 'Allow', Action: ['events:PutEvents'], Resource: [busArn] },
      ]);
    }
  });

  it('has one template for all accounts and Regions of an organisation, in an assembly of its own', () => {
    const last = stacks.at(-1) as Stack;

    expect(stacks).toHaveLength(3);
    expect(templateOf(last)['Resources']).toEqual(templateOf(stacks[0] as Stack)['Resources']);
    expect(last.artifactId).toMatch(/^OrganizationFastPath/);
    expect(JSON.stringify(templateOf(last))).not.toContain('<AWS::');
  });

  it('is nothing that cdk-nag has something to say of', () => {
    expect(center.findings).toEqual([]);
    expect(new AwsSolutionsChecks().validateScope(app).violations).toEqual([]);
  });
});

describe('a fast path cannot be built', () => {
  const regions = ['us-east-1', 'eu-central-1'];
  const nobody = Object.fromEntries(rules.map(({ id }) => [id, { enabled: false }]));

  it.each([
    [
      'where nobody knows which Region is at home',
      {},
      { fastPath: { regions } },
      /fastPath\.regions cannot be told from the Region of the stack: it must be known at synth/,
    ],
    [
      'for an organisation, where nobody knows into which account',
      { region: 'us-east-1' },
      { fastPath: { regions, organization } },
      /fastPath\.organization needs the account of the stack at synth/,
    ],
    [
      'from a Region of another partition',
      env,
      { fastPath: { regions: [...regions, 'cn-north-1'] } },
      /fastPath\.regions\[2\] must be a Region of the partition aws, as us-east-1 is, not of aws-cn\./,
    ],
    [
      'where no rule asks for a sign-in',
      env,
      { fastPath: { regions }, rules: nobody },
      /fastPath brings nothing: no rule is enabled that asks for a sign-in\./,
    ],
  ])('%s', (_, place, config, sentence) => {
    expect(() => synthesise({ ...createdTrail, ...config }, place)).toThrow(sentence);
  });
});

it('somebody else’s app forwards from its other Regions by a construct of the package', () => {
  const other = newApp();
  const gatewarden = new Gatewarden(new Stack(other, 'Security', { env }), 'Gatewarden', {
    fastPath: { regions: ['us-east-1', 'eu-central-1'] },
  });
  const stack = new Stack(other, 'Frankfurt', { env: { ...env, region: 'eu-central-1' } });

  if (gatewarden.signIns !== undefined) new SignInForwarder(stack, 'SignIns', { to: gatewarden.signIns });

  const [rule] = ofTypeIn(templateOf(stack), 'AWS::Events::Rule');
  expect(rule?.['Targets'][0]['Arn']).toContain(':us-east-1:111122223333:event-bus/security-sign-ins');
});
