import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { decodeRecord } from '../../lambda/sources/decode-record.ts';
import { sources } from '../../lambda/sources/index.ts';
import { fixtureNames, fixtureRecords, fixturesFolder, readFixture, sourcesFolder } from './source-fixtures.ts';

/**
 * A fixture is a list of records in `<name>.json`, and what they decode to in `<name>.golden.json`. After a change on
 * purpose, `GATEWARDEN_WRITE_GOLDENS=1 vitest run test/sources/fixtures.test.ts` writes the goldens anew: read the diff.
 */
const writeGoldens = process.env['GATEWARDEN_WRITE_GOLDENS'] === '1';

test('the registry holds every folder with a decoder, under its id', () => {
  const names = readdirSync(sourcesFolder);

  const folders = names.filter((name) => existsSync(join(sourcesFolder, name, 'decoder.ts')));

  expect(sources.map(({ id }) => id).toSorted()).toEqual(folders.toSorted());
});

describe.each(sources.map(({ id }) => id))('%s', (id) => {
  const fixtures = fixturesFolder(id);
  const wanted = (name: string) => name === 'ConsoleLogin';

  test.each(fixtureNames(id))('%s decodes to its golden', (file) => {
    const golden = join(fixtures, file.replace('.json', '.golden.json'));
    const records = readFixture(id, file);

    const decoded = records.map((record) => decodeRecord(record, { object: file, wanted }));
    if (writeGoldens) writeFileSync(golden, `${JSON.stringify(decoded, null, 2)}\n`);

    expect(decoded).toEqual(JSON.parse(readFileSync(golden, 'utf8')));
  });

  test('every record of its fixtures is recognised by it alone', () => {
    const records = fixtureRecords(id);

    for (const record of records) {
      const recognising = sources.filter((source) => source.recognises(record));

      expect(recognising.map((source) => source.id)).toEqual([id]);
    }
  });

  test('gives fields in the order of canonical JSON, by which the version of an event is quick to compute', () => {
    const records = fixtureRecords(id);

    const decoded = records.map((record) => decodeRecord(record, { object: 'fixture', wanted: () => true }));

    const fields = decoded.flatMap((each) => (each.kind === 'event' ? [Object.keys(each.event.fields)] : []));
    expect(fields.length).toBeGreaterThan(0);
    for (const names of fields) expect(names).toEqual(names.toSorted());
  });

  test('no golden is left without its fixture', () => {
    const goldens = readdirSync(fixtures).filter((name) => name.endsWith('.golden.json'));

    for (const golden of goldens)
      expect(existsSync(join(fixtures, golden.replace('.golden.json', '.json')))).toBe(true);
    expect(goldens).toHaveLength(fixtureNames(id).length);
  });
});
