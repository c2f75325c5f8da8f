import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findFiles } from '../../bin/commands/replay/find-files.ts';
import { replay } from '../../bin/commands/replay/replay.ts';
import type { Alert } from '../../lambda/core/alert.ts';
import { defineRule, type Rule } from '../../lambda/core/rule.ts';
import { wantedBy } from '../../lambda/core/wanted.ts';
import { rules } from '../../lambda/rules/index.ts';
import { consoleLogin, type Json } from '../records.ts';
import { repository } from './run-cli.ts';
import { tempFolder } from './temp-folder.ts';

const samples = join(repository, 'samples');
const wanted = wantedBy(rules);

/** Every record of the samples that some rule looks at. */
const storyRecords = (await findFiles([samples])).files.flatMap(({ name }) => recordsOf(name));

function recordsOf(path: string): readonly Json[] {
  const bytes = readFileSync(path);
  const content = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString();
  const lines = content.startsWith('{"@odata') || content.startsWith('{\n') ? [content] : content.trim().split('\n');
  return lines
    .map((line): Json => JSON.parse(line))
    .flatMap((container) => (container['Records'] ?? container['value'] ?? [container]) as Json[])
    .filter(({ eventName }) => eventName === undefined || wanted(String(eventName)))
    .filter((record) => record['digestEndTime'] === undefined);
}

/** The ways in which a file may hold some records. */
const containers: readonly ((records: readonly Json[]) => string)[] = [
  (records) => JSON.stringify(records),
  (records) => JSON.stringify({ Records: records }),
  (records) => JSON.stringify({ value: records }, undefined, 2),
  (records) => JSON.stringify({ records }),
  (records) => records.map((record) => JSON.stringify(record)).join('\n'),
  (records) => records.map((record) => JSON.stringify([record])).join('\r\n'),
];

/** The samples' records in any order, some twice, cut into up to eight files of any shape, in any folder. */
const anySpread = fc
  .tuple(
    fc.shuffledSubarray(storyRecords, { minLength: storyRecords.length }),
    fc.subarray(storyRecords),
    fc.array(fc.record({ container: fc.constantFrom(...containers), gzip: fc.boolean(), folder: fc.nat(2) }), {
      minLength: 1,
      maxLength: 8,
    }),
  )
  .map(([records, repeated, files]) => {
    const all = [...records, ...repeated];
    const size = Math.ceil(all.length / files.length);
    const contents = files.map(({ container, gzip, folder }, index) => {
      const content = container(all.slice(index * size, (index + 1) * size));
      return [`${folder}/${index}.json`, gzip ? gzipSync(content) : content] as const;
    });
    return Object.fromEntries(contents);
  });

async function replayed(path: string): Promise<readonly Alert[]> {
  const { files } = await findFiles([path]);
  return (await replay({ files, rules })).alerts;
}

function withoutEvidence(alerts: readonly Alert[]): readonly Omit<Alert, 'evidence'>[] {
  return alerts.map(({ evidence: _, ...rest }) => rest);
}

describe('a replay', () => {
  it('gives the same alerts for any order, repetition and spread of the records over files', async () => {
    const expected = withoutEvidence(await replayed(samples));

    expect(new Set(expected.map(({ rule }) => rule.id)).size).toBe(rules.length);
    await fc.assert(
      fc.asyncProperty(anySpread, async (files) => {
        using folder = tempFolder(files);

        const alerts = await replayed(folder.path);

        expect(withoutEvidence(alerts)).toEqual(expected);
      }),
      { numRuns: 40 },
    );
  });

  it('gives the same bytes when files are named in another order', async () => {
    const { files } = await findFiles([samples]);

    const forward = await replay({ files, rules });
    const backward = await replay({ files: files.toReversed(), rules });

    expect(backward.alerts).toEqual(forward.alerts);
  });

  it('judges what a damaged file held before the damage', async () => {
    const record = JSON.stringify(consoleLogin());
    using folder = tempFolder({ 'cut.json': `{"Records":[${record},{"eventName":` });
    const { files } = await findFiles([folder.path]);

    const { alerts, unreadable } = await replay({ files, rules });

    expect(alerts.filter(({ signal }) => !signal)).toHaveLength(1);
    expect(unreadable.map(({ name }) => name)).toEqual([join(folder.path, 'cut.json')]);
  });

  it('bounds what a file may decompress to', async () => {
    using folder = tempFolder({ 'bomb.json.gz': gzipSync(' '.repeat(100_000)) });
    const { files } = await findFiles([folder.path]);

    const { unreadable } = await replay({ files, rules, maxBytes: 50_000 });

    expect(unreadable).toHaveLength(1);
  });

  it('tells when the judged events were', async () => {
    const times = ['2026-11-20T12:00:00Z', '2026-11-20T10:00:00Z', '2026-11-20T11:00:00Z'];
    using folder = tempFolder({ 'a.json': JSON.stringify(times.map((eventTime) => consoleLogin({ eventTime }))) });
    const { files } = await findFiles([folder.path]);

    const { span } = await replay({ files, rules });

    expect(span).toEqual({ first: Date.parse('2026-11-20T10:00:00Z'), last: Date.parse('2026-11-20T12:00:00Z') });
  });

  it('keeps the alerts of the other rules where one rule fails', async () => {
    using folder = tempFolder({ 'a.json': JSON.stringify([consoleLogin()]) });
    const { files } = await findFiles([folder.path]);
    const [good] = rules as readonly [Rule];
    const bad = defineRule({
      ...good,
      id: 'bad',
      get groupBy(): never {
        throw new Error('broken');
      },
    });

    const { alerts, failed } = await replay({ files, rules: [bad, good] });

    expect(failed?.ruleIds).toEqual(['bad']);
    expect(alerts.map(({ rule }) => rule.id)).toEqual([good.id]);
  });

  it('does not hide a fault that is not the file’s', async () => {
    const open = () => {
      throw new TypeError('a bug');
    };

    const replaying = replay({ files: [{ name: 'a.json', size: 1, open }], rules });

    await expect(replaying).rejects.toThrow('a bug');
  });
});
