import { dynamoAlerts } from '../../../lambda/adapters/dynamodb/alerts.ts';
import { dynamoCursors } from '../../../lambda/adapters/dynamodb/cursors.ts';
import { dynamoFailedMessages } from '../../../lambda/adapters/dynamodb/failed-messages.ts';
import { dynamoSeenSets } from '../../../lambda/adapters/dynamodb/seen-sets.ts';
import type { Table } from '../../../lambda/adapters/dynamodb/table.ts';
import { dynamoTimelines } from '../../../lambda/adapters/dynamodb/timelines.ts';
import { type Alert, type AlertRecord, identify } from '../../../lambda/core/alert.ts';
import { digestOf, groupOf, memberOf, stormOf } from '../../../lambda/core/bulletin.ts';
import { identity } from '../../../lambda/core/identity.ts';
import type { Alerts, Progress } from '../../../lambda/core/ports.ts';
import { bulletinSubject } from '../../../lambda/core/tell-bulletin.ts';
import { days, hours, minutes, plus } from '../../../lambda/core/time.ts';
import { toldOf } from '../../../lambda/core/told.ts';
import { rule } from '../../../lambda/rules/console-login-without-mfa/rule.ts';
import { contextOf, match } from '../findings.ts';
import { at, loginObservation, observation } from '../observations.ts';

/** Writes of each kind of item that the table has one at least, by the adapters, with each attribute that it can have. */
export async function writeItems(table: Table): Promise<void> {
  await writeTimelines(table);
  await writeAlerts(dynamoAlerts(table));
  await writeCursors(table);
  const hashes = new Set(['00112233445566778899aabbccddeeff', 'ffeeddccbbaa99887766554433221100']);
  await dynamoSeenSets(table).save('entra/PT1H.json', hashes);
  await writeFailedMessages(table);
}

/** Of failures, one of them thinned out; of a login, with its event, whose severity is lowered; and of a storm's places. */
async function writeTimelines(table: Table): Promise<void> {
  const failures = `failures.0123456789ab/${identity('203.0.113.7')}`;
  const logins = `logins.ba9876543210/${identity('Zoë, of example.com')}`;
  const place = { version: '', object: '', eventId: 'told-first', fields: {} };
  await dynamoTimelines(table).put([
    observation({ timeline: failures }),
    observation({ timeline: failures, id: 'SigninLogs/sign-in-2', time: at(1_000), slotTotal: 1_234 }),
    { ...loginObservation(logins, 'Zoë'), lowered: true },
    observation({ timeline: 'storm/some-rule/2026-11-20T10:00:00Z/people', id: 'told-first', ...place }),
  ]);
}

/** One that is told, claimed and due again; one that nobody was told of; and bulletins, one of each kind. */
async function writeAlerts(alerts: Alerts): Promise<void> {
  const columns = { EventName: 'ConsoleLogin', AccountName: 'alice', SessionMfaAuthenticated: null, Assumed: true };
  const found = {
    ...identify(rule, columns, at(0)),
    matches: [
      match({ named: { account: '111122223333', user: 'alice', region: 'us-east-1', address: '203.0.113.7' } }),
      match({ id: '111122223333/login-2', eventId: 'login-2', time: at(1_000), severity: 'High' }),
    ],
  };
  await alerts.merge(found, { context: contextOf(6), due: at(hours(1)) });
  await claimAndMark(alerts, found.alertId, (record) => toldOf(record, toldOf(record, undefined, at(0)), at(1)));
  const other = identify(rule, { ...columns, AccountName: 'bob' }, at(0));
  await alerts.merge({ ...other, matches: [match()] });

  const of = told(found.alertId);
  const group = memberOf(groupOf(of, ['AccountName'], 'people'), of, true);
  for (const bulletin of [memberOf(digestOf(of, 'people'), of), group, memberOf(stormOf(of, 'chat'), of)])
    await alerts.merge(bulletin, { due: at(days(1)) });
  const { toldOf: toldOfBulletin } = bulletinSubject({ rules: [], alerts });
  await claimAndMark(alerts, group.alertId, (record) => toldOfBulletin(record, undefined, at(2)));
}

async function claimAndMark(
  alerts: Alerts,
  alertId: string,
  toldOf: (record: AlertRecord) => AlertRecord['told'][string],
): Promise<void> {
  await alerts.claim({ alertId, owner: 'writer', now: at(0), lease: minutes(5) });
  const record = (await alerts.read(alertId)) as AlertRecord; // it was merged before
  await alerts.markTold(alertId, 'writer', 'people', toldOf(record));
}

/** As it would be told, in words that follow from no rule: what a bulletin keeps of it is a digest of them. */
function told(alertId: string): Alert {
  const original = {
    platform: 'Microsoft Sentinel',
    id: 'original',
    title: 'Original',
    url: 'https://example.com/original',
  } as const;
  return {
    schema: 'gatewarden.alert/1',
    alertId,
    rule: { id: 'some-rule', title: 'Some rule', severity: 'Low', original },
    ...{ severity: 'High', signal: false, kind: 'update', revision: 2 },
    period: { start: '2026-11-20T10:00:00Z', end: '2026-11-20T11:00:00Z' },
    ...{ startTime: '2026-11-20T10:00:00Z', endTime: '2026-11-20T10:00:01Z', eventCount: 1, eventIds: ['login-1'] },
    ...{ columns: { AccountName: 'alice' }, entities: [], evidence: [], context: {}, attack: [] },
  };
}

/** One that was saved while it is held, with time before the first run to be read; and one that was only taken so far. */
async function writeCursors(table: Table): Promise<void> {
  const cursors = dynamoCursors(table);
  const taking = { owner: 'writer', now: at(0), lease: minutes(5) };
  const through: Progress = { through: at(0), settled: at(-1_000), slice: hours(1) };
  const backfill = { from: plus(at(0), -days(7) as Progress['slice']), to: at(0), slice: hours(6) };
  const held = await cursors.take({ name: 'entra-graph/saved', ...taking });
  if (held !== undefined)
    await cursors.save('entra-graph/saved', held, { interactive: { ...through, backfill }, other: through });
  await cursors.take({ name: 'entra-graph/taken', ...taking });
}

/** One of an object, and one of a message as such, that failed twice. */
async function writeFailedMessages(table: Table): Promise<void> {
  const failed = dynamoFailedMessages(table);
  const first = { failed: 1, at: at(0), attempts: 1 };
  const again = { failed: 12, at: at(minutes(12)), attempts: 2 };
  const ofObject = {
    object: 's3://example-logs/a.json.gz',
    errors: ['ObjectForbidden: no access', 'AccessDenied: no'],
  };
  await failed.note({ queue: 'cloudtrail', messageId: 'message-1', failures: [ofObject], ...first });
  for (const attempt of [first, again])
    await failed.note({ queue: 'entra', messageId: 'message-2', failures: [{ errors: ['OutOfTime'] }], ...attempt });
}
