import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Alert, columnName } from '../lambda/core/alert.ts';
import type { DetectorEvent } from '../lambda/core/event.ts';
import type { Rule } from '../lambda/core/rule.ts';
import type { CaseRecord, RuleCase } from '../lambda/core/rule-case.ts';
import { days, hours } from '../lambda/core/time.ts';
import { wantedBy } from '../lambda/core/wanted.ts';
import { rules } from '../lambda/rules/index.ts';
import { newTally, readObject } from '../lambda/sources/read-object.ts';
import { alertsAfter, inTurn } from './core/detecting.ts';
import {
  azureMonitorSignIn,
  consoleLogin,
  createLoginProfile,
  graphSignIn,
  type Json,
  logAnalyticsSignIn,
  type SignInFacts,
} from './records.ts';

const folder = new URL('../lambda/rules/', import.meta.url);
const signInShapes = [graphSignIn, azureMonitorSignIn, logAnalyticsSignIn];

type SignInShape = (typeof signInShapes)[number];

/** Each case once, or in each shape that its sign-ins can have. */
function runsOf(cases: readonly RuleCase[]): readonly (readonly [string, RuleCase, SignInShape])[] {
  return cases.flatMap((each) => {
    if (!each.records.some(({ kind }) => kind === 'sign-in')) return [[each.it, each, graphSignIn] as const];
    return signInShapes.map((shape) => [`${each.it} (${shape.name})`, each, shape] as const);
  });
}

/** The record on the wire; sign-ins in one of the three shapes. */
function onTheWire({ kind, changes }: CaseRecord, shape: SignInShape): Json {
  switch (kind) {
    case 'console login':
      return consoleLogin(changes);
    case 'login profile':
      return createLoginProfile(changes);
    case 'sign-in':
      return shape((changes ?? {}) as Partial<SignInFacts>);
    default:
      return kind satisfies never;
  }
}

async function decoded(records: readonly Json[], rule: Rule): Promise<DetectorEvent[]> {
  const bytes = Buffer.from(records.map((record) => JSON.stringify(record)).join('\n'));
  const options = { object: 'case.json', wanted: wantedBy([rule]) };
  return (await Array.fromAsync(readObject(inTurn([bytes]), options, newTally()))).flat();
}

function byEnd(alerts: readonly Alert[]): readonly Alert[] {
  return alerts.toSorted((a, b) => Date.parse(a.endTime) - Date.parse(b.endTime));
}

it('the registry holds exactly the folders, each under its id', () => {
  const folders = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);

  expect(rules.map(({ id }) => id).toSorted()).toEqual(folders.toSorted());
});

const perAddress = ['account', 'user', 'sourceIp'];
const perUser = ['account', 'user'];

/** What configurations, subscribers and reports lean on, written down a second time: none of it changes by accident. */
it.each([
  ['console-login-without-mfa', 'Low', 'alert', hours(1), undefined, ['T1078']],
  ['entra-failures-with-console-login', 'Medium', 'alert', days(1), undefined, ['T1078', 'T1110']],
  ['console-login', 'Informational', 'signal', hours(1), perAddress, []],
  ['console-login-mfa-challenge-failed', 'Medium', 'alert', hours(1), perAddress, ['T1586.003', 'T1621']],
  ['console-login-failed-authentication', 'Medium', 'signal', hours(1), perAddress, ['T1110']],
  ['login-profile-created-and-used', 'High', 'alert', hours(1), perAddress, ['T1136.003']],
  ['console-login-failure', 'Low', 'signal', hours(1), perAddress, ['T1586.003', 'T1110.001']],
  ['many-failed-logins-for-user', 'Medium', 'alert', hours(1), perUser, ['T1201']],
  ['many-failed-logins-from-ip', 'Medium', 'alert', hours(1), ['sourceIp'], ['T1110.003', 'T1110.004']],
  ['many-failed-mfa-for-user', 'High', 'alert', hours(1), perUser, ['T1586.003', 'T1621']],
] as const)('%s is %s, as %s', (id, severity, deliver, period, columns, techniques) => {
  const rule = rules.find((each) => each.id === id) as Rule;

  expect(rule).toMatchObject({ severity, deliver, period });
  expect([...new Set(rule.attack.map(({ technique }) => technique))]).toEqual(techniques);
  if (columns !== undefined) expect(rule.groupBy.map(columnName)).toEqual(columns);
});

it('what raises the severity of a match is root without MFA, and a login without MFA after failures in Entra ID', () => {
  const raising = rules.flatMap(({ id, severityWhen = [] }) =>
    severityWhen.map(({ where, severity }) => [
      id,
      severity,
      ...where.map((predicate) => [predicate.field, predicate.op, ...('value' in predicate ? [predicate.value] : [])]),
    ]),
  );

  expect(raising).toEqual([
    ['console-login-without-mfa', 'High', ['UserIdentityType', 'is', 'Root']],
    ['entra-failures-with-console-login', 'High', ['MFAUsed', 'isNot', 'Yes']],
  ]);
});

describe.each(rules.map((rule) => [rule.id, rule] as const))('%s', async (id, rule) => {
  const { cases } = (await import(new URL(`${id}/cases.ts`, folder).href)) as { cases: readonly RuleCase[] };

  it('has cases of both verdicts', () => {
    expect(cases.some(({ alerts }) => alerts === 0)).toBe(true);
    expect(cases.some(({ alerts }) => alerts > 0)).toBe(true);
  });

  it('has cases of its own severity, and of each to which a circumstance raises it', () => {
    const raised = (rule.severityWhen ?? []).map((circumstance) => circumstance.severity);

    const shown = new Set(cases.flatMap(({ severity }) => severity ?? []));

    expect([...shown].toSorted()).toEqual([...new Set(raised.length > 0 ? [rule.severity, ...raised] : [])].toSorted());
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

    for (const { where } of correlated.filter((stream) => (stream.by as readonly string[]).includes('SourceAddress'))) {
      expect(where).toContainEqual({ field: 'SourceAddress', op: 'isPresent' });
    }
  });

  it.each(runsOf(cases))('%s', async (_, { records, alerts: expected, severity, columns, eventCounts }, shape) => {
    const events = await decoded(
      records.map((record) => onTheWire(record, shape)),
      rule,
    );

    const alerts = await alertsAfter([rule], [[events]]);

    expect(alerts).toHaveLength(expected);
    if (severity !== undefined) expect(alerts[0]?.severity).toBe(severity);
    if (columns !== undefined) expect(alerts[0]?.columns).toMatchObject(columns);
    if (eventCounts !== undefined) expect(byEnd(alerts).map(({ eventCount }) => eventCount)).toEqual(eventCounts);
  });

  it('says the same of every case backwards, one record a call, some of them twice', async () => {
    for (const { it: sentence, records } of cases) {
      const events = await decoded(
        records.map((record) => onTheWire(record, graphSignIn)),
        rule,
      );
      const arrivals = [...events.toReversed(), ...events.filter((_, index) => index % 3 === 0)];

      const alerts = await alertsAfter(
        [rule],
        arrivals.map((event) => [[event]]),
      );

      expect(alerts, sentence).toEqual(await alertsAfter([rule], [[events]]));
    }
  });
});
