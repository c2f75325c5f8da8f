import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Properties, Resource } from './synthesise.ts';

const project = join(import.meta.dirname, '..', '..');
const patience = 120_000; // three bundles and more, on a machine that is busy with the other tests
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gatewarden-synth-'));
});

afterAll(() => rmSync(folder, { recursive: true }));

/** Runs the app as `cdk synth` does, on a machine that knows of no AWS account, and of a Region only if `more` says one. */
function synth(name: string, config: string, more: Readonly<Record<string, string>> = {}) {
  const [file, outdir] = [join(folder, `${name}.yaml`), join(folder, name)];
  writeFileSync(file, config);
  const { context } = JSON.parse(readFileSync(join(project, 'cdk.json'), 'utf8'));
  const { PATH, HOME } = process.env;
  const env = {
    PATH,
    HOME,
    CDK_OUTDIR: outdir,
    CDK_CONTEXT_JSON: JSON.stringify({ ...context, config: file }),
    ...more,
  };
  const { status, stderr, stdout } = spawnSync(process.execPath, ['bin/app.ts'], {
    cwd: project,
    env,
    encoding: 'utf8',
  });
  return { status, stderr, stdout, outdir };
}

describe('the app', () => {
  it(
    'synthesises without an account, and its bundles run as they are with the configuration beside them',
    () => {
      const app = 'tenant: example.com, clientId: 00000000-0000-4000-8000-000000000002';
      const { status, stderr, outdir } = synth(
        'valid',
        `entra: { landingPrefix: entra/, graph: { ${app}, auth: { method: federated } } }\ntopics: { chat: { enabled: true } }\n`,
      );
      const assets = assetsIn(outdir);
      const readers = assets.filter((name) => variablesOf(outdir, name).includes('ALLOWED_BUCKETS'));
      const runs = readers.map((name) => invoke(outdir, name));
      const starts = assets.filter((name) => !readers.includes(name)).map((name) => start(outdir, name));

      expect([status, stderr.includes('ERROR')]).toEqual([0, false]);
      expect(runs).toEqual([{ batchItemFailures: [] }, { batchItemFailures: [] }]);
      expect(starts).toEqual(['function', 'function']); // poller and sweeper would ask for something at once
      expect(templateIn(outdir)).toContain('EntraPollerSchedule');
      for (const name of assets) {
        expect(JSON.parse(readFileSync(join(outdir, name, 'config.json'), 'utf8'))).toEqual({
          entra: {
            landingPrefix: 'entra/',
            graph: expect.objectContaining({
              tenant: 'example.com',
              auth: { method: 'federated', audience: 'api://AzureADTokenExchange' },
              overlap: '2h',
            }),
          },
          topics: {
            machines: { enabled: true, format: 'json' },
            people: { enabled: true, principalInSubject: false },
            chat: { enabled: true },
          },
          telling: { updatesPerHour: 4, stormAbove: 25, digest: { below: 'Medium', hour: 8 } },
          rules: {},
          exclusions: [],
          limits: { decompressedBytes: 2 ** 30 },
        });
      }
    },
    patience,
  );

  it(
    'synthesises without a configuration, and then polls nothing',
    () => {
      const { status, stderr, outdir } = synth('empty', '', { CDK_VALIDATION: 'false' }); // validation.test.ts has that

      expect([status, stderr.includes('ERROR')]).toEqual([0, false]);
      expect(assetsIn(outdir)).toHaveLength(3);
      expect(templateIn(outdir)).toContain('SweeperSchedule');
      expect(templateIn(outdir)).not.toContain('EntraPoller');
    },
    patience,
  );

  it(
    'refuses a faulty configuration in sentences, and makes no template',
    () => {
      const { status, stderr, outdir } = synth('faulty', 'colour: red\nlimits: 3\n');

      expect(status).toBe(1);
      expect(stderr.trim().split('\n')).toEqual([
        `${outdir}.yaml:1:1: colour is not known here; known are cloudtrail, entra, fastPath, topics, telling, subscribers, rules, exclusions, limits, alarms, canary, dashboard.`,
        `${outdir}.yaml:2:1: limits must be a mapping of decompressedBytes, not 3.`,
      ]);
      expect(readdirSync(outdir)).not.toContain('Gatewarden.template.json');
    },
    patience,
  );

  it(
    'refuses in sentences what cannot stand where it is deployed to, and makes no template',
    () => {
      const { status, stderr, outdir } = synth('nowhere', 'fastPath: { regions: [us-east-1] }\n');

      expect(status).toBe(1);
      expect(stderr.trim().split('\n')).toEqual([
        `${outdir}.yaml:1:13: fastPath.regions cannot be told from the Region of the stack: it must be known at synth, by its env or AWS_REGION.`,
      ]);
      expect(readdirSync(outdir)).not.toContain('Gatewarden.template.json');
    },
    patience,
  );

  it.each([
    [
      'a bucket of another Region, by AWS_REGION',
      { AWS_REGION: 'us-east-1' },
      'mode: bucket, region: eu-west-1',
      29,
      'cloudtrail.region is eu-west-1, and the stack goes into us-east-1, but a bucket notifies queues of its own Region alone: deploy in eu-west-1, or use the mode "topic", "eventbridge" or "replica".',
    ],
    [
      'a key of another partition, by the Region that the CDK found',
      { AWS_REGION: 'cn-north-1', CDK_DEFAULT_REGION: 'us-east-1' },
      'mode: eventbridge, region: cn-north-1, keyArn: "arn:aws-cn:kms:cn-north-1:111122223333:key/00000000-0000-4000-8000-000000000001"',
      54,
      'cloudtrail.keyArn is of the partition aws-cn, and the stack goes into aws.',
    ],
  ])(
    'knows where it goes without a fast path, too: %s',
    (_, place, block, column, sentence) => {
      const config = `cloudtrail: { ${block}, bucket: example-logs, account: "111122223333" }\n`;

      const { status, stderr, outdir } = synth('place', config, place);

      expect(status).toBe(1);
      expect(stderr.trim()).toBe(`${outdir}.yaml:1:${column}: ${sentence}`);
    },
    patience,
  );
});

function assetsIn(outdir: string): readonly string[] {
  return readdirSync(outdir).filter((name) => /^asset\.[0-9a-f]+$/.test(name));
}

function templateIn(outdir: string): string {
  return readFileSync(join(outdir, 'Gatewarden.template.json'), 'utf8');
}

/** Hands a bundle the message that S3 tests a queue with, and returns its answer. */
function invoke(outdir: string, asset: string): unknown {
  const message = {
    messageId: '1',
    body: JSON.stringify({ Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: 'b' }),
    attributes: { ApproximateReceiveCount: '1' },
  };
  const context = "{ awsRequestId: '1', getRemainingTimeInMillis: () => 120_000 }";
  const answer = load(
    outdir,
    asset,
    `JSON.stringify(await handler({ Records: [${JSON.stringify(message)}] }, ${context}))`,
  );
  if (!answer.startsWith('{')) throw new Error(`no answer: ${answer}`);
  return JSON.parse(answer);
}

/** Loads a bundle and calls nothing; what its handler is. */
function start(outdir: string, asset: string): string {
  return load(outdir, asset, 'typeof handler');
}

/**
 * Loads a bundle in a process of its own, as Lambda would, with the variables that its function has in the template.
 * Returns the last line that it or `script` writes.
 */
function load(outdir: string, asset: string, script: string): string {
  const root = join(outdir, asset);
  const env = {
    ...Object.fromEntries(variablesOf(outdir, asset).map((name) => [name, 'example'])),
    ALLOWED_BUCKETS: JSON.stringify([{ bucket: 'example', owner: '111122223333' }]),
    AWS_LAMBDA_FUNCTION_NAME: 'example',
    AWS_REGION: 'us-east-1',
    LAMBDA_TASK_ROOT: root,
  };
  const program = `
    const { handler } = await import(${JSON.stringify(join(root, 'index.mjs'))});
    console.log(${script});`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    env,
    encoding: 'utf8',
  });
  const line = stdout.trim().split('\n').at(-1) ?? '';
  if (line === '') throw new Error(`the bundle did not start: ${stderr}`);
  return line;
}

function variablesOf(outdir: string, asset: string): readonly string[] {
  const resources: Readonly<Record<string, Resource>> = JSON.parse(templateIn(outdir)).Resources;
  const own = Object.values(resources).find(({ Properties }) => isCodeOf(Properties?.['Code'], asset));
  return Object.keys(own?.Properties['Environment'].Variables ?? {});
}

function isCodeOf(code: Properties | undefined, asset: string): boolean {
  return code?.['S3Key'] === `${asset.slice('asset.'.length)}.zip`;
}
