import { type MemoryAlerts, memoryAlerts } from '../../lambda/adapters/memory/alerts.ts';
import { memorySeenSets } from '../../lambda/adapters/memory/seen-sets.ts';
import { landingKey } from '../../lambda/adapters/object-key.ts';
import { type Alert, assemble } from '../../lambda/core/alert.ts';
import type { Rule } from '../../lambda/core/rule.ts';
import { hashBy } from '../../lambda/core/seen.ts';
import { type BatchPorts, handleBatch } from '../../lambda/handlers/handle-batch.ts';
import { rules } from '../../lambda/rules/index.ts';
import { s3Notification } from '../adapters/envelopes.ts';
import { bucket, type Left, logFile, logFileKey, memoryPorts, newLeft, sqsEvent } from '../handlers/batch.ts';
import { consoleLogin } from '../records.ts';

/** The file of one hour, as a storage account names it. */
export const hourlyKey =
  'insights-logs-signinlogs/tenantId=33333333-0000-4000-8000-000000000003/y=2026/m=11/d=20/h=09/m=00/PT1H.json';

/** A landing bucket with the function that reads it, and CloudTrail's beside it; all they keep is in memory. */
export interface Landing {
  readonly left: Left;
  /** Puts a file and takes its notification; whether the message was done. */
  deliver(body: string | Uint8Array, key?: string, changes?: Partial<BatchPorts>): Promise<boolean>;
  /** A console login from the address of the failures, as CloudTrail tells of it. */
  login(): Promise<void>;
  /** All alerts that are kept, sorted, but for the signals. */
  alerts(): readonly Alert[];
  /** The ids of the rules that published, once for each message to machines. */
  told(): readonly string[];
}

export function newLanding(): Landing {
  const stored = new Map<string, Uint8Array>();
  const left = newLeft();
  const alerts: MemoryAlerts = memoryAlerts();
  const rereading = { seen: memorySeenSets(), hashOf: hashBy(rules) };
  const entra = memoryPorts(stored, left, { alerts, rereading, source: 'entra', judgeKey: landingKey('') });
  const { judgeKey } = memoryPorts(stored, left);
  let invocations = 0;
  const take = async (key: string, body: Uint8Array, ports: typeof entra) => {
    stored.set(`s3://${bucket}/${key}`, body);
    const owner = `invocation-${++invocations}`;
    const { batchItemFailures } = await handleBatch(sqsEvent(s3Notification(bucket, key)), { ...ports, owner });
    return batchItemFailures.length === 0;
  };
  return {
    left,
    deliver: (body, key = hourlyKey, changes = {}) => take(key, Buffer.from(body), { ...entra, ...changes }),
    async login() {
      const { rereading: _, ...cloudtrail } = entra;
      await take(logFileKey('Mu0KsOhtH1ar15ZZ'), logFile(consoleLogin()), {
        ...cloudtrail,
        source: 'cloudtrail',
        judgeKey,
      });
    },
    alerts: () =>
      alerts
        .all()
        .map(assembled)
        .filter(({ signal }) => !signal)
        .toSorted(byId),
    told: () => left.published.filter(({ audience }) => audience === 'machines').map(({ alert }) => alert.rule.id),
  };
}

function assembled(record: Parameters<typeof assemble>[1]): Alert {
  return assemble(rules.find(({ id }) => id === record.ruleId) as Rule, record, { revision: 1 });
}

function byId(a: Alert, b: Alert): number {
  return a.alertId < b.alertId ? -1 : 1;
}
