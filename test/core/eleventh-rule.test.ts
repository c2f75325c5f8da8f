import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { configuredRules } from '../../lambda/config/configured.ts';
import type { DetectorEvent } from '../../lambda/core/event.ts';
import { plan } from '../../lambda/core/plan.ts';
import { where } from '../../lambda/core/predicate.ts';
import { defineRule, eventCount } from '../../lambda/core/rule.ts';
import { hours, minutes } from '../../lambda/core/time.ts';
import { wantedBy } from '../../lambda/core/wanted.ts';
import { mail } from '../../lambda/render/mail.ts';
import { renderTable } from '../../lambda/render/table.ts';
import { rules } from '../../lambda/rules/index.ts';
import { newTally, readObject } from '../../lambda/sources/read-object.ts';
import { tempFolder } from '../cli/temp-folder.ts';
import { consoleLogin, type Json } from '../records.ts';
import { alertsAfter, inTurn } from './detecting.ts';

const repository = join(import.meta.dirname, '../..');

/** A rule on an event that no other rule looks at. */
const eleventh = defineRule({
  id: 'access-keys-in-a-row',
  title: 'Access keys in a row',
  description: 'More than two new access keys of one account within five minutes.',
  severity: 'High',
  deliver: 'alert',
  attack: [{ tactic: 'Persistence', technique: 'T1098.001', name: 'Additional Cloud Credentials' }],
  original: { platform: 'Example', id: 'eleventh', title: 'Eleventh', url: 'https://example.com/eleventh' },
  where: [where('EventName').is('CreateAccessKey')],
  correlate: eventCount({ by: ['RecipientAccountId'], moreThan: 2, within: minutes(5) }),
  groupBy: [{ name: 'account', field: 'RecipientAccountId' }],
  timeColumns: [{ name: 'StartTime', shows: 'startTime' }],
  period: hours(1),
  entities: [{ type: 'Account', identifiers: { CloudAppAccountId: 'account' } }],
  falsePositives: ['A rotation.'],
  triage: ['Ask who rotates.'],
});

function newKey(minute: number): Json {
  const eventTime = `2026-11-20T10:0${minute}:00Z`;
  return consoleLogin({ eventName: 'CreateAccessKey', eventID: `key-${minute}`, eventTime });
}

const newKeys = [newKey(1), newKey(3), newKey(5)];

/** What the decoders make of the records, if these are all the rules that there are. */
async function decoded(records: readonly Json[], known: typeof rules): Promise<readonly DetectorEvent[]> {
  const options = { object: 'keys.json', wanted: wantedBy(known) };
  return (
    await Array.fromAsync(readObject(inTurn([Buffer.from(JSON.stringify(records))]), options, newTally()))
  ).flat();
}

describe('an eleventh rule, by its declaration alone,', () => {
  it('has its records read, which were skipped before', async () => {
    const before = await decoded(newKeys, rules);
    const after = await decoded(newKeys, [...rules, eleventh]);

    expect([before.length, after.length]).toEqual([0, 3]);
  });

  it('is judged beside the others, on both sides of its threshold', async () => {
    const known = [...rules, eleventh];
    const two = await decoded(newKeys.slice(0, 2), known);
    const three = await decoded([...newKeys, consoleLogin()], known);

    const quiet = await alertsAfter(known, [[two]]);
    const loud = await alertsAfter(known, [[three]]);

    expect(quiet).toEqual([]);
    expect(loud.find(({ rule }) => rule.id === eleventh.id)).toMatchObject({
      severity: 'High',
      signal: false,
      eventCount: 3,
      columns: { account: '111122223333', StartTime: '2026-11-20T10:01:00Z' },
      entities: [{ type: 'Account', CloudAppAccountId: '111122223333' }],
      attack: [{ technique: 'T1098.001' }],
    });
    expect(loud.map(({ rule }) => rule.id).toSorted()).toEqual([
      'access-keys-in-a-row',
      'console-login',
      'console-login-without-mfa',
    ]);
  });

  it('has its timelines, its settings and its words', async () => {
    const [alert] = await alertsAfter([eleventh], [[await decoded(newKeys, [eleventh])]]);
    if (alert === undefined) throw new Error('there is no alert');

    const planned = plan(eleventh);
    const configured = configuredRules([eleventh], {
      rules: { [eleventh.id]: { deliver: 'signal', severity: 'Low' } },
    });
    const { subject, body } = mail(alert, eleventh);
    const table = renderTable([alert], { width: 120, colour: false });

    expect(planned).toMatchObject({
      type: 'event_count',
      events: { by: ['RecipientAccountId'], thinning: { keep: 3 } },
    });
    expect(configured).toEqual([{ ...eleventh, deliver: 'signal', alertSeverity: 'Low' }]);
    expect(subject).toBe('[High] Access keys in a row (111122223333)');
    expect(body).toContain('1. Ask who rotates.');
    expect(table).toContain('HIGH  Access keys in a row\n');
  });
});

describe('an eleventh rule on the disk', () => {
  it('needs its folder and one line of the registry, and the command line knows it', async () => {
    using folder = tempFolder({ 'keys.json': JSON.stringify(newKeys) });
    for (const part of ['bin', 'lambda', 'package.json']) {
      cpSync(join(repository, part), join(folder.path, part), { recursive: true });
    }
    symlinkSync(join(repository, 'node_modules'), join(folder.path, 'node_modules'));
    addRule(folder.path, eleventh.id);
    const args = ['bin/gatewarden.js', 'replay', '--rule', eleventh.id, '--format', 'json', 'keys.json'];

    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: folder.path });

    expect(JSON.parse(stdout)).toMatchObject({ rule: { id: eleventh.id }, eventCount: 3 });
  });
});

/** Writes the rule's folder, and adds it to the registry: by an import and an item of the list. */
function addRule(root: string, id: string): void {
  const registry = join(root, 'lambda/rules/index.ts');
  const folder = join(root, 'lambda/rules', id);
  mkdirSync(folder);
  writeFileSync(join(folder, 'rule.ts'), `export const rule = ${JSON.stringify(eleventh)} as const;\n`);
  const before = readFileSync(registry, 'utf8');
  const after = before.replace(/\n\];\n$/, '\n  eleventh,\n];\n');
  expect(after).not.toBe(before);
  writeFileSync(registry, `import { rule as eleventh } from './${id}/rule.ts';\n${after}`);
}

/** Help texts show how to type a rule's id: an example breaks no code. */
const examples = /^bin\/commands\/.*\bhelp\.ts$/;

describe('the code around the rules', () => {
  it('names none of them: what depends on a rule stands in its declaration', () => {
    const files = ['bin', 'lambda', 'lib'].flatMap(sourcesIn).filter((file) => !examples.test(file));

    const mentions = files.flatMap((file) => {
      const words = new Set(readFileSync(join(repository, file), 'utf8').match(/[a-z0-9]+(?:-[a-z0-9]+)+/g));
      return rules.filter(({ id }) => words.has(id)).map(({ id }) => `${file}: ${id}`);
    });

    expect(mentions).toEqual([]);
  });

  it('looks at the files that there are', () => {
    const files = ['bin', 'lambda', 'lib'].flatMap(sourcesIn);

    expect(files).toEqual(
      expect.arrayContaining(['bin/gatewarden.ts', 'lambda/core/detect.ts', 'lib/detector-stack.ts']),
    );
  });
});

/** All sources but those of the rules themselves and their registry. */
function sourcesIn(folder: string): readonly string[] {
  return readdirSync(join(repository, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.[jt]s$/.test(entry.name))
    .map((entry) => relative(repository, join(entry.parentPath, entry.name)))
    .filter((file) => !file.startsWith('lambda/rules/'));
}
