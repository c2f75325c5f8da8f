import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findFiles } from '../../bin/commands/replay/find-files.ts';
import { replay } from '../../bin/commands/replay/replay.ts';
import type { Alert } from '../../lambda/core/alert.ts';
import { cloudTrailFields } from '../../lambda/core/event.ts';
import { jsonLine } from '../../lambda/render/json-line.ts';
import { ocsfFinding } from '../../lambda/render/ocsf.ts';
import { rules } from '../../lambda/rules/index.ts';
import { alertOf, entraFailures, rootArn, withoutMfa } from '../adapters/alerts.ts';
import { repository } from '../cli/run-cli.ts';
import { tempFolder } from '../cli/temp-folder.ts';
import { anAlert, aSprayAlert, everyNews } from '../render/an-alert.ts';
import { faults } from './faults.ts';
import { readSchema } from './schema.ts';

const schema = readSchema();

/** What a consumer finds wrong with an alert's line. */
function faultsOf(alert: Alert): readonly string[] {
  return faults(JSON.parse(jsonLine(ocsfFinding(alert, { productVersion: '0.1.0' }))), schema);
}

const fieldNames = Object.keys(cloudTrailFields);
const allFields = (value: string) => Object.fromEntries(fieldNames.map((name) => [name, value]));
const hostile = '\u001B[2J"},{"x":1}\n\u202E<script>\uD800\u0000{{7*7}}';

describe('an OCSF finding holds to the schema', () => {
  it('for every alert and signal of the samples', async () => {
    const { files } = await findFiles([`${repository}/samples`]);

    const { alerts } = await replay({ files, rules });

    expect(alerts.map(({ signal }) => signal)).toContain(true);
    expect(alerts.map(({ signal }) => signal)).toContain(false);
    for (const alert of alerts) expect(faultsOf(alert)).toEqual([]);
  });

  it('for a login of which almost nothing is known', async () => {
    const record = {
      eventName: 'ConsoleLogin',
      eventTime: '2026-11-20T10:00:00.5Z',
      eventSource: 'signin.amazonaws.com',
    };
    using folder = tempFolder({ 'bare.json': JSON.stringify({ Records: [record] }) });
    const { files } = await findFiles([folder.path]);

    const { alerts } = await replay({ files, rules });

    expect(alerts).toHaveLength(2);
    for (const alert of alerts) expect(faultsOf(alert)).toEqual([]);
  });

  it.each(rules)('for $id: usual, empty, hostile and very long texts, and more events than an alert lists', (rule) => {
    const long = 'x'.repeat(10_000);
    const alerts = [
      alertOf(rule),
      alertOf(rule, allFields('')),
      alertOf(rule, { SessionMfaAuthenticated: null }),
      alertOf(rule, { SessionMfaAuthenticated: false }),
      alertOf(rule, allFields(hostile)),
      alertOf(rule, allFields(long)),
      alertOf(rule, {}, { events: 150, revision: 3 }),
    ];

    for (const alert of alerts) expect(faultsOf(alert)).toEqual([]);
  });

  it('for the alerts that the tests of the output make up', () => {
    expect(faultsOf(anAlert({ entities: [], attack: [] }))).toEqual([]);
    expect(faultsOf(aSprayAlert({ signal: true, kind: 'update', revision: 2 }))).toEqual([]);
    expect(faultsOf(anAlert({ kind: 'update', revision: 2, news: everyNews }))).toEqual([]);
    for (const severity of ['Informational', 'Low', 'Medium', 'High'] as const) {
      expect(faultsOf(anAlert({ severity }))).toEqual([]);
    }
  });

  it('for whatever stands in the events', () => {
    const text = fc.oneof(fc.constant(''), fc.string({ unit: 'binary' }), fc.ipV4(), fc.ipV6(), fc.emailAddress());
    const fields = fc.record(Object.fromEntries(fieldNames.map((name) => [name, text])));

    fc.assert(
      fc.property(fc.constantFrom(...rules), fields, fc.integer({ min: 1, max: 3 }), (rule, values, revision) => {
        expect(faultsOf(alertOf(rule, values, { revision }))).toEqual([]);
      }),
    );
  });
});

describe('a finding', () => {
  it('says what the alert says', () => {
    const { unmapped, ...finding } = ocsfFinding(anAlert(), { productVersion: '0.1.0' });

    const time = Date.parse('2026-11-20T10:00:00Z');
    const account = { uid: '111122223333', type_id: 10, type: 'AWS Account' };
    expect(finding).toEqual({
      class_uid: 2004,
      class_name: 'Detection Finding',
      category_uid: 2,
      category_name: 'Findings',
      activity_id: 1,
      activity_name: 'Create',
      type_uid: 200401,
      severity_id: 2,
      severity: 'Low',
      status_id: 1,
      status: 'New',
      is_alert: true,
      time,
      timezone_offset: 0,
      start_time: time,
      end_time: time,
      count: 1,
      message: 'Login to AWS Management Console without MFA: alice@example.com, account 111122223333, from 203.0.113.7',
      metadata: {
        version: '1.8.0',
        profiles: ['cloud'],
        uid: '0123456789abcdef0123456789abcdef/1',
        product: { name: 'Gatewarden', vendor_name: 'Gatewarden', version: '0.1.0' },
      },
      cloud: { provider: 'AWS', account, region: 'us-east-1' },
      finding_info: {
        uid: '0123456789abcdef0123456789abcdef',
        title: 'Login to AWS Management Console without MFA',
        types: ['Initial Access'],
        first_seen_time: time,
        last_seen_time: time,
        related_events_count: 1,
        analytic: {
          uid: 'console-login-without-mfa',
          name: 'Login to AWS Management Console without MFA',
          type_id: 1,
          type: 'Rule',
        },
        related_analytics: [
          {
            uid: '0ee2aafb-4500-4e36-bcb1-e90eec2f0b9b',
            name: 'NRT Login to AWS Management Console without MFA',
            type_id: 1,
            type: 'Rule',
            version: '1.0.4',
            desc: 'Microsoft Sentinel: https://github.com/Azure/Azure-Sentinel',
          },
        ],
        attacks: [
          {
            version: '19',
            tactic: { name: 'Initial Access', uid: 'TA0001' },
            technique: { name: 'Valid Accounts', uid: 'T1078' },
          },
        ],
      },
      evidences: [
        {
          actor: { user: { name: 'alice@example.com', domain: 'example.com', account } },
          src_endpoint: { ip: '203.0.113.7' },
          api: { operation: 'ConsoleLogin' },
          data: { eventCount: 1, evidence: anAlert().evidence },
        },
      ],
      observables: [
        { name: 'evidences[0].src_endpoint.ip', type_id: 2, type: 'IP Address', value: '203.0.113.7' },
        { name: 'evidences[0].actor.user.name', type_id: 4, type: 'User Name', value: 'alice@example.com' },
        { name: 'cloud.account.uid', type_id: 35, value: '111122223333' },
      ],
      resources: [
        {
          uid: '111122223333',
          type: 'AWS Account',
          role_id: 1,
          role: 'Target',
          provider: 'AWS',
          region: 'us-east-1',
        },
      ],
    });
    expect(unmapped.columns).toEqual(anAlert().columns);
  });

  it('of an update keeps its id, and is another event', () => {
    const [created, updated] = [alertOf(withoutMfa), alertOf(withoutMfa, {}, { events: 2, revision: 2 })].map((alert) =>
      ocsfFinding(alert),
    );

    expect(updated).toMatchObject({ activity_id: 2, activity_name: 'Update', type_uid: 200402, count: 2 });
    expect(updated?.finding_info.uid).toBe(created?.finding_info.uid);
    expect(updated?.metadata).not.toEqual(created?.metadata);
    expect(updated?.end_time).toBe((created?.end_time ?? 0) + 60_000);
  });

  it('of an update says what is new, to people and to programs', () => {
    const news = {
      address: { distinct: 2, values: ['198.51.100.9', hostile] },
      severity: { from: 'Low', to: 'High' },
    } as const;
    const update = anAlert({ kind: 'update', revision: 2, severity: 'High', news });

    const finding = ocsfFinding(update);

    expect(finding.message).toMatch(/^Now High, it was told as Low\. Now also from the addresses 198\.51\.100\.9 and /);
    expect(finding.message.endsWith(`. ${ocsfFinding(anAlert()).message}`)).toBe(true);
    expect(finding.unmapped.news).toEqual(news);
    expect(faultsOf(update)).toEqual([]);
    expect(ocsfFinding(anAlert()).unmapped).not.toHaveProperty('news');
  });

  it('of a signal is no alert', () => {
    expect(ocsfFinding(anAlert({ signal: true })).is_alert).toBe(false);
  });

  it('says that events are left out', () => {
    const finding = ocsfFinding(alertOf(withoutMfa, {}, { events: 150 }));

    expect(finding).toMatchObject({
      count: 150,
      metadata: { is_truncated: true },
      evidences: [{ data: { eventCount: 150 } }],
    });
    expect(finding.evidences[0]?.data.evidence).toHaveLength(100);
  });

  it('names root as an administrator, by its ARN', () => {
    const { evidences } = ocsfFinding(alertOf(withoutMfa, { AccountName: rootArn }));

    expect(evidences[0]?.actor?.user).toMatchObject({ name: 'root', uid: rootArn, type_id: 2, type: 'Admin' });
  });

  it('does not take for an address what is none, nor for a user whom AWS hides', () => {
    const hidden = 'HIDDEN_DUE_TO_SECURITY_REASONS';
    const finding = ocsfFinding(alertOf(entraFailures, { SourceIpAddress: 'AWS Internal', AccountName: hidden }));

    expect(finding.evidences[0]?.src_endpoint).toEqual({ name: 'AWS Internal' });
    expect(finding.observables?.map(({ name }) => name)).toEqual([
      'evidences[0].http_request.user_agent',
      'cloud.account.uid',
    ]);
  });

  it.each(rules)('of $id points with every observable at its value', (rule) => {
    const finding = ocsfFinding(alertOf(rule));

    expect(finding.observables).not.toEqual([]);
    for (const { name, value } of finding.observables ?? []) {
      const steps = name.split(/[.[\]]+/);
      const held = steps.reduce((at: unknown, step) => (at as Record<string, unknown>)[step], finding);
      expect(held, name).toBe(value);
    }
  });

  it.each(rules.filter(({ attack }) => attack.length > 0))(
    'of $id gives ids to all its tactics and techniques',
    (rule) => {
      const { attacks } = ocsfFinding(alertOf(rule)).finding_info;

      expect(attacks).toHaveLength(rule.attack.length);
      for (const [index, { tactic, technique, sub_technique: sub }] of (attacks ?? []).entries()) {
        expect(tactic.uid).toMatch(/^TA\d{4}$/);
        expect(technique.uid).toMatch(/^T\d{4}$/);
        expect(technique.name).toBeDefined();
        expect((sub ?? technique).uid).toBe(rule.attack[index]?.technique);
      }
    },
  );
});
