import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, type Environment } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { GraphAuth } from '../../lambda/config/entra-graph.ts';
import type { Config } from '../../lambda/config/schema.ts';
import { defaultConfig } from '../../lambda/config/schema.ts';
import type { Audience } from '../../lambda/config/topics.ts';
import { DetectorStack } from '../../lib/detector-stack.ts';

export interface Resource {
  readonly Type: string;
  readonly Properties: Properties;
  readonly DependsOn?: readonly string[];
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

// biome-ignore lint/suspicious/noExplicitAny: a template is JSON of any shape, and a wrong guess fails the test
export type Properties = Readonly<Record<string, any>>;

export interface Statement {
  readonly Effect: string;
  readonly Principal?: unknown;
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: Properties;
}

/** A stack as CloudFormation gets it, with its references written flat: `<LogicalId.Attribute>`. */
export interface Synthesised {
  readonly resources: ReadonlyMap<string, Resource>;
  readonly outputs: ReadonlyMap<string, { readonly Value: string; readonly Description: string }>;
  /** Looked for when they are asked for, as what cdk-nag finds is. */
  readonly warnings: readonly string[];
  /** What cdk-nag still has to say. */
  readonly findings: readonly string[];
}

const everySubscriber: Config['subscribers'] = {
  machines: [
    {
      protocol: 'sqs',
      endpoint: 'arn:aws:sqs:us-east-1:111122223333:alerts',
      filter: { severity: ['Medium', 'High'], rule: ['console-login-without-mfa'], account: ['111122223333'] },
    },
    { protocol: 'lambda', endpoint: 'arn:aws:lambda:us-east-1:111122223333:function:triage' },
    { protocol: 'https', endpoint: 'https://example.com/alerts' },
  ],
  people: [
    { protocol: 'email', endpoint: 'security@example.com' },
    { protocol: 'email', endpoint: 'on-call@example.com', filter: { identityType: ['Root'], kind: ['new'] } },
  ],
  chat: [],
  operators: [{ protocol: 'email', endpoint: 'operations@example.com' }],
};

const channels: Config['subscribers']['chat'] = [
  { protocol: 'slack', workspace: 'T0123ABCD', channel: 'C0123ABCD' },
  {
    protocol: 'teams',
    tenant: '00000000-0000-4000-8000-000000000004',
    team: '00000000-0000-4000-8000-000000000005',
    channel: '19%3a0123abcd%40thread.tacv2',
  },
];

export const createdTrail: Config = { ...defaultConfig, subscribers: everySubscriber };

/** All three topics, with every kind of subscriber. */
export const everyTopic: Config = {
  ...createdTrail,
  topics: { ...defaultConfig.topics, chat: { enabled: true } },
  subscribers: { ...everySubscriber, organization: 'o-a1b2c3d4e5', chat: channels },
};

/** A created trail, nobody subscribed, and the topics of these audiences alone. */
export function withTopics(...there: readonly Audience[]): Config {
  const { machines, people } = defaultConfig.topics;
  return {
    ...defaultConfig,
    topics: {
      machines: { ...machines, enabled: there.includes('machines') },
      people: { ...people, enabled: there.includes('people') },
      chat: { enabled: there.includes('chat') },
    },
  };
}

export const existingTrail: Config = {
  ...defaultConfig,
  cloudtrail: [
    {
      mode: 'bucket',
      bucket: 'example-cloudtrail-logs',
      account: '111122223333',
      keyArn: 'arn:aws:kms:us-east-1:111122223333:key/00000000-0000-4000-8000-000000000001',
    },
  ],
  entra: { landingPrefix: 'entra/' },
  subscribers: everySubscriber,
};

const organisation = '444455556666';

/** Every way that log files can come, all at once. */
export const everySource: Config = {
  ...createdTrail,
  cloudtrail: [
    { mode: 'create' },
    ...existingTrail.cloudtrail,
    {
      mode: 'topic',
      topicArn: `arn:aws:sns:eu-west-1:${organisation}:trail`,
      bucket: 'example-topic-logs',
      account: organisation,
      region: 'eu-west-1',
      keyArn: `arn:aws:kms:eu-west-1:${organisation}:key/00000000-0000-4000-8000-000000000004`,
      readAs: `arn:aws:iam::${organisation}:role/reader`,
    },
    { mode: 'eventbridge', bucket: 'example-event-logs', account: organisation },
    {
      mode: 'replica',
      sourceBucket: 'example-source-logs',
      account: organisation,
      roleArn: `arn:aws:iam::${organisation}:role/replication`,
      keyArn: `arn:aws:kms:eu-west-1:${organisation}:key/00000000-0000-4000-8000-000000000005`,
    },
  ],
};

export const secretArn = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:gatewarden/entra-Ab1Cd2';
export const secretKeyArn = 'arn:aws:kms:eu-west-1:111122223333:key/00000000-0000-4000-8000-000000000002';

/** A created trail, and sign-ins that are polled from Microsoft Graph. */
export function polling(auth: GraphAuth): Config {
  return {
    ...createdTrail,
    entra: {
      graph: {
        tenant: 'example.com',
        clientId: '00000000-0000-4000-8000-000000000003',
        auth,
        signIns: ['interactiveUser', 'nonInteractiveUser'],
        interactiveVersion: 'v1.0',
        authority: 'https://login.microsoftonline.com',
        endpoint: 'https://graph.microsoft.com',
        overlap: '2h',
        backfill: '24h',
      },
    },
  };
}

const root = join(import.meta.dirname, '..', '..');

const synthesised = new Map<string, Synthesised>();

/** Synthesises the stack as bin/app.ts does, under cdk.json's context, but without bundling the functions: once for all who ask. */
export function synthesise(config: Config, env: Environment = {}): Synthesised {
  const name = JSON.stringify([config, env]);
  const made = synthesised.get(name) ?? synthesiseAnew(config, env);
  synthesised.set(name, made);
  return made;
}

function synthesiseAnew(config: Config, env: Environment): Synthesised {
  const { app, stack } = newStack(config, env);
  const template = flatten(Template.fromStack(stack).toJSON()) as Properties;
  return {
    resources: new Map(Object.entries(template['Resources'])),
    outputs: new Map(Object.entries(template['Outputs'])),
    get warnings() {
      const found = Annotations.fromStack(stack).findWarning('*', Match.anyValue());
      return found.map(({ entry }) => String(entry.data));
    },
    get findings() {
      return new AwsSolutionsChecks().validateScope(app).violations.map(({ ruleName }) => ruleName);
    },
  };
}

const templates = new Map<string, string>();

/** The template to the letter, and its functions not bundled: the caller's own, which it may change. */
export function templateOf(config: Config, env: Environment = {}): Properties {
  const name = JSON.stringify([config, env]);
  const made = templates.get(name) ?? JSON.stringify(Template.fromStack(newStack(config, env).stack).toJSON());
  templates.set(name, made);
  return JSON.parse(made);
}

export function newStack(config: Config, env: Environment = {}): { readonly app: App; readonly stack: DetectorStack } {
  const app = newApp(JSON.parse(readFileSync(join(root, 'cdk.json'), 'utf8')).context);
  return { app, stack: new DetectorStack(app, 'Gatewarden', { config, env }) };
}

/**
 * An app that bundles no function, and whose template CloudFormation's validation does not see, as that takes longer than
 * all else: validation.test.ts has it. Nor does it write down what only the CDK's own tools read.
 */
export function newApp(context: Properties = {}): App {
  const quick = { 'aws:cdk:bundling-stacks': [], '@aws-cdk/core:annotationsInValidationReport': false };
  const unread = { analyticsReporting: false, stackTraces: false, treeMetadata: false } as const;
  return new App({ context: { ...context, ...quick }, builtinCloudFormationValidation: false, ...unread });
}

export function ofType({ resources }: Synthesised, type: string): ReadonlyMap<string, Resource> {
  return new Map([...resources].filter(([, resource]) => resource.Type === type));
}

/** The statements of one policy document, with actions and resources always as lists. */
export function statementsOf(document: Properties): readonly Statement[] {
  return document['Statement'].map((statement: Properties) => ({
    ...statement,
    Action: [statement['Action']].flat(),
    Resource: [statement['Resource']].flat(),
  }));
}

/** What the role of a function may do. */
export function roleStatements(synthesised: Synthesised, functionId: string): readonly Statement[] {
  const role = synthesised.resources.get(functionId)?.Properties['Role'].slice(1, -'.Arn>'.length);
  const policies = [...ofType(synthesised, 'AWS::IAM::Policy').values()];
  return policies
    .filter(({ Properties }) => Properties['Roles'].includes(`<${role}>`))
    .flatMap(({ Properties }) => statementsOf(Properties['PolicyDocument']));
}

/** The logical id that a flat reference points to. */
export function target(reference: string): string {
  return reference.slice(1, -1).split('.')[0] as string;
}

/** JSON of a template, in which each reference is text. */
export function flatten(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(flatten);
  if (typeof value !== 'object' || value === null) return value;
  const [[name, inner] = ['', undefined], ...others] = Object.entries(value);
  if (others.length === 0 && name === 'Ref') return `<${inner}>`;
  if (others.length === 0 && name === 'Fn::GetAtt') return `<${inner.join('.')}>`;
  if (others.length === 0 && name === 'Fn::Join') return (flatten(inner[1]) as string[]).join(inner[0]);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, flatten(item)]));
}
