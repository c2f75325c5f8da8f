import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tempFolder } from '../cli/temp-folder.ts';
import { install, nodes, pack, repository } from './pack.ts';

const folder = tempFolder();
const app = join(folder.path, 'app');
const { context } = JSON.parse(readFileSync(join(repository, 'cdk.json'), 'utf8'));
let files: readonly string[];
let ours: Readonly<Record<string, string>>;
let command: string;

beforeAll(() => {
  const tarball = pack(folder.path);
  files = execFileSync('tar', ['-tzf', tarball], { encoding: 'utf8' }).trim().split('\n');
  ours = synthHere();
  command = join(install(tarball, app), 'bin', 'gatewarden.js');
});

/** What the repository's own app makes of what `program` says. */
function synthHere(): Readonly<Record<string, string>> {
  const [config, outdir] = [join(folder.path, 'config.yaml'), join(folder.path, 'ours')];
  writeFileSync(config, 'entra: { landingPrefix: entra/ }\ntelling: { stormAbove: 30 }\n');
  execFileSync(process.execPath, [join(repository, 'bin', 'app.ts')], {
    env: { CDK_OUTDIR: outdir, CDK_CONTEXT_JSON: JSON.stringify({ ...context, config }) },
    stdio: 'pipe',
  });
  return assembly(outdir);
}

afterAll(() => folder[Symbol.dispose]());

/** Runs a program of the app's; where it fails, with what it said. */
function run(node: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const { HOME } = process.env;
  const { status, stdout, stderr } = spawnSync(node, args, { cwd: app, env: { HOME, ...env }, encoding: 'utf8' });
  return { status, stdout, stderr };
}

/** Synthesises as the CDK's command line does, and returns what is in the assembly's folder. */
function synth(node: string, name: string, program: string, text: string) {
  writeFileSync(join(app, program), text);
  const outdir = join(app, name);
  const env = { CDK_OUTDIR: outdir, CDK_CONTEXT_JSON: JSON.stringify(context) };
  const { status, stderr } = run(node, [program], env);
  expect([status, stderr.replaceAll(/^Bundling asset .*\n/gm, '')]).toEqual([0, expect.not.stringContaining('rror')]);
  return assembly(outdir);
}

/** The templates and the files of the assets, by their path. */
function assembly(outdir: string): Readonly<Record<string, string>> {
  const paths = readdirSync(outdir, { recursive: true, encoding: 'utf8' });
  const meant = paths.filter((path) => path.endsWith('.template.json') || /^asset\..*\.(json|mjs)$/.test(path));
  return Object.fromEntries(meant.map((path) => [path, readFileSync(join(outdir, path), 'utf8')]));
}

const program = `
import { App, Stack } from 'aws-cdk-lib';
import { Gatewarden } from 'gatewarden';

const app = new App();
const stack = new Stack(app, 'Gatewarden', {
  description: 'Gatewarden detects suspicious AWS console sign-ins in CloudTrail and Entra ID logs.',
});
new Gatewarden(stack, 'Gatewarden', { entra: { landingPrefix: 'entra/' }, telling: { stormAbove: 30 } });
`;

describe('the package', () => {
  it('holds what was built, what it says of itself, and neither sources nor tests', () => {
    const sources = files.filter(
      (file) => /(?<!\.d)\.ts$/.test(file) || /\/(test|samples|lambda\/rules\/.*cases)/.test(file),
    );

    expect(sources.filter((file) => !file.startsWith('package/dist/'))).toEqual([]);
    expect(files.filter((file) => /(?<!\.d)\.ts$/.test(file))).toEqual([]);
    expect(files).toEqual(
      expect.arrayContaining(
        ['LICENSE', 'README.md', 'bin/gatewarden.js', 'dist/lib/index.js', 'dist/lib/index.d.ts'].map(
          (file) => `package/${file}`,
        ),
      ),
    );
  });

  it('needs neither esbuild nor TypeScript', () => {
    const there = readdirSync(join(app, 'node_modules'));

    expect(there).toContain('gatewarden');
    expect(there.filter((name) => /esbuild|typescript/.test(name))).toEqual([]);
  });
});

describe.each(nodes())('on Node %s', (version, node) => {
  it('makes the template and the assets of the repository, to the letter', () => {
    const theirs = synth(node, `theirs-${version}`, 'app.mjs', program);

    expect(theirs).toEqual(ours);
    const configs = Object.entries(theirs).filter(([path]) => path.endsWith('/config.json'));
    expect(configs).toHaveLength(3);
    for (const [, text] of configs) expect(JSON.parse(text)).toMatchObject({ telling: { stormAbove: 30 } });
  });

  it('can be required by an app that is CommonJS, and stand in one stack twice', () => {
    const made = synth(
      node,
      `twice-${version}`,
      'app.cjs',
      `
const { App, Stack } = require('aws-cdk-lib');
const { EmailSubscription } = require('aws-cdk-lib/aws-sns-subscriptions');
const { Gatewarden } = require('gatewarden');

const stack = new Stack(new App(), 'Security');
const first = new Gatewarden(stack, 'Gatewarden');
const second = new Gatewarden(stack, 'Second', { topics: { chat: { enabled: true } } });
first.topics.people.addSubscription(new EmailSubscription('security@example.com'));
first.table.grantReadData(second.functions.sweeper);
`,
    );

    const { Resources } = JSON.parse(made['Security.template.json'] ?? '{}');
    const types = Object.values(Resources as Readonly<Record<string, { readonly Type: string }>>).map(
      ({ Type }) => Type,
    );
    expect(types.filter((type) => type === 'AWS::DynamoDB::Table')).toHaveLength(2);
    expect(types.filter((type) => type === 'AWS::SNS::Subscription')).toHaveLength(1);
  });

  it('says what is wrong with what it is given, and makes nothing', () => {
    writeFileSync(join(app, 'faulty.mjs'), program.replace('stormAbove: 30', 'stormAbove: 0'));

    const { status, stderr } = run(node, ['faulty.mjs'], { CDK_OUTDIR: join(app, `faulty-${version}`) });

    expect(status).toBe(1);
    expect(stderr).toContain(
      'Gatewarden/Gatewarden cannot be built:\n- telling.stormAbove must be a whole number from 1 to 1000, not 0.',
    );
  });

  it('has a command line that finds what the repository’s finds', () => {
    const args = ['replay', join(repository, 'samples'), '--format', 'json', '--report', join(app, `${version}.html`)];

    const packed = run(node, [command, ...args]);

    const ours = run(process.execPath, [join(repository, 'bin/gatewarden.js'), ...args]);
    expect([packed.status, packed.stdout]).toEqual([0, ours.stdout]);
    expect(packed.stdout.split('\n').length).toBeGreaterThan(20);
    expect(packed.stderr).not.toContain('Warning');
  });

  it.each([
    ['rules', ['rules', '--format', 'json']],
    ['rules as a site', ['rules', '--format', 'html', '--out', join(app, 'site')]],
    ['explain', ['explain', join(repository, 'samples'), '--format', 'json']],
    ['address', ['address', '203.0.113.7', join(repository, 'samples'), '--format', 'json']],
    ['help', ['--help']],
  ])('has the same answer to %s as the repository', (_, args) => {
    const packed = run(node, [command, ...args]);

    const ours = run(process.execPath, [join(repository, 'bin/gatewarden.js'), ...args]);
    expect(packed).toEqual(ours);
    expect(packed.status).toBe(0);
  });
});

describe('its types', () => {
  const check = (name: string, text: string) => {
    const types = join(app, 'node_modules', '@types');
    mkdirSync(types, { recursive: true });
    if (!readdirSync(types).includes('node'))
      symlinkSync(join(repository, 'node_modules/@types/node'), join(types, 'node'));
    const compilerOptions = {
      module: 'nodenext',
      target: 'es2022',
      strict: true,
      noEmit: true,
      skipLibCheck: false,
      types: ['node'],
    };
    writeFileSync(join(app, `${name}.ts`), text);
    writeFileSync(join(app, `${name}.json`), JSON.stringify({ compilerOptions, files: [`${name}.ts`] }));
    const { status, stdout } = run(process.execPath, [
      join(repository, 'node_modules/typescript/bin/tsc'),
      '-p',
      `${name}.json`,
    ]);
    return { status, stdout };
  };
  const typed = `
import { App, Stack } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { FaultyProps, Gatewarden, type GatewardenProps } from 'gatewarden';

const props: GatewardenProps = {
  cloudtrail: { mode: 'bucket', bucket: 'example-cloudtrail-logs', account: '111122223333' },
  entra: { graph: { tenant: 'example.com', clientId: '00000000-0000-4000-8000-000000000003', auth: { method: 'federated' } } },
  topics: { machines: { format: 'ocsf' } },
  subscribers: { people: [{ protocol: 'email', endpoint: 'security@example.com', filter: { severity: ['High'] } }] },
  rules: { 'console-login': { enabled: false } },
};
const gatewarden = new Gatewarden(new Stack(new App(), 'Security'), 'Gatewarden', props);
const topic: ITopic | undefined = gatewarden.topics.machines;
const poller: IFunction | undefined = gatewarden.functions.poller;
export const found = [topic, poller, gatewarden.queues.entra.deadLetters.queueUrl, FaultyProps.name];
`;

  it('hold in an app that checks the types of its libraries as well', () => {
    expect(check('typed', typed)).toEqual({ status: 0, stdout: '' });
  });

  it('refuse what is not known', () => {
    const { status, stdout } = check('wrong', typed.replace("format: 'ocsf'", "format: 'xml'"));

    expect(status).not.toBe(0);
    expect(stdout).toContain('Type \'"xml"\' is not assignable');
  });
});
