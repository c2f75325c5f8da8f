import type { Alert } from '../core/alert.ts';
import { type Instant, parseInstant } from '../core/time.ts';
import { atAGlance } from './glance.ts';
import { newsInWords } from './news.ts';
import { attackOf, type OcsfAttack } from './ocsf-attack.ts';
import { accountOf, evidenceOf, type OcsfEvidence, regionOf } from './ocsf-evidence.ts';
import { frameOf, type OcsfFrame } from './ocsf-frame.ts';
import { type OcsfObservable, observablesOf } from './ocsf-observables.ts';

/** An alert as a Detection Finding of OCSF 1.8.0, https://schema.ocsf.io/1.8.0/classes/detection_finding. */
export interface OcsfFinding extends OcsfFrame {
  readonly is_alert: boolean;
  readonly message: string;
  readonly cloud: object;
  readonly finding_info: OcsfFindingInfo;
  readonly evidences: readonly OcsfEvidence[];
  readonly observables?: readonly OcsfObservable[];
  readonly resources?: readonly object[];
  /** What OCSF has no place for, in the words of `gatewarden.alert/1`. */
  readonly unmapped: Pick<Alert, 'columns' | 'period' | 'revision' | 'context' | 'news'>;
}

interface OcsfFindingInfo {
  readonly uid: string;
  readonly title: string;
  readonly types?: readonly string[];
  readonly first_seen_time: Instant;
  readonly last_seen_time: Instant;
  readonly related_events_count: number;
  readonly analytic: object;
  readonly related_analytics: readonly object[];
  readonly attacks?: readonly OcsfAttack[];
}

interface OcsfOptions {
  readonly productVersion?: string;
}

/**
 * An alert as an OCSF Detection Finding: created when it is new, updated later, always with the same `finding_info.uid`.
 * Times are milliseconds since 1970.
 * Confidence is left out, as the rules state none. The values are as the logs have them: an attacker chose them.
 */
export function ocsfFinding(alert: Alert, options: OcsfOptions = {}): OcsfFinding {
  const { alertId, revision, severity, signal, eventCount, truncated, columns, period, context, news } = alert;
  const start = instant(alert.startTime);
  const end = instant(alert.endTime);
  const evidences = [evidenceOf(alert)];
  const account = accountOf(alert);
  const observables = observablesOf(evidences, account?.uid);
  const resources = resourcesOf(alert);
  const told = { id: alertId, revision, severity, count: eventCount, truncated: truncated === true };
  return {
    ...frameOf({ ...told, start, end, ...options }),
    is_alert: !signal,
    message: messageOf(alert),
    cloud: cloudOf(alert),
    finding_info: findingInfoOf(alert, { start, end }),
    evidences,
    ...(observables.length > 0 && { observables }),
    ...(resources.length > 0 && { resources }),
    unmapped: { columns, period, revision, context, ...(news !== undefined && { news }) },
  };
}

/** For people, in a line: what is new in an update; then what happened, who and from where. */
function messageOf(alert: Alert): string {
  const { who, accountId, address, bucket } = atAGlance(alert);
  const parts = [who, bucket && `bucket ${bucket}`, accountId && `account ${accountId}`, address && `from ${address}`];
  const known = parts.filter((part) => part !== undefined && part !== '');
  const happened = known.length === 0 ? alert.rule.title : `${alert.rule.title}: ${known.join(', ')}`;
  return [...newsInWords(alert), happened].join('. ');
}

function findingInfoOf(
  alert: Alert,
  { start, end }: { readonly start: Instant; readonly end: Instant },
): OcsfFindingInfo {
  const { id, title, original } = alert.rule;
  const { attack } = alert;
  const rule = { type_id: 1, type: 'Rule' };
  const version = original.version === undefined ? {} : { version: original.version };
  return {
    uid: alert.alertId,
    title,
    ...(attack.length > 0 && { types: [...new Set(attack.map(({ tactic }) => tactic))] }),
    first_seen_time: start,
    last_seen_time: end,
    related_events_count: alert.eventCount,
    analytic: { uid: id, name: title, ...rule },
    related_analytics: [
      { uid: original.id, name: original.title, ...rule, ...version, desc: `${original.platform}: ${original.url}` },
    ],
    ...(attack.length > 0 && { attacks: attack.map(attackOf) }),
  };
}

function cloudOf(alert: Alert): object {
  const account = accountOf(alert);
  return { provider: 'AWS', ...(account !== undefined && { account }), ...regionOf(alert) };
}

/** What it was done to: the account, and the bucket where it is about one. */
function resourcesOf(alert: Alert): readonly object[] {
  const account = accountOf(alert);
  const { bucket } = atAGlance(alert);
  const target = { role_id: 1, role: 'Target', provider: 'AWS', ...regionOf(alert) };
  return [
    ...(account === undefined ? [] : [{ uid: account.uid, type: account.type, ...target }]),
    ...(bucket === undefined ? [] : [{ name: bucket, type: 'AWS::S3::Bucket', ...target }]),
  ];
}

/** An alert's times were written by formatInstant. */
function instant(text: string): Instant {
  const parsed = parseInstant(text);
  if (parsed === undefined) throw new TypeError(`an alert's time must be ISO 8601 in UTC, not '${text}'`);
  return parsed;
}
