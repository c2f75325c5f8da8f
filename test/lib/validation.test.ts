import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Validations } from 'aws-cdk-lib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Config } from '../../lambda/config/schema.ts';
import { DetectorStack } from '../../lib/detector-stack.ts';
import { createdTrail, everySource, everyTopic, existingTrail, polling } from './synthesise.ts';

const project = join(import.meta.dirname, '..', '..');
const readJson = (file: string) => JSON.parse(readFileSync(join(project, file), 'utf8'));
const context = { ...readJson('cdk.json').context, 'aws:cdk:bundling-stacks': [] };
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gatewarden-validation-'));
});

afterAll(() => rmSync(folder, { recursive: true }));

/** Runs bin/app.ts as it is, but that `mistake`, which knows the `stack`, is made right before it is synthesised. */
function synthWith(mistake: string) {
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
  const env = { PATH, HOME, CDK_OUTDIR: join(folder, 'out'), CDK_CONTEXT_JSON: JSON.stringify(context) };
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
      "new Queue(stack, 'Planted', { enforceSSL: true })",
      /ERROR The SQS queue .* does not have a DLQ enabled\. \(AwsSolutions\)/,
    ],
    [
      "a finding of CloudFormation's validation",
      'for (const each of stack.node.findAll()) if (each instanceof CfnQueue) each.visibilityTimeout = 60',
      /ERROR VisibilityTimeout: Queue visibility timeout \(60\) is less than Function timeout \(\d+\) seconds/,
    ],
  ])(
    'fails at %s', // without one it passes: app.test.ts
    (_, mistake, words) => {
      const { status, stderr } = synthWith(mistake);

      expect(stderr).toMatch(words);
      expect(status).toBe(1);
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
