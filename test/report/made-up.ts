import type { Alert } from '../../lambda/core/alert.ts';
import { newActivity } from '../../lambda/render/report/activity.ts';
import type { ReadingFacts, ReportInput } from '../../lambda/render/report/report.ts';
import { rules } from '../../lambda/rules/index.ts';
import { anAlert } from '../render/an-alert.ts';

const reading: ReadingFacts = {
  span: { first: '2026-11-20T00:00:00Z', last: '2026-11-21T00:00:00Z' },
  files: 1,
  ignoredFiles: 0,
  records: 1,
  judged: 1,
  failed: 0,
  skipped: [],
  failures: [],
  unreadable: [],
  brokenRules: [],
};

export function reportInput(changes: Partial<ReportInput> = {}): ReportInput {
  return { alerts: [anAlert()], rules, activity: newActivity(rules), reading, version: '1.2.3', ...changes };
}

/** As many alerts of all rules, spread over a month, of many people and addresses. */
export function manyAlerts(count: number): readonly Alert[] {
  return Array.from({ length: count }, (_, index) => {
    const { id, title, severity, original, deliver, attack } = rules[index % rules.length] as (typeof rules)[number];
    const at = new Date(Date.UTC(2026, 10, 1) + ((index * 7_919) % 43_200) * 60_000).toISOString().replace('.000', '');
    const eventId = `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
    const name = `user-${index % 400}`;
    const address = `198.51.100.${index % 250}`;
    return anAlert({
      alertId: index.toString(16).padStart(32, '0'),
      rule: { id, title, severity, original },
      severity,
      attack,
      signal: deliver === 'signal',
      startTime: at,
      endTime: at,
      eventIds: [eventId],
      evidence: [{ object: `AWSLogs/111122223333/CloudTrail/us-east-1/2026/11/file-${index % 900}.json.gz`, eventId }],
      columns: {
        EventName: 'ConsoleLogin',
        LoginResult: 'Success',
        MFAUsed: 'No',
        AccountName: name,
        RecipientAccountId: '111122223333',
        SourceIpAddress: address,
        AWSRegion: 'us-east-1',
        UserAgent: `Mozilla/5.0 (X11; Linux x86_64; rv:${index % 40}.0)`,
        SessionMfaAuthenticated: null,
      },
      entities: [
        { type: 'Account', Name: name, CloudAppAccountId: '111122223333' },
        { type: 'IP', Address: address },
      ],
    });
  });
}

/** What an attacker may write: markup, quotation marks, a bidi override, a control character, and a lot of it. */
export const hostileText = `</script><script>alert(1)</script><!--<img src=x onerror=alert(2)>"'&amp;\u202Egnp\u0007`;
export const longText = 'x'.repeat(1_024);
