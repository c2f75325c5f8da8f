import type { Alert } from '../../core/alert.ts';
import type { Bulletin } from '../../core/bulletin.ts';
import { type Instant, parseInstant } from '../../core/time.ts';
import { type OcsfFinding, ocsfFinding } from '../ocsf.ts';
import { accountOf } from '../ocsf-evidence.ts';
import { frameOf } from '../ocsf-frame.ts';
import { observablesOf } from '../ocsf-observables.ts';
import { bulletinInWords } from './bulletin-words.ts';

/** A bulletin as a Detection Finding of OCSF 1.8.0, https://schema.ocsf.io/1.8.0/classes/detection_finding. */
export type OcsfSummary = Omit<OcsfFinding, 'finding_info' | 'unmapped'> & {
  readonly finding_info: object;
  /** What OCSF has no place for, in the words of `gatewarden.bulletin/1`. */
  readonly unmapped: Pick<Bulletin, 'about' | 'kind' | 'revision' | 'period' | 'freshCount'>;
};

/**
 * A bulletin as one finding: created when it is told first, updated later, always with the same `finding_info.uid`.
 * `count` is the number of alerts that it gathered; those that it lists are related events, by the ids that they have in
 * findings of their own. Times are those of the listed alerts' events, or of the period where none is listed.
 */
export function ocsfSummary(bulletin: Bulletin): OcsfSummary {
  const { bulletinId, about, kind, revision, period, severity, alertCount, freshCount, alerts } = bulletin;
  const findings = alerts.map((alert) => ocsfFinding(alert));
  const evidences = findings.flatMap((finding) => finding.evidences);
  const accounts = new Map(alerts.flatMap((alert) => accountOf(alert) ?? []).map((account) => [account.uid, account]));
  const [account] = accounts.size === 1 ? accounts.values() : [];
  const observables = observablesOf(evidences, account?.uid);
  const resources = [
    ...new Map(findings.flatMap((each) => each.resources ?? []).map((each) => [JSON.stringify(each), each])).values(),
  ];
  const told = { id: bulletinId, revision, severity };
  const times = { start: earliest(alerts, period.start), end: latest(alerts, period.start) };
  return {
    ...frameOf({ ...told, count: alertCount, truncated: alerts.length < alertCount, ...times }),
    is_alert: true,
    message: bulletinInWords(bulletin),
    cloud: { provider: 'AWS', ...(account !== undefined && { account }) },
    finding_info: { ...infoOf(bulletin, findings), first_seen_time: times.start, last_seen_time: times.end },
    evidences,
    ...(observables.length > 0 && { observables }),
    ...(resources.length > 0 && { resources }),
    unmapped: { about, kind, revision, period, freshCount },
  };
}

/** The analytic is the rule, where all alerts are of one. */
function infoOf({ bulletinId, rule, alertCount }: Bulletin, findings: readonly OcsfFinding[]): object {
  const info = findings[0]?.finding_info;
  const types = [...new Set(findings.flatMap((finding) => finding.finding_info.types ?? []))];
  const { analytic, related_analytics, attacks } = info ?? {};
  return {
    uid: bulletinId,
    title: rule?.title ?? 'Daily digest',
    ...(types.length > 0 && { types }),
    ...(rule !== undefined &&
      info !== undefined && { analytic, related_analytics, ...(attacks !== undefined && { attacks }) }),
    related_events: findings.map(relatedEvent),
    related_events_count: alertCount,
  };
}

function relatedEvent({
  finding_info: info,
  severity,
  severity_id,
  type_uid,
  start_time,
  end_time,
  count,
}: OcsfFinding): object {
  return {
    uid: info.uid,
    title: info.title,
    type_uid,
    severity_id,
    severity,
    first_seen_time: start_time,
    last_seen_time: end_time,
    count,
  };
}

function earliest(alerts: readonly Alert[], otherwise: string): Instant {
  return Math.min(...timesOf(alerts, 'startTime', otherwise)) as Instant;
}

function latest(alerts: readonly Alert[], otherwise: string): Instant {
  return Math.max(...timesOf(alerts, 'endTime', otherwise)) as Instant;
}

/** An alert's times, and a period's, were written by formatInstant. */
function timesOf(alerts: readonly Alert[], which: 'startTime' | 'endTime', otherwise: string): readonly number[] {
  const texts = alerts.length === 0 ? [otherwise] : alerts.map((alert) => alert[which]);
  return texts.flatMap((text) => parseInstant(text) ?? []);
}
