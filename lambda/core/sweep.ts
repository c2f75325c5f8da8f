import type { AlertRecord } from './alert.ts';
import { bulletinIn } from './bulletin.ts';
import { AlertClaimed } from './errors.ts';
import { inParallel } from './parallel.ts';
import type { Publisher } from './ports.ts';
import { type PublishPorts, publish, publishAs } from './publish.ts';
import type { Rule } from './rule.ts';
import { bulletinSubject } from './tell-bulletin.ts';
import type { Instant } from './time.ts';

export interface SweepPorts extends PublishPorts {
  readonly rules: readonly Rule[];
  /** When to begin with no further alert. */
  readonly deadline: Instant;
}

/** What a run did, by alert. */
export interface SweepReport {
  /** Looked at: told, or noted when it is due. */
  readonly swept: readonly string[];
  /** Of a rule that tells nobody any more, so that nothing of it is due. */
  readonly dropped: readonly string[];
  /** Left to who tells it just now. */
  readonly busy: readonly string[];
  readonly failed: readonly { readonly alertId: string; readonly error: unknown }[];
}

const atOnce = 8;
const most = 1_000;

/**
 * Tells what is due by now and nobody came to tell: digests and summaries, updates that had to wait, and alerts whose
 * invocation died with them.
 * What fails for one alert stops no other; it stays due.
 */
export async function sweep(ports: SweepPorts): Promise<SweepReport> {
  const { alerts, clock, deadline } = ports;
  const report = { swept: [], dropped: [], busy: [], failed: [] } as Mutable<SweepReport>;
  const due = await alerts.dueBy(clock.now(), most);
  await inParallel(due, atOnce, async (alertId) => {
    if (clock.now() >= deadline) return;
    await sweepOne(alertId, ports, report).catch((error: unknown) => {
      if (error instanceof AlertClaimed) report.busy.push(alertId);
      else report.failed.push({ alertId, error });
    });
  });
  return report;
}

async function sweepOne(alertId: string, ports: SweepPorts, report: Mutable<SweepReport>): Promise<void> {
  const record = await ports.alerts.read(alertId);
  if (record === undefined) return;
  if (bulletinIn(record) !== undefined) {
    // Under a name of its own: an alert that is swept at the same time may hand itself over to this bulletin.
    const own = { ...ports, owner: `${ports.owner}/${alertId}`, publishers: concerned(record, ports) };
    await publishAs(bulletinSubject(ports), record, own);
    report.swept.push(alertId);
    return;
  }
  const rule = ports.rules.find(({ id, deliver }) => id === record.ruleId && deliver === 'alert');
  if (rule === undefined) {
    await ports.alerts.schedule(alertId, { due: undefined, instead: record });
    report.dropped.push(alertId);
    return;
  }
  await publish(rule, record, ports);
  report.swept.push(alertId);
}

/** A bulletin is for one audience. */
function concerned({ columns }: AlertRecord, { publishers }: SweepPorts): readonly Publisher[] {
  return publishers.filter(({ audience }) => audience === columns['audience']);
}

type Mutable<Report> = { [Name in keyof Report]: Report[Name] extends readonly (infer Item)[] ? Item[] : never };
