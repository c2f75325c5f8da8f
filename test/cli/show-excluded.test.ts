import { describe, expect, it } from 'vitest';
import { consoleLogin } from '../records.ts';
import { gatewarden } from './gatewarden.ts';
import { tempFolder } from './temp-folder.ts';

const config = `
exclusions:
  - id: alice
    rules: [console-login-without-mfa, console-login]
    match: { user: alice }
    effect: drop
    reason: known
    owner: team@example.com
  - id: unused
    match: { user: nobody }
    effect: lower
    reason: known
    owner: team@example.com
    expires: 2026-11-20
`;
const second = consoleLogin({ eventID: 'second', userAgent: 'other\u001B[2J' });
const files = {
  'gatewarden.config.yaml': config,
  'log.json': JSON.stringify([consoleLogin({ eventID: 'first' }), second, second]),
};

describe('a replay with exclusions', () => {
  it('says what each of them removed, and which has expired', async () => {
    using folder = tempFolder(files);

    const { status, stdout, stderr } = await gatewarden(['replay', 'log.json'], { cwd: folder.path });

    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
    expect(stderr).toContain(
      [
        'Exclusions of the configuration:',
        '  alice: dropped 2 events of console-login',
        '  alice: dropped 2 events of console-login-without-mfa',
        '  unused: touched nothing',
        'The exclusion unused has expired and does nothing to events since 2026-11-20T00:00:00Z; its owner is team@example.com.',
        'Found 0 alerts.',
      ].join('\n'),
    );
  });

  it('lists with --show-excluded what they removed, on stderr and harmless to a terminal', async () => {
    using folder = tempFolder(files);

    const args = ['replay', '--show-excluded', '--rule', 'console-login', 'log.json'];
    const { stdout, stderr } = await gatewarden(args, { cwd: folder.path });

    expect(stdout).toBe('');
    expect(stderr).toContain(
      [
        '  alice: dropped 2 events of console-login',
        '    2026-11-20T10:00:00Z  ConsoleLogin  Success  alice  203.0.113.7  first',
        '    2026-11-20T10:00:00Z  ConsoleLogin  Success  alice  203.0.113.7  second',
        '  unused: touched nothing',
      ].join('\n'),
    );
    expect(stderr).not.toContain('\u001B');
  });

  it('says nothing of exclusions where there are none', async () => {
    using folder = tempFolder({ 'log.json': files['log.json'] });

    const { stderr } = await gatewarden(['replay', 'log.json'], { cwd: folder.path });

    expect(stderr).not.toContain('xclusion');
  });
});
