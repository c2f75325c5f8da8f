import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { environment } from '../../lambda/config/environment.ts';

const root = join(import.meta.dirname, '..', '..');
const patience = 120_000; // two bundles, on a machine that is busy with the other tests
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gatewarden-synth-'));
});

afterAll(() => rmSync(folder, { recursive: true }));

/** Runs the app as `cdk synth` does, on a machine that knows of no AWS account. */
function synth(name: string, config: string) {
  const [file, outdir] = [join(folder, `${name}.yaml`), join(folder, name)];
  writeFileSync(file, config);
  const { context } = JSON.parse(readFileSync(join(root, 'cdk.json'), 'utf8'));
  const { PATH, HOME } = process.env;
  const env = { PATH, HOME, CDK_OUTDIR: outdir, CDK_CONTEXT_JSON: JSON.stringify({ ...context, config: file }) };
  const { status, stderr, stdout } = spawnSync(process.execPath, ['bin/app.ts'], { cwd: root, env, encoding: 'utf8' });
  return { status, stderr, stdout, outdir };
}

describe('the app', () => {
  it(
    'synthesises without an account, and its bundles run as they are with the configuration beside them',
    () => {
      const { status, stderr, outdir } = synth('valid', 'entra: { landingPrefix: entra/ }\n');
      const assets = readdirSync(outdir).filter((name) => /^asset\.[0-9a-f]+$/.test(name));
      const runs = assets.map((name) => invoke(join(outdir, name)));

      expect([status, stderr.includes('ERROR')]).toEqual([0, false]);
      expect(runs).toEqual([{ batchItemFailures: [] }, { batchItemFailures: [] }]);
      for (const name of assets) {
        expect(JSON.parse(readFileSync(join(outdir, name, 'config.json'), 'utf8'))).toEqual({
          entra: { landingPrefix: 'entra/' },
          rules: {},
          exclusions: [],
          limits: { decompressedBytes: 2 ** 30 },
        });
      }
    },
    patience,
  );

  it(
    'refuses a faulty configuration in sentences, and makes no template',
    () => {
      const { status, stderr, outdir } = synth('faulty', 'colour: red\nlimits: 3\n');

      expect(status).toBe(1);
      expect(stderr.trim().split('\n')).toEqual([
        `${outdir}.yaml:1:1: colour is not known here; known are cloudtrail, entra, subscribers, rules, exclusions, limits.`,
        `${outdir}.yaml:2:1: limits must be a mapping of decompressedBytes, not 3.`,
      ]);
      expect(readdirSync(outdir)).not.toContain('Gatewarden.template.json');
    },
    patience,
  );
});

/** Loads a bundle in a process of its own, as Lambda would, and hands it the message that S3 tests a queue with. */
function invoke(asset: string): unknown {
  const names = Object.values(environment).map((name) => [name, 'example'] as const);
  const env = {
    ...Object.fromEntries(names),
    AWS_LAMBDA_FUNCTION_NAME: 'example',
    AWS_REGION: 'us-east-1',
    LAMBDA_TASK_ROOT: asset,
  };
  const message = {
    messageId: '1',
    body: JSON.stringify({ Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: 'b' }),
  };
  const script = `
    const { handler } = await import(${JSON.stringify(join(asset, 'index.mjs'))});
    const context = { awsRequestId: '1', getRemainingTimeInMillis: () => 120_000 };
    const answer = await handler({ Records: [${JSON.stringify(message)}] }, context);
    console.log(JSON.stringify(answer));`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    env,
    encoding: 'utf8',
  });
  const answer = stdout.trim().split('\n').at(-1) ?? '';
  if (!answer.startsWith('{')) throw new Error(`the bundle gave no answer: ${stderr}`);
  return JSON.parse(answer);
}
