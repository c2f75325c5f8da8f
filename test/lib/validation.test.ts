import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, type Environment, Validations } from 'aws-cdk-lib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Config, defaultConfig } from '../../lambda/config/schema.ts';
import { DetectorStack } from '../../lib/detector-stack.ts';
import { addFastPathStacks } from '../../lib/fast-path-stacks.ts';
import {
  createdTrail,
  everySource,
  everyTopic,
  existingTrail,
  polling,
  secretArn,
  secretKeyArn,
} from './synthesise.ts';

const project = join(import.meta.dirname, '..', '..');
const account = '111122223333';
const readJson = (file: string) => JSON.parse(readFileSync(join(project, file), 'utf8'));
const context = { ...readJson('cdk.json').context, 'aws:cdk:bundling-stacks': [] };
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gatewarden-validation-'));
});

afterAll(() => rmSync(folder, { recursive: true }));

/**
 * Runs bin/app.ts as it is, but that `mistake`, which knows the `stack`, is made right before it is synthesised. Whether
 * CloudFormation's validation looks at it is said as the CDK lets one say it.
 */
function synthWith(mistake: string, { validation }: { readonly validation: boolean }) {
  const program = `
    import { Stage } from 'aws-cdk-lib';
    import { CfnQueue, Queue } from 'aws-cdk-lib/aws-sqs';
    const { synth } = Stage.prototype;
    let made = false;
    Stage.prototype.synth = function (...options) {
      const stack = this.node.findChild('Gatewarden');
      if (!made) { made = true; ${mistake}; }
      return synth.apply(this, options);
    };
    await import('./bin/app.ts');`;
  const { PATH, HOME } = process.env;
  const env = {
    PATH,
    HOME,
    CDK_OUTDIR: join(folder, 'out'),
    CDK_CONTEXT_JSON: JSON.stringify(context),
    CDK_VALIDATION: String(validation),
  };
  return spawnSync(process.execPath, ['--input-type=module', '-e', program], { cwd: project, env, encoding: 'utf8' });
}

describe('npm run check', () => {
  it('synthesises the app', () => {
    const { scripts } = readJson('package.json');

    expect(scripts.check).toMatch(/ && npm run synth(?:$| )/);
    expect(scripts.synth).toMatch(/^cdk synth /);
  });

  it.each([
    [
      'a finding of cdk-nag',
      { validation: false },
      "new Queue(stack, 'Planted', { enforceSSL: true })",
      /ERROR The SQS queue .* does not have a DLQ enabled\. \(AwsSolutions\)/,
    ],
    [
      "a finding of CloudFormation's validation",
      { validation: true },
      'for (const each of stack.node.findAll()) if (each instanceof CfnQueue) each.visibilityTimeout = 60',
      /ERROR VisibilityTimeout: Queue visibility timeout \(60\) is less than Function timeout \(\d+\) seconds/,
    ],
  ])(
    'fails at %s', // without one it passes: app.test.ts
    (_, options, mistake, words) => {
      const { status, stderr } = synthWith(mistake, options);

      expect(stderr).toMatch(words);
      expect(status).toBe(1);
    },
  );
});

describe("CloudFormation's validation", () => {
  const federated = polling({ method: 'federated', audience: 'api://example' });
  const everything: Config = {
    ...everyTopic,
    cloudtrail: everySource.cloudtrail,
    entra: polling({ method: 'secret', secretArn, keyArn: secretKeyArn }).entra,
    fastPath: { regions: ['us-east-1', 'eu-central-1'], organization: 'o-a1b2c3d4e5' },
    canary: { every: '1h', within: '15m' },
  };

  it.each<[string, Config, Environment]>([
    ['the default configuration', defaultConfig, {}],
    ['an existing trail', { ...existingTrail, canary: { every: '1d', within: '15m' } }, {}],
    ['all that there is at once', everything, { account, region: 'us-east-1' }],
  ])('finds nothing in the templates of %s', (_, config, env) => {
    expect(findings(config, env)).toBe('');
  });

  it.each(['cn-north-1', 'cn-northwest-1', 'us-gov-west-1', 'us-gov-east-1'])(
    'knows of all of it in %s, but for chat channels', // by the schemas of each Region that come with the CDK
    (region) => {
      const subscribers = { ...defaultConfig.subscribers, chat: everyTopic.subscribers.chat };

      const alone = findings({ ...federated, subscribers: defaultConfig.subscribers }, { account, region });
      const withChat = findings({ ...everyTopic, subscribers }, { account, region });

      expect(alone).toBe('');
      expect(withChat).toContain('alidation');
    },
  );
});

describe('what is accepted of the findings', () => {
  const logs = 'Stands for the names of log files, which nobody knows beforehand.';
  const ours = (holds: string) => `arn:<AWS::Partition>:s3:::gatewarden-${holds}-<AWS::AccountId>-<AWS::Region>`;
  const always = {
    'AccessLogs/Bucket AwsSolutions-S1': 'A bucket of access logs that logs its own accesses never rests.',
    'Alerts/Undelivered/Queue AwsSolutions-SQS3': 'It is the dead-letter queue, of subscriptions.',
  };
  const copies = `gatewarden-copy-80f75-<AWS::AccountId>-<AWS::Region>`;
  const ofCreated = {
    [`CloudTrailDetector/Role AwsSolutions-IAM5[Resource::${ours('cloudtrail')}/AWSLogs/<AWS::AccountId>/CloudTrail/*]`]:
      logs,
    [`EntraDetector/Role AwsSolutions-IAM5[Resource::${ours('entra')}/*]`]: logs,
  };

  it.each<[string, Config, Readonly<Record<string, string>>]>([
    ['a created trail', createdTrail, { ...always, ...ofCreated }],
    ['every topic', everyTopic, { ...always, ...ofCreated }],
    [
      'an existing trail',
      existingTrail,
      {
        ...always,
        'CloudTrailDetector/Role AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:s3:::example-cloudtrail-logs/*/CloudTrail/*]':
          logs,
        [`EntraDetector/Role AwsSolutions-IAM5[Resource::${ours('entra')}/entra/*]`]: logs,
      },
    ],
    [
      'every source',
      everySource,
      {
        ...always,
        ...ofCreated,
        ...Object.fromEntries(
          ['example-cloudtrail-logs/*/CloudTrail', 'example-event-logs/*/CloudTrail', copies].map((objects) => [
            `CloudTrailDetector/Role AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:s3:::${objects}/*]`,
            logs,
          ]),
        ),
      },
    ],
    [
      'a federated poller',
      polling({ method: 'federated', audience: 'api://example' }),
      {
        ...always,
        ...ofCreated,
        'EntraPoller/Role AwsSolutions-IAM5[Resource::*]':
          'sts:GetWebIdentityToken has no resource to name; its conditions say for whom, how signed and for how long.',
      },
    ],
  ])('is this, each in one place and for its reason, with %s', (_, config, accepted) => {
    expect(acceptedIn(config)).toEqual(accepted);
  });
});

/** Reasons, by the construct and the finding. */
function acceptedIn(config: Config): Readonly<Record<string, string>> {
  const stack = new DetectorStack(new App({ context }), 'Gatewarden', { config });
  const accepted = stack.node.findAll().flatMap(({ node }) => {
    const place = node.path.replace(/^(?:Gatewarden\/)+/, '');
    const own = node.metadata.filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY);
    return own
      .flatMap(({ data }) => Object.entries<string>(data))
      .map(([finding, reason]) => [`${place} ${finding.replace(/^Annotation::/, '')}`, reason] as const);
  });
  return Object.fromEntries(accepted);
}

/** What the validation says against the templates; nothing where that is nothing. */
function findings(config: Config, env: Environment): string {
  const app = new App({ context: { ...context, '@aws-cdk/core:annotationsInValidationReport': false } });
  const home = new DetectorStack(app, 'Gatewarden', { config, env });
  if (config.fastPath !== undefined) addFastPathStacks(app, home, config.fastPath);
  try {
    app.synth();
    return '';
  } catch (error) {
    return String(error);
  }
}
