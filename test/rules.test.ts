import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { DetectorEvent } from '../lambda/core/event.ts';
import type { CaseRecord, RuleCase } from '../lambda/core/rule-case.ts';
import { wantedBy } from '../lambda/core/wanted.ts';
import { rules } from '../lambda/rules/index.ts';
import { newTally, readObject } from '../lambda/sources/read-object.ts';
import { alertsAfter, inTurn } from './core/detecting.ts';
import {
  azureMonitorSignIn,
  consoleLogin,
  graphSignIn,
  type Json,
  logAnalyticsSignIn,
  type SignInFacts,
} from './records.ts';

const folder = new URL('../lambda/rules/', import.meta.url);
const signInShapes = [graphSignIn, azureMonitorSignIn, logAnalyticsSignIn];

/** The record on the wire; sign-ins in one of the three shapes. */
function onTheWire(record: CaseRecord, shape: (changes: Partial<SignInFacts>) => Json): Json {
  return record.kind === 'console login'
    ? consoleLogin(record.changes)
    : shape((record.changes ?? {}) as Partial<SignInFacts>);
}

async function decoded(records: readonly Json[]): Promise<DetectorEvent[]> {
  const bytes = Buffer.from(records.map((record) => JSON.stringify(record)).join('\n'));
  const options = { object: 'case.json', wanted: wantedBy(rules) };
  return (await Array.fromAsync(readObject(inTurn([bytes]), options, newTally()))).flat();
}

it('the registry holds exactly the folders, each under its id', () => {
  const folders = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);

  expect(rules.map(({ id }) => id).toSorted()).toEqual(folders.toSorted());
});

describe.each(rules.map((rule) => [rule.id, rule] as const))('%s', async (id, rule) => {
  const { cases } = (await import(new URL(`${id}/cases.ts`, folder).href)) as { cases: readonly RuleCase[] };

  it('has cases of both verdicts', () => {
    expect(cases.some(({ alerts }) => alerts === 0)).toBe(true);
    expect(cases.some(({ alerts }) => alerts > 0)).toBe(true);
  });

  it('has a README under its title, with triage', () => {
    const readme = readFileSync(new URL(`${id}/README.md`, folder), 'utf8');

    expect(readme.startsWith(`# ${rule.title}\n`)).toBe(true);
    expect(readme).toContain('\n## Triage\n');
  });

  it('groups by every field that it correlates by, so that one alert has one timeline', () => {
    const columns = rule.groupBy.flatMap((column) =>
      typeof column === 'string' ? column : 'field' in column ? column.field : [],
    );
    const key = (rule.correlate?.by ?? []).map((field) => (field === 'SourceAddress' ? 'SourceIpAddress' : field));

    expect(columns).toEqual(expect.arrayContaining(key));
  });

  it('joins by an address only what is one', () => {
    const sides = rule.correlate?.type === 'temporal' ? rule.correlate.sides : [];
    const correlated = rule.correlate === undefined ? [] : [{ by: rule.correlate.by, where: rule.where }, ...sides];

    for (const { where } of correlated.filter((stream) =>
      (stream.by as readonly string[]).includes('SourceAddress'),
    )) {
      expect(where).toContainEqual({ field: 'SourceAddress', op: 'isPresent' });
    }
  });

  describe.each(cases.map((each) => [each.it, each] as const))('%s', (_, { records, alerts: expected, columns }) => {
    it.each(signInShapes.map((shape) => [shape.name, shape] as const))('with sign-ins as %s', async (__, shape) => {
      const events = await decoded(records.map((record) => onTheWire(record, shape)));

      const alerts = await alertsAfter([rule], [[events]]);

      expect(alerts).toHaveLength(expected);
      if (columns !== undefined) expect(alerts[0]?.columns).toMatchObject(columns);
    });
  });
});
