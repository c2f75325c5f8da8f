import { type AlertRecord, type Finding, type Match, nameOfMatch } from './alert.ts';
import { type ContextMemo, contextSize, describe } from './context.ts';
import type { PlannedRule } from './plan.ts';
import type { Timelines } from './ports.ts';
import { dueAt, type PublishPorts, publish } from './publish.ts';
import type { Tellable } from './tellable.ts';

export interface TellPorts extends PublishPorts {
  readonly timelines: Timelines;
  /** Whether a batch's observations are thinned before they are written. Decisions are the same, counts lower bounds. */
  readonly thinning: boolean;
  /** The most events of one side that an alert's context reads. */
  readonly contextLimit: number;
}

/** What a finding is told by, and the correlation that gives its alert a context, where there is one. */
type ToldBy = Correlated | { readonly type: 'single' | 'event_count'; readonly rule: Tellable };
type Correlated = Extract<PlannedRule, { type: 'temporal' }>;

/**
 * Merges a finding into its alert, and tells each audience to which it is due. What is known and told already writes
 * nothing. Findings of one call may share a `memo`. Throws AlertClaimed while another invocation holds the claim, so that
 * the message comes again in case that one crashes.
 */
export async function tell(
  planned: ToldBy,
  finding: Finding,
  ports: TellPorts,
  memo: ContextMemo = new Map(),
): Promise<void> {
  const { alerts } = ports;
  const { alertId } = finding;
  const publishes = planned.rule.deliver === 'alert';
  // Of a signal nobody is told, and it may have very many matches: to merge them again costs less than to read them.
  const known = publishes ? await alerts.read(alertId) : undefined;
  const news = newMatches(finding, known);
  const changes = known === undefined || news.length > 0;
  if (changes) {
    // Whoever dies from here on has left word of when to look at the alert.
    const due = publishes ? dueAt(planned.rule, together(finding, known, news), ports) : undefined;
    await alerts.merge({ ...finding, matches: news }, due === undefined ? {} : { due });
  }
  const record = changes && (publishes || planned.type === 'temporal') ? await alerts.read(alertId) : known;
  if (record === undefined) return;
  if (planned.type === 'temporal') await addContext(planned, finding, record, { ...ports, memo });
  if (publishes) await publish(planned.rule, record, ports);
}

function newMatches({ matches }: Finding, known: AlertRecord | undefined): readonly Match[] {
  if (known === undefined) return matches;
  const merged = new Set(known.matches.map(nameOfMatch));
  return matches.filter((match) => !merged.has(nameOfMatch(match)));
}

function together(
  { rule, periodStart }: Finding,
  known: AlertRecord | undefined,
  news: readonly Match[],
): Parameters<typeof dueAt>[1] {
  const matches = [...(known?.matches ?? []), ...news];
  return { ruleId: rule.id, periodStart, matches, told: known?.told ?? {} };
}

/** The context spans all of the alert's events, not only those found now. */
async function addContext(
  planned: Correlated,
  finding: Finding,
  record: AlertRecord,
  { alerts, timelines, contextLimit: limit, thinning, memo }: TellPorts & { readonly memo: ContextMemo },
): Promise<void> {
  if (finding.key === undefined) return;
  const at = record.matches.map(({ time }) => time);
  const context = await describe(planned, { key: finding.key, at, limit, thinning }, timelines, memo);
  const changed = JSON.stringify(context) !== JSON.stringify(record.context);
  if (changed && contextSize(context) >= contextSize(record.context)) {
    await alerts.merge({ ...finding, matches: [] }, { context });
  }
}
