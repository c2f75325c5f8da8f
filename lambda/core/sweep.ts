import type { AlertRecord } from './alert.ts';
import { bulletinIn } from './bulletin.ts';
import { AlertClaimed } from './errors.ts';
import { compareText, digest } from './identity.ts';
import { inParallel } from './parallel.ts';
import type { Publisher } from './ports.ts';
import { type PublishPorts, publish, publishAs } from './publish.ts';
import { bulletinSubject } from './tell-bulletin.ts';
import type { Tellable } from './tellable.ts';
import { type Instant, minus, minutes } from './time.ts';

export interface SweepPorts extends PublishPorts {
  /** Those that are switched on, and the system alerts that are. */
  readonly rules: readonly Tellable[];
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

/** Only their ids are read, so they may be many more than a run can tell. */
const most = 20_000;

/** What is still due after so long was not told by the runs that looked at it. */
const patience = minutes(10);

/** So many that failed before take a run little of its time, even if they fail again. */
const few = 100;

/**
 * Tells what is due by now and nobody came to tell: digests and summaries, updates that had to wait, and alerts whose
 * invocation died with them.
 * What fails for one alert stops no other, also where so many fail that a run has no time for all; it stays due.
 */
export async function sweep(ports: SweepPorts): Promise<SweepReport> {
  const { clock, deadline } = ports;
  const report = { swept: [], dropped: [], busy: [], failed: [] } as Mutable<SweepReport>;
  await inParallel(await dueInTurn(ports), atOnce, async (alertId) => {
    if (clock.now() >= deadline) return;
    await sweepOne(alertId, ports, report).catch((error: unknown) => {
      if (error instanceof AlertClaimed) report.busy.push(alertId);
      else report.failed.push({ alertId, error });
    });
  });
  // A group that could not be told stays due: the next run tells it, or names it.
  for (const { settle } of ports.publishers) await settle?.().catch(() => {});
  return report;
}

/**
 * What is due, the earliest first. Where much has been due for long, it comes last, and in another order in each run: so
 * what always fails keeps nothing from being told, whether that is due before it or behind it.
 */
async function dueInTurn({ alerts, clock }: SweepPorts): Promise<readonly string[]> {
  const now = clock.now();
  const overdue = await alerts.dueBy(minus(now, patience), most);
  const due = await alerts.dueBy(now, most); // last, for who counts what was found due
  if (overdue.length <= few) return due;
  const isOverdue = new Set(overdue);
  const drawn = overdue.map((alertId) => ({ alertId, lot: digest([alertId, now]) }));
  drawn.sort((a, b) => compareText(a.lot, b.lot));
  return [...due.filter((alertId) => !isOverdue.has(alertId)), ...drawn.map(({ alertId }) => alertId)];
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
