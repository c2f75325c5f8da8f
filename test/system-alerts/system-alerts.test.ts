import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hours } from '../../lambda/core/time.ts';
import { rules } from '../../lambda/rules/index.ts';
import { systemAlerts } from '../../lambda/system-alerts/index.ts';

const repository = join(import.meta.dirname, '..', '..');
const folder = 'lambda/system-alerts';

it('the registry holds exactly the files, each under its id', () => {
  const files = readdirSync(join(repository, folder)).filter((name) => name !== 'index.ts');

  expect(systemAlerts.map(({ id }) => `${id}.ts`).toSorted()).toEqual(files.toSorted());
});

it('none is a rule: a replay and the catalogue never have it', () => {
  const ruleIds = new Set(rules.map(({ id }) => id));

  expect(systemAlerts.filter(({ id }) => ruleIds.has(id))).toEqual([]);
  expect(systemAlerts.filter((each) => 'where' in each || 'correlate' in each || 'groupBy' in each)).toEqual([]);
});

/** What configurations and subscribers lean on, written down a second time: none of it changes by accident. */
it.each([['log-file-missing', 'High', 'alert', hours(1), ['bucket', 'account'], ['T1685.002', 'T1070']]] as const)(
  '%s is %s, as %s',
  (id, severity, deliver, period, groupedBy, techniques) => {
    const found = systemAlerts.find((each) => each.id === id);

    expect(found).toMatchObject({ severity, deliver, period, groupedBy, original: { platform: 'Gatewarden', id } });
    expect(found?.attack.map(({ technique }) => technique)).toEqual(techniques);
  },
);

describe.each(systemAlerts.map((each) => [each.id, each] as const))('%s', (id, { title, triage }) => {
  it('is named nowhere in the code but in its declaration', () => {
    const named = ['lambda', 'lib', 'bin']
      .flatMap((area) => sourceFiles(area))
      .filter((file) => new RegExp(`(?<!/)\\b${id}\\b(?!\\.ts)`).test(readFileSync(join(repository, file), 'utf8')));

    expect(named).toEqual([`${folder}/${id}.ts`]);
  });

  it('has a section under its id in the documentation, with its title', () => {
    const page = readFileSync(join(repository, 'docs/system-alerts.md'), 'utf8');
    const section = page.split(`\n## ${id}\n`)[1]?.split('\n## ')[0] ?? '';

    expect(section).toContain(title);
    expect(section).toContain('\n### Triage\n');
    expect(section.match(/^\d+\. /gm)).toHaveLength(triage.length);
  });
});

function sourceFiles(area: string): readonly string[] {
  return readdirSync(join(repository, area), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.[jt]s$/.test(entry.name))
    .map((entry) => relative(repository, join(entry.parentPath, entry.name)));
}
