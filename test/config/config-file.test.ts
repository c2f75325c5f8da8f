import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConfigFaults, parseConfigText, readConfigFile } from '../../bin/config-file.ts';
import { defaultConfig } from '../../lambda/config/schema.ts';
import { rules } from '../../lambda/rules/index.ts';

const ruleIds = rules.map(({ id }) => id);
const example = join(import.meta.dirname, '..', '..', 'gatewarden.config.example.yaml');
const before = process.cwd();
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gatewarden-config-'));
  process.chdir(folder);
});

afterEach(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true });
});

/** The lines of the error that a text makes; none where it is valid. */
function complaints(text: string): readonly string[] {
  try {
    parseConfigText(text, { file: 'c.yaml', ruleIds });
    return [];
  } catch (error) {
    if (!(error instanceof ConfigFaults)) throw error;
    return error.message.split('\n');
  }
}

describe('the configuration file', () => {
  it('may be absent', () => {
    expect(readConfigFile(undefined, ruleIds)).toEqual(defaultConfig);
  });

  it('is gatewarden.config.yaml of the working directory where none is named', () => {
    writeFileSync('gatewarden.config.yaml', 'limits: { decompressedBytes: 5 }\n');

    expect(readConfigFile(undefined, ruleIds).limits.decompressedBytes).toBe(5);
  });

  it('must be there where it is named', () => {
    expect(() => readConfigFile('other.yaml', ruleIds)).toThrow(
      new ConfigFaults(['other.yaml: the configuration cannot be read: there is no such file.']),
    );
  });

  it('may be empty, or all comments', () => {
    expect(complaints('')).toEqual([]);
    expect(complaints('# nothing\n')).toEqual([]);
  });

  it.each([
    ['a value', 'entra:\n  landingPrefix: /x\n', 'c.yaml:2:3: entra.landingPrefix must'],
    ['an unknown key', 'entra: {}\n\ncolour: red\n', 'c.yaml:3:1: colour is not known here'],
    ['a list item', 'subscribers:\n  people:\n    - alice\n', 'c.yaml:3:7: subscribers.people[0] must'],
    [
      'what is missing, at what lacks it',
      'limits: {}\ncloudtrail:\n  bucket: b\n',
      'c.yaml:2:1: cloudtrail.mode is missing',
    ],
    ['the whole', '- 1\n', 'c.yaml:1:1: the configuration must'],
    ['a key twice', 'entra: {}\nentra: {}\n', 'c.yaml:2:1: is no valid YAML: '],
    ['broken YAML', 'entra: {\n', 'c.yaml:2:1: is no valid YAML: '],
    ['an alias to nothing', 'entra: *other\n', 'c.yaml: is no valid YAML: '],
  ])('has its fault named with line and column: %s', (_, text, complaint) => {
    const [first, ...others] = complaints(text);

    expect(first?.slice(0, complaint.length)).toBe(complaint);
    expect(others).toEqual([]);
  });

  it('has all its faults named, in the order of its lines', () => {
    const text = 'colour: red\nlimits:\n  decompressedBytes: none\n  files: 3\nrules:\n  nope: {}\n';

    const lines = complaints(text).map((line) => line.split(' ')[0]);

    expect(lines).toEqual(['c.yaml:1:1:', 'c.yaml:3:3:', 'c.yaml:4:3:', 'c.yaml:6:3:']);
  });
});

describe('the example', () => {
  it('says no more than the defaults, as its comments promise', () => {
    expect(readConfigFile(example, ruleIds)).toEqual(defaultConfig);
  });

  it('comments out another valid configuration, which says something of every section', () => {
    const lines = readFileSync(example, 'utf8').split('\n');
    const commentedOut = lines.filter((line) => /^#(?! \S|$)/.test(line)).map((line) => line.slice(1));

    const other = parseConfigText(commentedOut.join('\n'), { file: example, ruleIds });

    expect(other).toMatchObject({
      cloudtrail: [{ mode: 'bucket' }, { mode: 'topic' }, { mode: 'eventbridge' }, { mode: 'replica' }],
      entra: {
        landingPrefix: 'entra/',
        graph: { auth: { method: 'secret', keyArn: expect.any(String) }, overlap: '2h', backfill: '24h' },
      },
      topics: { machines: { format: 'ocsf' }, people: { principalInSubject: true }, chat: { enabled: true } },
      telling: { digest: { below: 'Informational' } },
      subscribers: {
        organization: 'o-a1b2c3d4e5',
        machines: [{ filter: { severity: ['Medium', 'High'] } }, {}],
        people: [{ filter: {} }, {}],
        chat: [{ protocol: 'slack' }, { protocol: 'teams' }],
        operators: [{}],
      },
      rules: {
        'console-login-without-mfa': { severity: 'High' },
        'entra-failures-with-console-login': { within: '12h', ignoreResultCodes: ['50053'] },
        'many-failed-logins-from-ip': { moreThan: 50 },
      },
      exclusions: [{ id: 'office-egress', effect: 'drop' }],
      limits: { decompressedBytes: 2 ** 32 },
    });
  });
});
