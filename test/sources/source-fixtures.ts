import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Source } from '../../lambda/core/event.ts';
import type { Json } from '../records.ts';

/** Each source's folder holds one of fixtures. */
export const sourcesFolder = join(import.meta.dirname, '../../lambda/sources');

export function fixturesFolder(id: Source): string {
  return join(sourcesFolder, id, 'fixtures');
}

/** The names of a source's fixtures, without their goldens. */
export function fixtureNames(id: Source): readonly string[] {
  return readdirSync(fixturesFolder(id)).filter((name) => !name.endsWith('.golden.json'));
}

/** The records of one fixture. */
export function readFixture(id: Source, name: string): readonly Json[] {
  return JSON.parse(readFileSync(join(fixturesFolder(id), name), 'utf8'));
}

/** The records of all fixtures of a source. */
export function fixtureRecords(id: Source): readonly Json[] {
  return fixtureNames(id).flatMap((name) => readFixture(id, name));
}
