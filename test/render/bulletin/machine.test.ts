import { describe, expect, it } from 'vitest';
import type { Alert } from '../../../lambda/core/alert.ts';
import type { Bulletin } from '../../../lambda/core/bulletin.ts';
import { bulletinAttributes } from '../../../lambda/render/bulletin/bulletin-attributes.ts';
import { bulletinMachine } from '../../../lambda/render/bulletin/bulletin-machine.ts';
import { jsonLine } from '../../../lambda/render/json-line.ts';
import { topicAttributes } from '../../../lambda/render/topic-attributes.ts';
import { rules } from '../../../lambda/rules/index.ts';
import { alertOf, entraFailures, withoutMfa } from '../../adapters/alerts.ts';
import { faults as ocsfFaults } from '../../ocsf/faults.ts';
import { readSchema } from '../../ocsf/schema.ts';
import { bulletinOf, loginOf, many, sprayed, threeLogins } from './bulletins.ts';
import { bulletinFaults } from './faults.ts';

const mostBytes = 262_144;
const schema = readSchema();
const kinds = ['digest', 'group', 'storm'] as const;

function parsed(bulletin: Bulletin, format?: 'ocsf') {
  return JSON.parse(bulletinMachine(bulletin, format).body);
}

/** All that SNS counts of a message. */
function bytes(bulletin: Bulletin, format?: 'ocsf'): number {
  return Buffer.byteLength(bulletinMachine(bulletin, format).body + JSON.stringify(bulletinAttributes(bulletin)));
}

describe('a bulletin for programs', () => {
  it('is the bulletin itself, in one line', () => {
    const bulletin = bulletinOf('group', threeLogins);

    expect(bulletinMachine(bulletin).body).toBe(jsonLine(bulletin));
    expect(bulletinFaults(parsed(bulletin))).toBeNull();
  });

  it('lists fewer events of its alerts where it would be too large, before it leaves alerts out', () => {
    const alerts = Array.from({ length: 50 }, (_, n) =>
      alertOf(withoutMfa, { AccountName: `user-${n}` }, { events: 120 }),
    );

    const found: Bulletin = parsed(bulletinOf('storm', alerts));

    expect(found.alerts).toHaveLength(50);
    expect(found.alerts[0]).toMatchObject({ eventCount: 120, truncated: true });
    expect(found.alerts[0]?.eventIds).toHaveLength(10);
    expect(bulletinFaults(found)).toBeNull();
  });

  it.each(kinds)('leaves alerts of a %s out where they still do not fit, and says how many there are', (about) => {
    const long = (n: number) => ({ AccountName: `${n}${'x'.repeat(8_000)}`, UserAgent: '\u202E'.repeat(4_000) });
    const bulletin = bulletinOf(
      about,
      Array.from({ length: 50 }, (_, n) => alertOf(withoutMfa, long(n))),
      { alertCount: 77 },
    );

    const found: Bulletin = parsed(bulletin);

    expect(bytes(bulletin)).toBeLessThan(mostBytes);
    expect(found.alertCount).toBe(77);
    expect(found.alerts.length).toBeGreaterThan(1);
    expect(found.alerts).toEqual(bulletin.alerts.slice(0, found.alerts.length));
    expect(bulletinFaults(found)).toBeNull();
  });

  it('keeps the others where one alone is too large', () => {
    const [first] = many(1) as readonly [Alert];
    const huge = { ...first, columns: { ...first.columns, UserAgent: 'x'.repeat(300_000) } };

    const found: Bulletin = parsed(bulletinOf('storm', [huge, ...many(3)]));

    expect(found.alerts).toEqual(many(3));
  });
});

describe('a bulletin as an OCSF finding', () => {
  it.each(kinds)('of a %s holds to the schema, new and told again', (about) => {
    for (const revision of [1, 2]) {
      const bulletin = bulletinOf(about, threeLogins, { revision, alertCount: 60 });

      expect(ocsfFaults(parsed(bulletin, 'ocsf'), schema)).toEqual([]);
    }
  });

  it.each(rules)('holds to the schema for usual, empty and hostile alerts of $id', (rule) => {
    const hostile = '\u001B[2J"},{"x":1}\n\u202E<script>\uD800\u0000{{7*7}}';
    const blank = { AccountName: '', User: '', SourceIpAddress: '', RecipientAccountId: '', AWSRegion: '' };
    const alerts = [
      alertOf(rule),
      alertOf(rule, blank),
      alertOf(rule, { AccountName: hostile, SourceIpAddress: hostile }),
    ];

    for (const about of kinds) expect(ocsfFaults(parsed(bulletinOf(about, alerts), 'ocsf'), schema)).toEqual([]);
  });

  it('holds to the schema where nothing can be listed', () => {
    for (const about of kinds) {
      const { rule: _, ...rest } = bulletinOf(about, [], { alertCount: 3 });

      const found = parsed(rest, 'ocsf');

      expect(ocsfFaults(found, schema)).toEqual([]);
      expect(found).toMatchObject({ count: 3, time: Date.parse(rest.period.start), metadata: { is_truncated: true } });
    }
  });

  it('counts the alerts, and names those that it lists as related', () => {
    const bulletin = bulletinOf('group', threeLogins, { alertCount: 60 });

    const found = parsed(bulletin, 'ocsf');

    expect(found).toMatchObject({
      activity_id: 1,
      count: 60,
      severity: 'High',
      time: Date.parse('2026-11-20T03:31:00Z'),
      start_time: Date.parse('2026-11-20T03:14:00Z'),
      finding_info: {
        uid: bulletin.bulletinId,
        title: entraFailures.title,
        related_events_count: 60,
        analytic: { uid: entraFailures.id },
      },
      unmapped: { about: 'group', revision: 1 },
    });
    expect(found.finding_info.related_events).toMatchObject(
      threeLogins.map(({ alertId, eventCount }) => ({ uid: alertId, count: eventCount, type_uid: 200401 })),
    );
    expect(found.resources.map(({ uid }: { readonly uid: string }) => uid)).toEqual(['111122223333', '444455556666']);
  });

  it('points with every observable at its value', () => {
    const found = parsed(bulletinOf('storm', many(12)), 'ocsf');

    expect(found.observables.length).toBeGreaterThan(24);
    for (const { name, value } of found.observables) {
      const steps = String(name).split(/[.[\]]+/);
      expect(
        steps.reduce((at: unknown, step) => (at as Record<string, unknown>)[step], found),
        name,
      ).toBe(value);
    }
  });

  it('is an update of the same finding, when it is told again', () => {
    const [first, again] = [1, 2].map((revision) => parsed(bulletinOf('storm', many(3), { revision }), 'ocsf'));

    expect(again).toMatchObject({ activity_id: 2, activity_name: 'Update', type_uid: 200402 });
    expect(again.finding_info.uid).toBe(first.finding_info.uid);
    expect(again.metadata.uid).not.toBe(first.metadata.uid);
  });

  it('is bounded', () => {
    const long = (n: number) => ({ AccountName: `${n}${'x'.repeat(8_000)}`, UserAgent: '\u202E'.repeat(4_000) });
    const bulletin = bulletinOf(
      'digest',
      Array.from({ length: 50 }, (_, n) => alertOf(withoutMfa, long(n))),
    );

    expect(bytes(bulletin, 'ocsf')).toBeLessThan(mostBytes);
    expect(ocsfFaults(parsed(bulletin, 'ocsf'), schema)).toEqual([]);
    expect(parsed(bulletin, 'ocsf')).toMatchObject({ count: 50, metadata: { is_truncated: true } });
  });
});

describe('the attributes of a bulletin', () => {
  it('of a group of one alert are those of the alert', () => {
    const [alice] = threeLogins as readonly [Alert];

    expect(bulletinAttributes(bulletinOf('group', [alice]))).toEqual(topicAttributes(alice));
  });

  it('have all values of what its alerts differ in', () => {
    expect(bulletinAttributes(bulletinOf('group', threeLogins, { revision: 2 }))).toEqual({
      rule: entraFailures.id,
      severity: ['High', 'Medium'],
      kind: ['new', 'update'],
      account: ['111122223333', '444455556666'],
      region: ['eu-north-1', 'us-east-1'],
      identityType: ['AssumedRole', 'IAMUser', 'Root'],
    });
  });

  it('name all rules of a digest, and all severities', () => {
    const attributes = bulletinAttributes(bulletinOf('digest', [loginOf('alice'), sprayed({ MFAUsed: 'Yes' })]));

    expect(attributes).toMatchObject({
      rule: [withoutMfa.id, entraFailures.id].toSorted(),
      severity: ['Low', 'Medium'],
      kind: 'summary',
      account: '111122223333',
    });
  });

  it('leave out what is not known, and values that cannot be theirs', () => {
    const { rule, ...rest } = bulletinOf('storm', [], { alertCount: 2, severity: 'Low' });
    const hostile = alertOf(entraFailures, { RecipientAccountId: '"},{', AWSRegion: 'a b', UserIdentityType: 'a@b' });

    expect(rule).toBeUndefined();
    expect(bulletinAttributes(rest)).toEqual({ severity: 'Low', kind: 'summary' });
    expect(Object.keys(bulletinAttributes(bulletinOf('group', [hostile]))).toSorted()).toEqual([
      'kind',
      'rule',
      'severity',
    ]);
  });
});
