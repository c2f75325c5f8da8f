import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { findFiles } from '../../bin/commands/replay/find-files.ts';
import { replay } from '../../bin/commands/replay/replay.ts';
import type { News } from '../../lambda/core/told.ts';
import { rules } from '../../lambda/rules/index.ts';
import { consoleLogin } from '../records.ts';
import { anAlert, aSprayAlert, everyNews } from '../render/an-alert.ts';
import { repository } from './run-cli.ts';
import { tempFolder } from './temp-folder.ts';

const schema = JSON.parse(readFileSync(`${repository}/docs/schema/alert.schema.json`, 'utf8'));
const validate = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(schema);

/** The faults of an alert after its way through JSON. */
function faults(alert: unknown): unknown {
  validate(JSON.parse(JSON.stringify(alert)));
  return validate.errors;
}

describe('the published schema of an alert', () => {
  it('holds for every alert of the samples', async () => {
    const { files } = await findFiles([`${repository}/samples`]);

    const { alerts } = await replay({ files, rules });

    expect(alerts.length).toBeGreaterThan(0);
    for (const alert of alerts) expect(faults(alert)).toBeNull();
  });

  it('holds for an alert with more events than it lists', async () => {
    const records = Array.from({ length: 120 }, (_, index) => consoleLogin({ eventID: `event-${index}` }));
    using folder = tempFolder({ 'many.json': JSON.stringify(records) });
    const { files } = await findFiles([folder.path]);

    const { alerts } = await replay({ files, rules });

    expect(alerts).toHaveLength(2);
    for (const alert of alerts) {
      expect(alert).toMatchObject({ eventCount: 120, truncated: true });
      expect(faults(alert)).toBeNull();
    }
  });

  it('holds for a login of which almost nothing is known', async () => {
    const record = {
      eventName: 'ConsoleLogin',
      eventTime: '2026-11-20T10:00:00.5Z',
      eventSource: 'signin.amazonaws.com',
    };
    using folder = tempFolder({ 'bare.json': JSON.stringify({ Records: [record] }) });
    const { files } = await findFiles([folder.path]);

    const { alerts } = await replay({ files, rules });

    expect(alerts).toHaveLength(2);
    for (const alert of alerts) expect(faults(alert)).toBeNull();
  });

  it('holds for the alerts that the tests of the output make up', () => {
    expect(faults(anAlert())).toBeNull();
    expect(faults(aSprayAlert({ signal: true, kind: 'update', revision: 2 }))).toBeNull();
  });

  it.each<[string, News]>([
    ['severity', { severity: { from: 'Low', to: 'High' } }],
    ['events', { eventCount: { from: 12, to: 120 } }],
    ['names', { address: { distinct: 30, values: Array.from({ length: 20 }, (_, n) => `198.51.100.${n}`) } }],
    ['all of it', everyNews],
  ])('holds for an update that tells of %s', (_, news) => {
    expect(faults(anAlert({ kind: 'update', revision: 2, news }))).toBeNull();
  });

  it('holds for an alert that tells what its own events name', () => {
    const context = { values: { User: { distinct: 9, top: [{ value: 'bob', count: 12 }] } } };

    expect(faults(anAlert({ context }))).toBeNull();
  });

  it.each<[string, object]>([
    ['news of a new alert', { kind: 'new', news: everyNews }],
    ['news of nothing', { kind: 'update', news: {} }],
    ['names without a name', { kind: 'update', news: { user: { distinct: 1, values: [] } } }],
    ['news of a kind that there is not', { kind: 'update', news: { agent: { distinct: 1, values: ['x'] } } }],
    ['a field that it does not know', { extra: 1 }],
    ['a severity that there is not', { severity: 'Critical' }],
    ['a time that is not in UTC', { startTime: '2026-11-20T10:00:00+01:00' }],
    ['an entity with a field of another', { entities: [{ type: 'IP', Name: 'alice' }] }],
    ['a column that is no plain value', { columns: { EventName: ['ConsoleLogin'] } }],
    ['no event', { eventCount: 0 }],
  ])('does not hold for %s', (_, changes) => {
    expect(faults({ ...anAlert(), ...changes })).not.toBeNull();
  });
});
