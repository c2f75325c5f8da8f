import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseConfigText } from '../bin/config-file.ts';
import { configuredRules } from '../lambda/config/configured.ts';
import type { Alert } from '../lambda/core/alert.ts';
import type { DetectorEvent } from '../lambda/core/event.ts';
import { newExclusionTally } from '../lambda/core/exclusion-tally.ts';
import type { Rule } from '../lambda/core/rule.ts';
import { wantedBy } from '../lambda/core/wanted.ts';
import { handleBatch } from '../lambda/handlers/handle-batch.ts';
import { rules } from '../lambda/rules/index.ts';
import { newTally, readObject } from '../lambda/sources/read-object.ts';
import { notificationRecord } from './adapters/envelopes.ts';
import { alertsAfter, inTurn } from './core/detecting.ts';
import { bucket, logFile, memoryPorts, metric, newLeft, signInFile, sqsEvent } from './handlers/batch.ts';
import { consoleLogin, type Json, logAnalyticsSignIn, type SignInFacts } from './records.ts';

const page = readFileSync(join(import.meta.dirname, '../docs/false-positives.md'), 'utf8');

/** Every snippet of the page, under its heading. */
const snippets = new Map(
  [...page.matchAll(/^## (?<heading>.+)\n(?<text>(?:(?!^## )[\s\S])*)/gm)].flatMap(({ groups = {} }) =>
    [...(groups['text'] ?? '').matchAll(/^```yaml\n(?<yaml>[\s\S]*?)^```$/gm)].map(
      (snippet) => [groups['heading'] ?? '', snippet.groups?.['yaml'] ?? ''] as const,
    ),
  ),
);

type Log = readonly Json[];

interface Scenario {
  readonly heading: string;
  readonly rule: string;
  /** Logs that alert without the snippet, and with it do not. */
  readonly harmless: readonly Log[];
  /** How the same failures look when the snippet must not hide them. */
  readonly suspicious: readonly Log[];
  /** How many exclusions the snippet has; each has to do something. */
  readonly exclusions: number;
}

/** Six failed sign-ins from one address, and a console login from it. */
function failuresThenLogin(facts: Partial<SignInFacts>, columns: Json = {}, login: Json = {}): Log {
  const failures = Array.from({ length: 6 }, (_, n) => ({
    ...logAnalyticsSignIn({ ...facts, id: `failure-${n}`, time: `2026-11-20T09:1${n}:00Z` }),
    ...columns,
  }));
  return [...failures, consoleLogin({ sourceIPAddress: facts.address, ...login })];
}

const entra = 'entra-failures-with-console-login';
const backup = { AppDisplayName: 'Veeam Backup for Microsoft 365' };
const resetService = {
  AppId: '93625bc8-bfe2-437a-97e0-3d0060024faa',
  AppDisplayName: 'Microsoft password reset service',
};
const sync = { AppId: 'cb1056e2-e479-49de-ae31-7812af012ed8' };
const samlLogin = (provider: string): Log => [
  consoleLogin({
    userIdentity: { type: 'AssumedRole', arn: 'arn:aws:sts::111122223333:assumed-role/ReadOnly/alice@example.com' },
    additionalEventData: { MFAUsed: 'No', SamlProviderArn: `arn:aws:iam::111122223333:saml-provider/${provider}` },
  }),
];

const scenarios: readonly Scenario[] = [
  {
    heading: '1. Backup jobs that sign in with a service account',
    rule: entra,
    harmless: [failuresThenLogin({ user: 'svc-backup@example.com', address: '198.51.100.33' }, backup)],
    suspicious: [
      failuresThenLogin({ user: 'svc-backup@example.com', address: '203.0.113.7' }, backup),
      failuresThenLogin({ user: 'alice@example.com', address: '198.51.100.33' }, backup),
      failuresThenLogin({ user: 'svc-backup@example.com', address: '198.51.100.33' }),
    ],
    exclusions: 1,
  },
  {
    heading: '2. Administrators who reset passwords',
    rule: entra,
    harmless: [
      failuresThenLogin({ address: '203.0.113.7' }, { OperationName: 'ResetPassword' }),
      failuresThenLogin({ address: '198.51.100.65' }, resetService),
      failuresThenLogin({ address: '198.51.100.200', code: '50133' }),
    ],
    suspicious: [
      failuresThenLogin({ address: '203.0.113.7' }, { OperationName: 'Sign-in activity' }),
      failuresThenLogin({ address: '203.0.113.7' }, resetService),
      failuresThenLogin({ address: '198.51.100.200', code: '50126' }),
    ],
    exclusions: 3,
  },
  {
    heading: '3. A shared address with MFA failures',
    rule: entra,
    harmless: [
      failuresThenLogin({ address: '198.51.100.9', code: '50074' }),
      failuresThenLogin({ address: '2001:db8:1::9', code: '50076' }),
    ],
    suspicious: [
      failuresThenLogin({ address: '198.51.100.70', code: '50074' }),
      failuresThenLogin({ address: '2001:db8:2::9', code: '50076' }),
    ],
    exclusions: 2,
  },
  {
    heading: '4. Sign-ins that Conditional Access blocks',
    rule: entra,
    harmless: ['53000', '53001', '53003', '50131'].map((code) => failuresThenLogin({ address: '198.51.100.9', code })),
    suspicious: [
      failuresThenLogin({ address: '203.0.113.7', code: '53003' }),
      failuresThenLogin({ address: '198.51.100.9', code: '50126' }),
    ],
    exclusions: 1,
  },
  {
    heading: '5. Legacy systems that synchronise with Entra ID',
    rule: entra,
    harmless: [failuresThenLogin({ user: 'Sync_DC01_0a1b2c@example.com', address: '198.51.100.10' }, sync)],
    suspicious: [
      failuresThenLogin({ user: 'Sync_DC01_0a1b2c@example.com', address: '198.51.100.11' }, sync),
      failuresThenLogin({ user: 'Sync_DC01_0a1b2c@example.com', address: '198.51.100.10' }),
    ],
    exclusions: 1,
  },
  {
    heading: 'Federated logins without MFA',
    rule: 'console-login-without-mfa',
    harmless: [samlLogin('ExampleIdp')],
    suspicious: [samlLogin('OtherIdp'), [consoleLogin()]],
    exclusions: 1,
  },
];

it('every snippet of the page is proved here', () => {
  expect(scenarios.map(({ heading }) => heading)).toEqual([...snippets.keys()]);
});

describe.each(scenarios)('$heading', ({ heading, rule: ruleId, harmless, suspicious, exclusions }) => {
  const declared = rules.filter(({ id }) => id === ruleId);
  const excluding = withConfig(snippets.get(heading) ?? '', declared);

  it('alerts without the snippet', async () => {
    for (const log of [...harmless, ...suspicious]) expect(await alerts(log, declared)).toHaveLength(1);
  });

  it('does not alert with it, on a laptop or in the cloud', async () => {
    for (const log of harmless) {
      expect(await alerts(log, excluding)).toEqual([]);
      expect(await alertIdsInTheCloud(log, excluding)).toEqual([]);
    }
  });

  it('still alerts for what only looks alike, on a laptop and in the cloud', async () => {
    for (const log of suspicious) {
      const [plain] = await alerts(log, declared);

      const found = await alerts(log, excluding);

      expect(found.map(({ severity }) => severity)).toEqual([plain?.severity]);
      expect(await alertIdsInTheCloud(log, excluding)).toEqual(found.map(({ alertId }) => alertId));
    }
  });

  it('has each of its exclusions do something', async () => {
    const excluded = newExclusionTally({ limit: 100, keep: false });

    for (const log of harmless) await alertsAfter(excluding, [[await decoded(log)]], { excluded });

    expect(excluding[0]?.exclusions).toHaveLength(exclusions);
    expect(new Set([...excluded.effects.values()].map(({ exclusion }) => exclusion.id)).size).toBe(exclusions);
  });
});

it('a login from the shared address of scenario 3 is less serious where passwords fail, too', async () => {
  const excluding = withConfig(snippets.get('3. A shared address with MFA failures') ?? '', rules);
  const log = failuresThenLogin({ address: '198.51.100.9', code: '50126' });

  const [plain] = (await alerts(log, rules)).filter(({ rule }) => rule.id === entra);
  const [alert] = (await alerts(log, excluding)).filter(({ rule }) => rule.id === entra);

  expect([plain?.severity, alert?.severity]).toEqual(['High', 'Medium']);
});

it('a federated login whose session is missing counts as Identity Center with roleFromArn', async () => {
  const arn = 'arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/alice@example.com';
  const log = [consoleLogin({ userIdentity: { type: 'AssumedRole', arn } })];
  const declared = rules.filter(({ id }) => id === 'console-login-without-mfa');
  const tuned = withConfig('rules: { console-login-without-mfa: { roleFromArn: true } }', declared);

  expect(await alerts(log, declared)).toHaveLength(1);
  expect(await alerts(log, tuned)).toEqual([]);
});

it('the cloud counts what was excluded, and names no user in doing so', async () => {
  const excluding = withConfig(snippets.get('Federated logins without MFA') ?? '', rules);
  const left = newLeft();

  await throughTheCloud(samlLogin('ExampleIdp'), excluding, left);

  expect(metric(left, 'EventsExcluded')).toBe(1);
  expect(left.log).toContainEqual(
    expect.objectContaining({
      message: 'events excluded',
      exclusion: 'federated-with-mfa',
      rule: 'console-login-without-mfa',
      effect: 'drop',
      events: 1,
    }),
  );
  expect(JSON.stringify(left.log)).not.toContain('alice');
});

function withConfig(yaml: string, declared: readonly Rule[]): readonly Rule[] {
  const config = parseConfigText(yaml, { file: 'snippet.yaml', ruleIds: rules.map(({ id }) => id) });
  return configuredRules(declared, config);
}

async function alerts(log: Log, judged: readonly Rule[]): Promise<readonly Alert[]> {
  return alertsAfter(judged, [[await decoded(log)]]);
}

async function decoded(log: Log): Promise<DetectorEvent[]> {
  const options = { object: 'log.json', wanted: wantedBy(rules) };
  return (await Array.fromAsync(readObject(inTurn([signInFile(...log)]), options, newTally()))).flat();
}

async function alertIdsInTheCloud(log: Log, judged: readonly Rule[]): Promise<readonly string[]> {
  const left = newLeft();
  await throughTheCloud(log, judged, left);
  return left.published.filter(({ audience }) => audience === 'machines').map(({ alert }) => alert.alertId);
}

/** The log as two objects, the console's first. */
async function throughTheCloud(log: Log, judged: readonly Rule[], left: ReturnType<typeof newLeft>): Promise<void> {
  const logins = log.filter((record) => 'eventName' in record);
  const signIns = log.filter((record) => !('eventName' in record));
  const stored = new Map([
    [`s3://${bucket}/logins`, logFile(...logins)],
    ...(signIns.length > 0 ? [[`s3://${bucket}/sign-ins`, signInFile(...signIns)] as const] : []),
  ]);
  const keys = [...stored.keys()].map((uri) => uri.split('/').at(-1) as string);
  const event = sqsEvent(...keys.map((key) => ({ Records: [notificationRecord(bucket, key)] })));
  const ports = memoryPorts(stored, left, { rules: judged, wanted: wantedBy(judged), judgeKey: () => 'ours' });

  const { batchItemFailures } = await handleBatch(event, ports);

  expect(batchItemFailures).toEqual([]);
}
