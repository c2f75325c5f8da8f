import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Alert } from '../../lambda/core/alert.ts';
import { hours, minutes } from '../../lambda/core/time.ts';
import { bulletinChat } from '../../lambda/render/bulletin/bulletin-chat.ts';
import { bulletinMachine } from '../../lambda/render/bulletin/bulletin-machine.ts';
import { bulletinMail } from '../../lambda/render/bulletin/bulletin-mail.ts';
import { chatNotification } from '../../lambda/render/chat.ts';
import { machineMessage } from '../../lambda/render/machine-message.ts';
import { mail } from '../../lambda/render/mail.ts';
import { renderTable } from '../../lambda/render/table.ts';
import { alertAttributes } from '../../lambda/render/topic-attributes.ts';
import { logFileMissing } from '../../lambda/system-alerts/log-file-missing.ts';
import { repository } from '../cli/run-cli.ts';
import { at } from '../core/events.ts';
import { logFileKey } from '../handlers/batch.ts';
import { faults as ocsfFaults } from '../ocsf/faults.ts';
import { readSchema } from '../ocsf/schema.ts';
import { lastBulletin, nextMorning, startGathering } from '../render/bulletin/gathering.ts';
import { held } from '../render/chat-faults.ts';
import { clickable, hostileText } from '../render/hostile.ts';
import { alertOf, missing } from './missing.ts';

const schema = JSON.parse(readFileSync(`${repository}/docs/schema/alert.schema.json`, 'utf8'));
const validate = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(schema);

function body(alert: Alert): string {
  return mail(alert, logFileMissing).body;
}

/** What stands under a heading of a mail. */
function section(text: string, heading: string): string {
  return text.split(`\n${heading}\n`)[1]?.split(/\n\n(?=[A-Z ]+\n)/)[0] ?? '';
}

describe('the mail of a missing log file', () => {
  const text = body(alertOf([missing('AAAA'), missing('BBBB', { versionId: 'version-7', time: at(minutes(3)) })]));

  it('says in its first lines what is gone, of which account, from where and since when', () => {
    expect(text.split('\n').slice(0, 6)).toEqual([
      'Log file gone before it was read: of account 111122223333 in bucket example-logs',
      '',
      'When      2026-11-20 00:00:00 – 00:03:00 UTC, 2 missing files',
      'Bucket    example-logs',
      'Where     account 111122223333',
      'Severity  High',
    ]);
  });

  it('names the files, and a version where one was announced', () => {
    expect(section(text, 'EVIDENCE')).toBe(
      [
        `  s3://example-logs/${logFileKey('AAAA')}`,
        `  s3://example-logs/${logFileKey('BBBB')}`,
        '    version version-7',
        `  alert ${alertOf([missing('AAAA')]).alertId}, revision 1`,
        '  system alert log-file-missing',
      ].join('\n'),
    );
  });

  it('has no word of a login, a user or an address, which it knows nothing of', () => {
    const own = text.replaceAll(/WHAT TO DO.*?(?=EVIDENCE)/gs, '');

    expect(own).not.toMatch(/login|sign-in|user|address|MFA|\brule log/i);
  });

  it('asks for what is left of the folder, and for who deleted from the bucket', () => {
    const queries = section(text, 'QUERIES TO PASTE');

    expect(queries).toContain(
      [
        '    aws s3api list-object-versions --bucket example-logs \\',
        "      --prefix 'AWSLogs/111122223333/CloudTrail/us-east-1/2026/11/20/' \\",
      ].join('\n'),
    );
    expect(queries).toContain(`'[{"AttributeKey": "ResourceName", "AttributeValue": "example-logs"}]'`);
    expect(queries).toContain("json_extract_scalar(requestparameters, '$.bucketName') = 'example-logs'");
    expect(queries).toContain('| where tostring(request["bucketName"]) == "example-logs"');
  });

  it('offers no exclusion, as none can leave it out, and says what to do instead', () => {
    const harmless = section(text, 'IF IT IS HARMLESS').replace(/\s+/g, ' ');

    expect(harmless).toContain('An exclusion cannot leave it out');
    expect(harmless).toContain('deliver: signal');
    expect(harmless).not.toContain('exclusions:');
  });

  it('holds no link, whatever the names are, and quotes no name that could end its quotes', () => {
    fc.assert(
      fc.property(hostileText, hostileText, (name, key) => {
        const shown = body(alertOf([missing('AAAA', { bucket: name, key })]));

        const object = /^ {2}s3:\/\/[\w!.*'()/=+@-]+$/gm; // to be copied: a plain name stays as it is
        expect(shown.replaceAll(object, '').replaceAll(/gatewarden\.config\.yaml/g, '')).not.toMatch(clickable);
        expect(shown).not.toMatch(/--prefix '[^']*[^\w=+,@./'-][^']*'/);
      }),
      { examples: [['evil.example', '']] },
    );
  });

  it.each([
    ['a bucket that looks like a link', { bucket: 'logs.example.com' }],
    ['a folder that cannot be quoted', { key: "it's/a.json" }],
  ])('leaves the folder out of its queries for %s', (_, where) => {
    const queries = section(body(alertOf([missing('AAAA', where)])), 'QUERIES TO PASTE');

    expect(queries).not.toContain('s3api');
    expect(queries).toContain('lookup-events');
  });

  it('of a lower severity, as configured, says so nowhere but in its tag', () => {
    const rule = { ...logFileMissing, alertSeverity: 'Low' as const };
    const alert = alertOf([missing('AAAA', { rule })]);

    expect(mail(alert, rule).subject).toBe('[Low] Log file gone before it was read (111122223333)');
    expect(section(mail(alert, rule).body, 'BETTER OR WORSE')).toBe(
      '  Nothing that is known of it speaks for or against it.',
    );
  });
});

describe('a missing log file is told', () => {
  const grown = { eventCount: { from: 1, to: 10 } };
  const files = Array.from({ length: 10 }, (_, n) => missing(`FILE${n}`));

  it.each([
    ['a new one', alertOf([missing('AAAA')])],
    ['one with a version', alertOf([missing('AAAA', { versionId: 'version-7' })])],
    ['an update', alertOf(files, grown)],
  ])('to machines as the published schema says, and as OCSF does: %s', (_, alert) => {
    validate(JSON.parse(machineMessage(alert).body));

    expect(validate.errors).toBeNull();
    expect(ocsfFaults(JSON.parse(machineMessage(alert, 'ocsf').body), readSchema())).toEqual([]);
  });

  it('in OCSF with the tactic of ATT&CK v19, and the bucket as what it was done to', () => {
    const finding = JSON.parse(machineMessage(alertOf([missing('AAAA')]), 'ocsf').body);

    expect(finding.finding_info.attacks[0]).toMatchObject({
      tactic: { name: 'Defense Impairment', uid: 'TA0112' },
      sub_technique: { uid: 'T1685.002' },
    });
    expect(finding.resources).toContainEqual(expect.objectContaining({ name: 'example-logs' }));
    expect(finding.message).toBe('Log file gone before it was read: bucket example-logs, account 111122223333');
  });

  it('in a chat, with what is new in an update', () => {
    const notification = held(chatNotification(alertOf(files, grown), logFileMissing));

    expect(notification.content.description).toBe(
      [
        '- Update: Now 10 events, 1 was told',
        '- When: 2026-11-20 00:00:00 UTC, 10 missing files',
        '- Bucket: example-logs',
        '- Where: account 111122223333',
      ].join('\n'),
    );
    expect(notification.metadata.summary).toContain('of 111122223333 in bucket example-logs');
  });

  it('with what subscribers filter by', () => {
    expect(alertAttributes(alertOf([missing('AAAA')]))).toEqual({
      rule: 'log-file-missing',
      severity: 'High',
      kind: 'new',
      account: '111122223333',
    });
  });

  it('in a table, by bucket and account', () => {
    const table = renderTable([alertOf(files)], { width: 120, colour: false });

    expect(table).toMatch(/^HIGH {2}Log file gone before it was read\n\n {2}WHEN \(UTC\) +ACCOUNT +BUCKET +EVENTS\n/);
    expect(table).toMatch(/111122223333 +example-logs +10\n$/);
  });
});

describe('missing log files of many accounts', () => {
  const accounts = Array.from({ length: 5 }, (_, n) => `11112222333${n}`);

  it('are told one by one, however many: High waits for no summary', async () => {
    const gathering = startGathering({}, [logFileMissing]);

    for (const account of accounts) await gathering.handOver(missing('AAAA', { account }));

    expect(gathering.told).toHaveLength(5);
    expect(gathering.told.every(({ schema: name }) => name === 'gatewarden.alert/1')).toBe(true);
  });

  it.each([
    ['a storm', 'Medium'],
    ['a digest', 'Low'],
  ] as const)('are told together in %s where they are less severe', async (_, alertSeverity) => {
    const rule = { ...logFileMissing, alertSeverity };
    const gathering = startGathering({}, [rule]);
    for (const account of accounts) await gathering.handOver(missing('AAAA', { account, rule }));
    gathering.now = nextMorning;
    await gathering.sweep();
    const bulletin = lastBulletin(gathering);

    const { subject, body: shown } = bulletinMail(bulletin, [rule]);

    expect(`${subject}\n${shown}`).toContain('Log file gone before it was read');
    expect(shown).toMatch(/ACCOUNT +BUCKET +.*WHO\n/);
    expect(shown).toContain('example-logs');
    expect(bulletinChat(bulletin, [rule]).body).toContain('Log file gone before it was read');
    expect(ocsfFaults(JSON.parse(bulletinMachine(bulletin, 'ocsf').body), readSchema())).toEqual([]);
  });

  it('are one alert in an hour, and another one in the next', () => {
    const [first, same, next] = [
      missing('A'),
      missing('B', { time: at(minutes(59)) }),
      missing('C', { time: at(hours(1)) }),
    ];

    expect(same.alertId).toBe(first.alertId);
    expect(next.alertId).not.toBe(first.alertId);
  });
});
