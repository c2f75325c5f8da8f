import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { type Instant, minus, minutes, plus, seconds } from '../../lambda/core/time.ts';
import { keyText, selfSigned } from '../adapters/graph/self-signed.ts';
import { gatewarden } from '../cli/gatewarden.ts';
import { alertsIn } from '../cli/run-cli.ts';
import { tempFolder } from '../cli/temp-folder.ts';
import { steppedClock } from '../poll/stepped-clock.ts';
import { consoleLogin, graphSignIn } from '../records.ts';
import { exampleApp, type GraphServer, startGraph } from '../servers/graph.ts';
import { type Fault, throttled, unlicensed, unpermitted } from '../servers/graph-faults.ts';
import { startSecretsManager } from '../servers/secrets-manager.ts';
import { backfilling, filesIn, recordsIn, start, tokenOf } from './running.ts';

const now = (): Instant => Date.now() as Instant;
const { secret } = exampleApp.credential;

let graph: GraphServer;

beforeEach(async () => {
  graph = await startGraph({ now });
});
afterEach(() => graph.close());

/** Failed sign-ins of the last minutes, as many, of each kind. */
function publishFailures(count: number): void {
  for (let index = 0; index < count; index += 1) {
    const time = minus(now(), minutes(10 + index));
    for (const table of ['SigninLogs', 'AADNonInteractiveUserSignInLogs'] as const) {
      const facts = { id: `${table} ${index}`, table, time: new Date(time).toISOString() };
      graph.publish([{ from: time, record: graphSignIn(facts) }]);
    }
  }
}

const here = (): readonly string[] => ['--authority', graph.origin, '--endpoint', graph.origin];
const app = ['--tenant', exampleApp.tenant, '--client-id', exampleApp.clientId];
const shortly = ['--since', '30m'];

const configOf = (origin: string): string => `
entra:
  graph:
    tenant: ${exampleApp.tenant}
    clientId: ${exampleApp.clientId}
    auth: { method: secret, secretArn: 'arn:aws:secretsmanager:us-east-1:111122223333:secret:gatewarden/entra-Ab1Cd2' }
    authority: ${origin}
    endpoint: ${origin}
    backfill: 30m
`;

describe('gatewarden entra backfill', () => {
  it('writes files with which replay finds the login after many failures', async () => {
    using folder = tempFolder({ 'secret.txt': `${secret}\n` });
    publishFailures(6);
    const login = consoleLogin({ eventTime: new Date(minus(now(), minutes(1))).toISOString() });
    using logs = tempFolder({ 'cloudtrail.json': JSON.stringify({ Records: [login] }) });

    const args = ['--out', 'signins', ...shortly, ...app, '--secret-file', 'secret.txt', ...here()];
    const read = await start(args, { cwd: folder.path }).ended;
    const judged = await gatewarden(['replay', '--format', 'json', 'signins', logs.path], { cwd: folder.path });

    expect(read).toMatchObject({ status: 0, stdout: '' });
    expect(read.stderr).toMatch(
      /^Sign-ins of .* UTC, in signins:\n {2}interactiveUser {5}1 slice, 1 page, 6 records\n {2}nonInteractiveUser {2}1 slice, 1 page, 6 records\n/,
    );
    expect(read.stderr).toMatch(/\nNext: gatewarden replay signins <your CloudTrail logs>\n$/);
    expect(judged.status).toBe(0);
    expect(alertsIn(judged.stdout).map(({ rule }) => rule.id)).toContain('entra-failures-with-console-login');
  });

  it('takes an access token from the standard input, with no app, account or configuration', async () => {
    using folder = tempFolder();
    publishFailures(1);
    const token = await tokenOf(graph);

    const { status, stdout, stderr } = await backfilling(
      ['--out', folder.path, ...shortly, '--token-file', '-', '--endpoint', graph.origin],
      { input: `${token}\n` },
    );

    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
    expect(stderr).not.toContain(token);
    expect(recordsIn(folder.path, 'interactiveUser')).toHaveLength(1);
    expect(recordsIn(folder.path, 'nonInteractiveUser')).toHaveLength(1);
  });

  it('goes on with another token where the first one ended', async () => {
    using folder = tempFolder();
    publishFailures(1);
    graph.plan({ kind: 'tokens expire' }, 2);
    const args = ['--out', folder.path, ...shortly, '--token-file', '-', '--endpoint', graph.origin];

    const broken = await backfilling(args, { input: await tokenOf(graph) });
    const between = recordsIn(folder.path, 'interactiveUser');
    const again = await backfilling(args, { input: await tokenOf(graph) });

    expect(broken.status).toBe(2);
    expect(broken.stderr).toContain('gatewarden: Graph does not accept the access token, or no longer');
    expect(broken.stderr).toContain('gatewarden: what was written stays, and the same command goes on there\n');
    expect(between).toHaveLength(1);
    expect(again.status).toBe(0);
    expect(recordsIn(folder.path, 'nonInteractiveUser')).toHaveLength(1);
  });

  it('proves itself with a certificate', async () => {
    const { certificate, privateKey } = selfSigned();
    using folder = tempFolder({ 'app.pem': `${keyText(privateKey)}${certificate}` });
    await graph.close();
    graph = await startGraph({ now, app: { ...exampleApp, credential: { accepts: (text) => text.includes('.') } } });

    const { status } = await backfilling([
      ...['--out', join(folder.path, 'signins'), ...shortly, ...app, ...here()],
      ...['--certificate', join(folder.path, 'app.pem')],
    ]);

    expect(status).toBe(0);
    expect(graph.requests.map(({ kind }) => kind)).toEqual(['token', 'signIns', 'signIns']);
  });

  it("reads as the configuration's app, with its secret in AWS, as far back as the poller would", async () => {
    const secretsManager = await startSecretsManager();
    onTestFinished(() => secretsManager.close());
    secretsManager.secrets.set('arn:aws:secretsmanager:us-east-1:111122223333:secret:gatewarden/entra-Ab1Cd2', secret);
    using folder = tempFolder({ 'gatewarden.config.yaml': configOf(graph.origin) });
    publishFailures(2);
    const env = {
      AWS_ENDPOINT_URL_SECRETS_MANAGER: secretsManager.endpoint,
      AWS_ACCESS_KEY_ID: 'example',
      AWS_SECRET_ACCESS_KEY: 'example',
    };

    const { status, stderr } = await backfilling(['--out', 'signins'], { cwd: folder.path, env });

    expect({ status, stderr }).toMatchObject({ status: 0 });
    expect(recordsIn(join(folder.path, 'signins'), 'interactiveUser')).toHaveLength(2);
  });

  it('says how often it was throttled, and how long that took', async () => {
    using folder = tempFolder();
    graph.plan(throttled('1'), 1);

    const { status, stderr } = await backfilling(
      ['--out', folder.path, ...shortly, '--token-file', '-', '--endpoint', graph.origin],
      { input: await tokenOf(graph), clock: steppedClock(now()) },
    );

    expect(status).toBe(0);
    expect(stderr).toMatch(/interactiveUser {5}1 slice, 1 page, 0 records, waited 1 s, throttled 1 time\n/);
  });

  it('tells of a long wait, so that nobody takes it for dead', async () => {
    using folder = tempFolder();
    graph.plan(throttled('300'), 1);
    const running = start(['--out', folder.path, ...shortly, '--token-file', '-', '--endpoint', graph.origin], {
      input: await tokenOf(graph),
    });
    let said = '';
    running.child.stderr?.on('data', (chunk) => {
      said += String(chunk);
    });

    await until(() => said !== '');
    running.child.kill('SIGINT');
    await running.ended;

    expect(said).toBe('Waiting 5 min, as Microsoft asks.\n');
  });

  it('interrupted in the middle of a slice leaves nothing half written', async () => {
    using folder = tempFolder();
    publishFailures(1);
    graph.plan({ kind: 'stall' }, 2);
    const running = start(['--out', folder.path, ...shortly, '--token-file', '-', '--endpoint', graph.origin], {
      input: await tokenOf(graph),
    });
    await until(() => graph.requests.filter(({ kind }) => kind === 'signIns').length === 2);
    const before = filesIn(join(folder.path, 'nonInteractiveUser'));

    running.child.kill('SIGINT');
    const { signal, status } = await running.ended;

    expect(before).toEqual([expect.stringMatching(/\.partial$/)]);
    expect({ signal, status }).toEqual({ signal: 'SIGINT', status: null });
    expect(filesIn(join(folder.path, 'nonInteractiveUser'))).toEqual([]);
    expect(recordsIn(folder.path, 'interactiveUser')).toHaveLength(1);
  });

  it("does not mix two tenants' sign-ins, of which the second's would be taken for read", async () => {
    using folder = tempFolder({ 'secret.txt': secret, 'signins/tenant.txt': 'other.example.com\n' });

    const { status, stderr } = await backfilling(
      ['--out', 'signins', ...shortly, ...app, '--secret-file', 'secret.txt', ...here()],
      { cwd: folder.path },
    );

    expect(status).toBe(2);
    expect(stderr).toBe(
      `gatewarden: signins holds sign-ins of the tenant other.example.com, and this is ${exampleApp.tenant}: name another folder, or the same tenant in the same words\n`,
    );
    expect(graph.requests).toEqual([]);
  });
});

describe('what is wrong is said in one sentence, with exit status 2:', () => {
  const files = { 'secret.txt': secret, 'a-file': '', 'empty.txt': '\n', 'quoted.txt': '"abc"', 'config.yaml': 'x: 1' };
  const token = ['--token-file', '-'];

  it.each([
    ['no folder', [], "required option '--out <folder>' not specified"],
    ['no way in', ['--out', 'o'], 'as whom to read is not said: name --token-file, or --tenant and --client-id with'],
    ['half an app', ['--out', 'o', '--tenant', 'x'], 'also name --client-id and one of --secret-file, --certificate'],
    ['no proof', ['--out', 'o', ...app], 'also name one of --secret-file, --certificate and --token-file'],
    ['a folder that is a file', ['--out', 'a-file', ...token], 'a-file cannot be written: '],
    ['a folder below a file', ['--out', 'a-file/o', ...token], ' cannot be written: a part of its path is no folder'],
    ['no time', ['--out', 'o', '--since', 'yesterday', ...token], '--since must be a length of time such as 24h or 7d'],
    ['too long ago', ['--out', 'o', '--since', '31d', ...token], '--since must lie in the last 30 days, as Graph'],
    ['an end before', ['--out', 'o', '--since', '1h', '--until', '2h', ...token], 'there is no time between 20'],
    [
      'the future',
      ['--out', 'o', '--until', '2999-01-01', ...token],
      '--until must not lie in the future: it is now 20',
    ],
    [
      'a secret and a token',
      ['--out', 'o', '--secret-file', 'secret.txt', ...token],
      "option '--secret-file <file>' cannot be used with option '--token-file <file>'",
    ],
    ['no such file', ['--out', 'o', '--token-file', 'none'], 'none cannot be read: there is no such file or folder'],
    ['an empty file', ['--out', 'o', ...app, '--secret-file', 'empty.txt'], 'empty.txt is empty'],
    ['no token', ['--out', 'o', '--token-file', 'quoted.txt'], 'quoted.txt holds something that is no access token'],
    [
      'no configuration',
      ['--out', 'o', '--config', 'no.yaml'],
      'no.yaml: the configuration cannot be read: there is no',
    ],
    ['a faulty one', ['--out', 'o', '--config', 'config.yaml'], 'config.yaml:1:1: x is not known here'],
    ['no https', ['--out', 'o', ...token, '--endpoint', 'http://example.com'], 'endpoint must be an https address'],
    ['no certificate', ['--out', 'o', ...app, '--certificate', 'secret.txt'], 'The configured secret must hold a cert'],
  ])('%s', async (_, args, sentence) => {
    using folder = tempFolder(files);

    const { status, stdout, stderr } = await backfilling(args, { cwd: folder.path, input: 'example-token' });

    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(sentence);
    expect(stderr).toMatch(/^gatewarden: [^\n]+\n$/);
    expect(stderr).not.toContain(secret);
  });

  it.each<[string, Fault, string]>([
    ['no permission', unpermitted, 'gatewarden: the person whose token it is needs a role such as Reports Reader'],
    ['no licence', unlicensed, 'gatewarden: The tenant has no Entra ID P1 or P2 licence'],
  ])('%s', async (_, fault, sentence) => {
    using folder = tempFolder();
    graph.plan(fault, 1);

    const { status, stderr } = await backfilling(
      ['--out', folder.path, ...shortly, '--token-file', '-', '--endpoint', graph.origin],
      { input: await tokenOf(graph) },
    );

    expect(status).toBe(2);
    expect(stderr).toContain(sentence);
    expect(filesIn(folder.path)).toEqual([]);
  });

  it('a wrong tenant, which the folder then does not take for its own', async () => {
    using folder = tempFolder({ 'secret.txt': secret });
    const [, tenant, ...client] = app;
    const args = ['--out', 'o', ...shortly, ...client, '--secret-file', 'secret.txt', ...here()];

    const wrong = await backfilling([...args, '--tenant', 'other.example.com'], { cwd: folder.path });
    const right = await backfilling([...args, '--tenant', tenant as string], { cwd: folder.path });

    expect(wrong.stderr).toMatch(/^gatewarden: Entra ID knows no such tenant.*\(AADSTS90002\)\n$/);
    expect(right.status).toBe(0);
  });

  it('a configuration that reads nothing of the past', async () => {
    const config = configOf(graph.origin).replace('backfill: 30m', 'backfill: 0m');
    using folder = tempFolder({ 'gatewarden.config.yaml': config, 'secret.txt': secret });

    const { status, stderr } = await backfilling(['--out', 'o', '--secret-file', 'secret.txt'], { cwd: folder.path });

    expect(status).toBe(2);
    expect(stderr).toMatch(
      /^gatewarden: there is no time between .*: entra\.graph\.backfill in the configuration is 0m; name --since, which stands above it\n$/,
    );
  });

  it('nobody who listens at the endpoint', async () => {
    using folder = tempFolder();
    await graph.close();

    const { status, stderr } = await backfilling(
      ['--out', folder.path, ...shortly, '--token-file', '-', '--endpoint', graph.origin],
      { input: 'example-token', clock: steppedClock(now()) },
    );

    expect(status).toBe(2);
    expect(stderr).toMatch(/^gatewarden: reading from Graph failed 5 times: .* failed \(ECONNREFUSED\)\n$/);
    graph = await startGraph({ now });
  });

  it('a region that is missing for the federation', async () => {
    const federated = configOf(graph.origin).replace(/auth: .*/, 'auth: { method: federated }');
    using folder = tempFolder({ 'gatewarden.config.yaml': federated });

    const { status, stderr } = await backfilling(['--out', 'o'], { cwd: folder.path, env: { HOME: folder.path } });

    expect(status).toBe(2);
    expect(stderr).toMatch(/^gatewarden: Name the AWS region that signs the token, with --region or AWS_REGION\./);
  });

  it('the word backfill is missing', async () => {
    const { status, stderr } = await gatewarden(['entra']);

    expect(status).toBe(2);
    expect(stderr).toContain('backfill');
  });
});

it('help has examples and says what becomes of the files', async () => {
  const { status, stdout } = await gatewarden(['entra', 'backfill', '--help']);

  expect(status).toBe(0);
  expect(stdout).toContain('--token-file -');
  expect(stdout).toContain('.open.jsonl.gz');
  for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(120);
});

async function until(holds: () => boolean): Promise<void> {
  const deadline = plus(now(), seconds(30));
  while (!holds()) {
    if (now() > deadline) throw new Error('it did not come to that in 30 s');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
