import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { generatedFiles, published } from './generate.ts';
import { fixtures, readSchema } from './schema.ts';

describe('the schema that findings are checked against', () => {
  it('is of the stable version, and as large as OCSF is', () => {
    const { version, class: detection, objects, types } = readSchema();

    expect(version).toBe('1.8.0');
    expect(Object.keys(objects).length).toBeGreaterThan(100);
    expect(Object.keys(types).length).toBeGreaterThan(20);
    const required = Object.entries(detection.attributes).filter(([, { requirement }]) => requirement === 'required');
    expect(required.map(([name, { profile }]) => (profile === undefined ? name : `${name} (${profile})`))).toEqual([
      'activity_id',
      'category_uid',
      'class_uid',
      'cloud (cloud)',
      'finding_info',
      'metadata',
      'osint (osint)',
      'severity_id',
      'time',
      'type_uid',
    ]);
  });

  it('holds every object and every type that it names', () => {
    const { class: detection, objects, types } = readSchema();

    const named = [detection, ...Object.values(objects)].flatMap(({ attributes }) =>
      Object.values(attributes).map(({ type }) => type),
    );

    const unknown = named.filter((type) => objects[type] === undefined && types[type] === undefined);
    expect(unknown).toEqual([]);
  });

  it.skipIf(!existsSync(published))(
    'is what its generator makes of OCSF as published (skipped where ../shared/ocsf-1.8.0 is not beside the checkout)',
    () => {
      const generated = generatedFiles();

      expect(readdirSync(fixtures).toSorted()).toEqual([...generated.keys()].toSorted());
      for (const [name, text] of generated) expect(readFileSync(join(fixtures, name), 'utf8'), name).toBe(text);
    },
  );
});
