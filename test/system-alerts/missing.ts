import { type Alert, type AlertRecord, assemble, type Finding } from '../../lambda/core/alert.ts';
import { noticed } from '../../lambda/core/system-alert.ts';
import type { Instant } from '../../lambda/core/time.ts';
import type { News } from '../../lambda/core/told.ts';
import { logFileMissing } from '../../lambda/system-alerts/log-file-missing.ts';
import { at } from '../core/events.ts';
import { bucket, logFileKey } from '../handlers/batch.ts';

/** That a log file is missing, as a finding; `unique` tells files apart. */
export function missing(
  unique: string,
  changes: {
    readonly rule?: typeof logFileMissing;
    readonly bucket?: string;
    readonly key?: string;
    readonly account?: string;
    readonly versionId?: string;
    readonly time?: Instant;
  } = {},
): Finding {
  const { rule = logFileMissing, account = '111122223333', versionId, time = at(0) } = changes;
  const where = { bucket, key: logFileKey(unique), ...changes };
  const object = `s3://${where.bucket}/${where.key}`;
  const file = { time, id: unique, version: '', eventId: versionId ?? object, object };
  return noticed(rule, { bucket: where.bucket, account }, file);
}

/** The alert that these findings are of, as it is told. */
export function alertOf(findings: readonly Finding[], news?: News): Alert {
  const [first] = findings as readonly [Finding, ...Finding[]];
  const { alertId, columns, periodStart, rule } = first;
  const matches = findings.flatMap((finding) => finding.matches);
  const record: AlertRecord = { alertId, ruleId: rule.id, columns, periodStart, matches, told: {} };
  return assemble(rule, record, { revision: news === undefined ? 1 : 2, ...(news !== undefined && { news }) });
}
