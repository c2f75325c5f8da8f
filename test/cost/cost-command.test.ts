import { describe, expect, it } from 'vitest';
import { prices } from '../../bin/commands/cost/prices.ts';
import { gatewarden } from '../cli/gatewarden.ts';
import { gatewardenProcess } from '../cli/run-cli.ts';
import { tempFolder } from '../cli/temp-folder.ts';

interface Answer {
  readonly dollars: number;
  readonly organisation: Readonly<Record<string, unknown>>;
  readonly attack: Readonly<Record<string, unknown>>;
  readonly lines: readonly { readonly service: string; readonly what: string; readonly dollars: number }[];
}

async function answer(...args: readonly string[]): Promise<Answer> {
  const { status, stdout, stderr } = await gatewarden(['cost', ...args, '--format', 'json']);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return JSON.parse(stdout) as Answer;
}

describe('gatewarden cost', () => {
  it('prints a table by service, its sum, what it is of and what it assumes', async () => {
    const { status, stdout, stderr } = await gatewardenProcess(['cost', '--accounts', '50']);

    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/^50 accounts, 4 active Regions in each; a trail that exists, encrypted by KMS; /);
    expect(stdout).toMatch(/^SERVICE +WHAT +QUANTITY +UNIT PRICE +COST$/m);
    expect(stdout).toMatch(/^KMS +CloudTrail files decrypted +1,752,000 requests +0\.03 \$ for 10,000 +5\.26 \$$/m);
    expect(stdout).toMatch(/^Total +[\d.]+ \$$/m);
    expect(stdout).toContain('\n12 log files an hour for each account and active Region, of 100 events each.\n');
    expect(stdout).not.toContain('\u001B');
  });

  it('is JSON for programs: every line, however small, and their sum', async () => {
    const { dollars, lines, organisation } = await answer('--accounts', '2', '--sign-ins', '7');

    expect(organisation).toMatchObject({ accounts: 2, regions: 4, logins: 7, failedLogins: 1, alerts: 1 });
    expect(lines.reduce((sum, line) => sum + line.dollars, 0)).toBeCloseTo(dollars);
    expect(lines.some((line) => line.dollars < 0.005)).toBe(true);
  });

  it('takes from a configuration what it says, and an option wins over it', async () => {
    using folder = tempFolder({
      'config.yaml': `
cloudtrail:
  - { mode: bucket, bucket: example-logs, account: "111122223333" }
  - { mode: replica, sourceBucket: example-source, account: "444455556666", roleArn: "arn:aws:iam::444455556666:role/r" }
entra:
  graph:
    tenant: example.com
    clientId: 00000000-0000-4000-8000-000000000002
    auth: { method: federated }
topics: { chat: { enabled: true } }
subscribers:
  people: [{ protocol: email, endpoint: security@example.com }]
  machines: [{ protocol: https, endpoint: "https://example.com/alerts" }]
`,
    });
    const config = ['--config', `${folder.path}/config.yaml`];

    const [said, changed] = [await answer(...config), await answer(...config, '--trail-encryption', 'kms')];

    expect(said.organisation).toMatchObject({
      trail: 'existing',
      trailEncryption: 'none',
      replicated: true,
      entra: 'graph',
      secret: false,
      subscribers: { topics: 3, mail: 1, https: 1, machines: 1 },
    });
    expect(changed.organisation).toEqual({ ...said.organisation, trailEncryption: 'kms' });
  });

  it('shows what an attack adds', async () => {
    const one = await answer('--attack', 'entra-one-address', '--attack-failures', '5000');
    const many = await answer('--attack', 'entra-many-addresses', '--attack-failures', '5000');

    expect(one.attack).toEqual({ target: 'entra', origin: 'one-address', failures: 5_000, entra: 'landing' });
    expect(many.dollars).toBeGreaterThan(one.dollars);
  });

  it('shows the price list with its date and where each price was read', async () => {
    const [table, json] = [
      await gatewarden(['cost', '--prices']),
      await gatewarden(['cost', '--prices', '--format', 'json']),
    ];

    expect(table.stdout).toMatch(/^us-east-1, \d{4}-\d{2}, USD\n/);
    expect(table.stdout).toMatch(/^KMS +keys +https:\/\/aws\.amazon\.com\/kms\/pricing\/ +AWS +1\.00 \$ each$/m);
    expect(JSON.parse(json.stdout).prices).toEqual(prices);
  });

  it('explains itself', async () => {
    const { status, stdout } = await gatewarden(['cost', '--help']);

    expect(status).toBe(0);
    expect(stdout).toContain('docs/cost.md explains it');
    for (const line of stdout.split('\n').slice(-30)) expect(line.length).toBeLessThanOrEqual(85);
  });
});

describe('a mistake is one sentence, and exit status 2', () => {
  it.each([
    ['no number', ['--accounts', 'many'], 'It must be a whole number, 1 or more.'],
    ['no account at all', ['--accounts', '0'], 'It must be a whole number, 1 or more.'],
    ['less than nothing', ['--sign-ins=-1'], 'It must be a whole number, 0 or more.'],
    ['a number without end', ['--sign-ins', '9'.repeat(400)], 'It must be a whole number, 0 or more.'],
    ['an unknown way', ['--entra', 'pigeon'], 'Allowed choices are none, landing, graph.'],
    ['an unknown attack', ['--attack', 'x'], 'entra-one-address, entra-many-addresses, console-one-address'],
    ['sign-ins that nothing reads', ['--entra-sign-ins', '5'], 'choose --entra landing or --entra graph'],
    [
      'more failures than sign-ins',
      ['--entra', 'graph', '--entra-sign-ins', '5', '--entra-failures', '6'],
      'of 5 sign-ins to Entra ID, 6 cannot fail',
    ],
    [
      'a trail of its own for several accounts',
      ['--trail', 'first', '--accounts', '2'],
      "an organisation's trail has to exist",
    ],
    ['a trail of its own without KMS', ['--trail', 'second', '--trail-encryption', 'none'], 'is always encrypted'],
    ['failures of no attack', ['--attack-failures', '5'], '--attack-failures goes with --attack'],
    [
      'a configuration that is not there',
      ['--config', 'nowhere.yaml'],
      'nowhere.yaml: the configuration cannot be read',
    ],
    ['an argument', ['50'], 'too many arguments'],
  ])('%s', async (_, args, sentence) => {
    const { status, stdout, stderr } = await gatewarden(['cost', ...args]);

    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(sentence);
    expect(stderr).toMatch(/^gatewarden: [^\n]+\n$/);
  });
});
