import type { Alert, AlertContext } from '../../lambda/core/alert.ts';
import type { News } from '../../lambda/core/told.ts';

/** An alert of a console login without MFA, as the engine tells it. */
export function anAlert(changes: Partial<Alert> = {}): Alert {
  return {
    schema: 'gatewarden.alert/1',
    alertId: '0123456789abcdef0123456789abcdef',
    rule: {
      id: 'console-login-without-mfa',
      title: 'Login to AWS Management Console without MFA',
      severity: 'Low',
      original: {
        platform: 'Microsoft Sentinel',
        id: '0ee2aafb-4500-4e36-bcb1-e90eec2f0b9b',
        title: 'NRT Login to AWS Management Console without MFA',
        version: '1.0.4',
        url: 'https://github.com/Azure/Azure-Sentinel',
      },
    },
    severity: 'Low',
    signal: false,
    kind: 'new',
    revision: 1,
    period: { start: '2026-11-20T10:00:00Z', end: '2026-11-20T11:00:00Z' },
    startTime: '2026-11-20T10:00:00Z',
    endTime: '2026-11-20T10:00:00Z',
    eventCount: 1,
    eventIds: ['00000000-0000-4000-8000-000000000001'],
    columns: { EventName: 'ConsoleLogin', MFAUsed: 'No', AWSRegion: 'us-east-1', SessionMfaAuthenticated: null },
    entities: [
      { type: 'Account', Name: 'alice', UPNSuffix: 'example.com', CloudAppAccountId: '111122223333' },
      { type: 'IP', Address: '203.0.113.7' },
    ],
    evidence: [{ object: 'logs/trail.json.gz', eventId: '00000000-0000-4000-8000-000000000001' }],
    context: {},
    attack: [{ tactic: 'Initial Access', technique: 'T1078', name: 'Valid Accounts' }],
    ...changes,
  };
}

/** Everything that an update can tell. */
export const everyNews: News = {
  severity: { from: 'Low', to: 'High' },
  eventCount: { from: 12, to: 120 },
  account: { distinct: 1, values: ['444455556666'] },
  user: { distinct: 2, values: ['bob', 'carol'] },
  region: { distinct: 1, values: ['eu-west-1'] },
  address: { distinct: 6, values: ['198.51.100.9', '198.51.100.10', '198.51.100.11', '2001:db8::1'] },
};

/** What stands around a login from an address that sprayed passwords. */
const aSpray: AlertContext = {
  sides: [
    { name: 'SigninLogs', count: 16, atLeast: false },
    { name: 'AADNonInteractiveUserSignInLogs', count: 7, atLeast: false },
  ],
  first: '2026-11-20T02:10:00.123Z',
  last: '2026-11-20T03:46:39.123Z',
  values: {
    UserPrincipalName: {
      distinct: 12,
      top: [
        { value: 'alice@example.com', count: 2 },
        { value: 'bob@example.com', count: 2 },
      ],
    },
    ResultType: {
      distinct: 2,
      top: [
        { value: '50126', count: 21 },
        { value: '50053', count: 2 },
      ],
    },
  },
};

/** A correlated alert. */
export function aSprayAlert(changes: Partial<Alert> = {}): Alert {
  const { rule } = anAlert();
  return anAlert({
    rule: {
      ...rule,
      id: 'entra-failures-with-console-login',
      title: 'Failed sign-ins, then a login',
      severity: 'Medium',
    },
    severity: 'Medium',
    context: aSpray,
    ...changes,
  });
}
