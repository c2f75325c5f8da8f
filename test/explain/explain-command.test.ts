import { describe, expect, it } from 'vitest';
import { gatewarden } from '../cli/gatewarden.ts';
import { gatewardenProcess } from '../cli/run-cli.ts';
import { tempFolder } from '../cli/temp-folder.ts';
import { consoleLogin, graphSignIn } from '../records.ts';

const ids = {
  login: '00000000-0000-4000-8000-000000000001',
  other: '00000000-0000-4000-8000-000000000002',
  timeless: '00000000-0000-4000-8000-000000000003',
  signIn: '11111111-0000-4000-8000-000000000001',
};

const logs = {
  'cloudtrail.json': JSON.stringify({
    Records: [
      consoleLogin(),
      consoleLogin({ eventID: ids.other, eventName: 'PutObject', eventSource: 's3.amazonaws.com' }),
      consoleLogin({ eventID: ids.timeless, eventTime: 'yesterday' }),
    ],
  }),
  'entra.json': JSON.stringify({ value: [graphSignIn()] }),
};

interface Line {
  readonly kind: string;
  readonly event: { readonly eventId: string; readonly copies: number; readonly version: object };
  readonly because?: string;
  readonly rules: readonly {
    readonly rule: { readonly id: string };
    readonly verdict: string;
    readonly alerts: readonly object[];
  }[];
}

const explain = (...args: readonly string[]) => explained(gatewarden, ...args);

async function explained(run: typeof gatewardenProcess, ...args: readonly string[]) {
  using folder = tempFolder(logs);
  const ended = await run(['explain', ...args, '.'], { cwd: folder.path });
  const lines = ended.stdout.split('\n').slice(0, -1);
  return { ...ended, lines: lines.map((line) => JSON.parse(line) as Line) };
}

describe('gatewarden explain', () => {
  it('explains every console login under every rule, one a line, and no sign-in that is not named', async () => {
    const { status, lines } = await explained(gatewardenProcess);

    expect(status).toBe(0);
    expect(lines.map(({ event }) => event.eventId)).toEqual([ids.login]);
    expect(lines[0]?.rules.filter(({ verdict }) => verdict === 'fires').map(({ rule }) => rule.id)).toEqual([
      'console-login-without-mfa',
      'console-login',
    ]);
    expect(lines[0]?.rules.length).toBeGreaterThan(5);
  });

  it('names the alerts that replay gives', async () => {
    using folder = tempFolder(logs);
    const replayed = await gatewarden(['replay', '.'], { cwd: folder.path });

    const { lines } = await explain();

    const alertIds = replayed.stdout
      .split('\n')
      .slice(0, -1)
      .map((line) => (JSON.parse(line) as { alertId: string }).alertId);
    expect(lines[0]?.rules.flatMap(({ alerts }) => alerts)).toEqual(
      alertIds.map((alertId) => ({
        alertId,
        period: { start: '2026-11-20T10:00:00Z', end: '2026-11-20T11:00:00Z' },
      })),
    );
  });

  it('explains a sign-in that is named, under the rule that counts such', async () => {
    const { lines } = await explain('--event', ids.signIn);

    expect(lines).toMatchObject([
      {
        event: { source: 'entra', eventId: ids.signIn },
        rules: [{ rule: { id: 'entra-failures-with-console-login' }, side: 'SigninLogs', verdict: 'counts' }],
      },
    ]);
  });

  it('says of named records that were skipped or could not be read why, in any case of the id', async () => {
    const { status, lines } = await explain('--event', ids.other.toUpperCase(), '--event', ids.timeless);

    expect(status).toBe(0);
    expect(lines).toMatchObject(
      [
        { kind: 'skipped', event: { eventId: ids.other }, because: /no rule looks at events named "PutObject"/ },
        { kind: 'failed', event: { eventId: ids.timeless }, because: /eventTime/ },
      ].map((line) => ({ ...line, because: expect.stringMatching(line.because) })),
    );
  });

  it('shows every version of an event, and how often each was read', async () => {
    using folder = tempFolder({
      'a.json': JSON.stringify({ Records: [consoleLogin()] }),
      'b.json': JSON.stringify({ Records: [consoleLogin(), consoleLogin({ eventTime: '2026-11-20T10:00:01Z' })] }),
    });

    const { stdout } = await gatewarden(['explain', '--event', ids.login, '.'], { cwd: folder.path });

    const lines = stdout
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Line);
    expect(lines.map(({ event: { version, copies } }) => ({ version, copies }))).toEqual([
      { version: { number: 1, of: 2 }, copies: 2 },
      { version: { number: 2, of: 2 }, copies: 1 },
    ]);
  });

  it('shows only the rule that is named', async () => {
    const { lines } = await explain('--rule', 'console-login');

    expect(lines.flatMap(({ rules }) => rules.map(({ rule }) => rule.id))).toEqual(['console-login']);
  });

  it('says which rules the configuration disables, as that is a reason too', async () => {
    using folder = tempFolder({ ...logs, 'c.yaml': 'rules: { console-login: { enabled: false } }' });

    const { stderr } = await gatewarden(['explain', '--config', 'c.yaml', 'cloudtrail.json'], { cwd: folder.path });

    expect(stderr).toContain('The configuration disables console-login.\n');
  });

  it('counts what an exclusion of the configuration left out, also of sign-ins that nobody named', async () => {
    const signIns = Array.from({ length: 8 }, (_, n) =>
      graphSignIn({ id: `11111111-0000-4000-8000-00000000001${n}`, user: n < 3 ? 'bk@example.com' : 'al@example.com' }),
    );
    const exclusion = `{ id: bk, match: { user: 'bk@*' }, effect: drop, reason: known, owner: us }`;
    using folder = tempFolder({
      'cloudtrail.json': logs['cloudtrail.json'],
      'entra.json': JSON.stringify({ value: signIns }),
      'c.yaml': `exclusions: [${exclusion}]`,
    });

    const { stdout } = await gatewarden(
      ['explain', '--config', 'c.yaml', '--format', 'table', 'cloudtrail.json', 'entra.json'],
      { cwd: folder.path },
    );

    expect(stdout).toMatch(
      /SigninLogs +5 counted, 6 needed, 1 missing .*\n +3 more left out by the exclusion bk, which/,
    );
  });

  it.each([
    ['an unknown event id', ['--event', 'nosuch'], "gatewarden: no record in these files has the event id 'nosuch'\n"],
    ['an unknown rule', ['--rule', 'nosuch'], "gatewarden: there is no rule 'nosuch'; the rules are "],
    ['an unknown format', ['--format', 'xml'], 'gatewarden: option '],
  ])('says of %s one sentence, with exit status 2', async (_, args, sentence) => {
    using folder = tempFolder(logs);

    const { status, stdout, stderr } = await gatewarden(['explain', ...args, '.'], { cwd: folder.path });

    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(sentence);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  it('ends with 2 where a path cannot be read, and explains the rest', async () => {
    const { status, lines, stderr } = await explain('nosuch.json');

    expect({ status, events: lines.length }).toEqual({ status: 2, events: 1 });
    expect(stderr).toContain('nosuch.json: there is no such file or folder');
  });
});
