import { type AlertRecord, assemble, type Finding, type Match } from './alert.ts';
import { type ContextMemo, contextSize, describe } from './context.ts';
import { AlertClaimed } from './errors.ts';
import { positionOfObservation } from './observation.ts';
import { inParallel } from './parallel.ts';
import type { PlannedRule } from './plan.ts';
import type { Alerts, Clock, Publisher, Timelines } from './ports.ts';
import { type Duration, seconds } from './time.ts';

export interface TellPorts {
  readonly timelines: Timelines;
  readonly alerts: Alerts;
  readonly publishers: readonly Publisher[];
  readonly clock: Clock;
  /** Unique to the invocation: names it on the claims that it takes. */
  readonly owner: string;
  /** How long a claim lasts: more than an invocation can, less than its message stays invisible. */
  readonly lease: Duration;
  /** Whether a batch's observations are thinned before they are written. Decisions are the same, counts lower bounds. */
  readonly thinning: boolean;
  /** The most events of one side that an alert's context reads. */
  readonly contextLimit: number;
}

const attempts = 3;
const betweenAttempts = seconds(1);

/**
 * Merges a finding into its alert and publishes that alert, once for each audience. The order is the protocol: merge,
 * claim, publish what the claim granted, mark exactly that as told. What is known and told already writes nothing.
 * Findings of one call may share a `memo`. Throws AlertClaimed while another invocation holds the claim, so that the
 * message comes again in case that one crashes.
 */
export async function tell(
  planned: PlannedRule,
  finding: Finding,
  ports: TellPorts,
  memo: ContextMemo = new Map(),
): Promise<void> {
  const publishes = planned.rule.deliver === 'alert';
  // Of a signal nobody is told, and it may have very many matches: to merge them again costs less than to read them.
  const known = publishes ? await ports.alerts.read(finding.alertId) : undefined;
  const news = newMatches(finding, known);
  const changes = known === undefined || news.length > 0;
  if (changes) await ports.alerts.merge({ ...finding, matches: news });
  if (planned.type === 'temporal') {
    const record = changes ? await ports.alerts.read(finding.alertId) : known;
    if (record !== undefined) await addContext(planned, finding, record, { ...ports, memo });
  }
  if (publishes && !toldToAll(known, ports)) await publish(planned, finding.alertId, ports);
}

function newMatches({ matches }: Finding, known: AlertRecord | undefined): readonly Match[] {
  if (known === undefined) return matches;
  const nameOf = (match: Match): string => `${positionOfObservation(match)} ${match.severity}`;
  const merged = new Set(known.matches.map(nameOf));
  return matches.filter((match) => !merged.has(nameOf(match)));
}

function toldToAll(known: AlertRecord | undefined, { publishers }: TellPorts): boolean {
  return publishers.every(({ audience }) => known?.told[audience] !== undefined);
}

/** The context spans all of the alert's events, not only those found now. */
async function addContext(
  planned: Extract<PlannedRule, { type: 'temporal' }>,
  finding: Finding,
  record: AlertRecord,
  { alerts, timelines, contextLimit: limit, thinning, memo }: TellPorts & { readonly memo: ContextMemo },
): Promise<void> {
  if (finding.key === undefined) return;
  const at = record.matches.map(({ time }) => time);
  const context = await describe(planned, { key: finding.key, at, limit, thinning }, timelines, memo);
  const changed = JSON.stringify(context) !== JSON.stringify(record.context);
  if (changed && contextSize(context) >= contextSize(record.context)) {
    await alerts.merge({ ...finding, matches: [] }, context);
  }
}

async function publish({ rule }: PlannedRule, alertId: string, ports: TellPorts): Promise<void> {
  const { alerts, owner, publishers } = ports;
  const claim = await claimed(alertId, ports);
  if (claim.state === 'told') return;
  const record = await alerts.read(alertId);
  if (record === undefined) return;
  const alert = assemble(rule, record, claim);
  const due = publishers.filter(({ audience }) => claim.audiences.includes(audience));
  await inParallel(due, due.length, async (publisher) => {
    await publisher.publish(alert);
    await alerts.markTold(alertId, owner, publisher.audience, claim.revision);
  });
}

async function claimed(alertId: string, { alerts, clock, owner, publishers, lease }: TellPorts) {
  const audiences = publishers.map(({ audience }) => audience);
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const claim = await alerts.claim({ alertId, owner, audiences, now: clock.now(), lease });
    if (claim.state !== 'held') return claim;
    if (attempt < attempts) await clock.pause(betweenAttempts);
  }
  throw new AlertClaimed(alertId);
}
