import type { AlertRecord, Context, Finding, Match } from '../../core/alert.ts';
import { contextSize } from '../../core/context.ts';
import { type Position, positionOfObservation } from '../../core/observation.ts';
import type { Alerts, Claim, ClaimRequest } from '../../core/ports.ts';
import { type Instant, plus } from '../../core/time.ts';

interface Entry {
  readonly finding: Omit<Finding, 'matches'>;
  readonly matches: Map<Position, Match>;
  readonly told: Map<string, number>;
  context?: Context;
  claim?: { readonly owner: string; readonly until: Instant };
}

/** The embedded store's alerts, and all of them at once for who replays. */
export interface MemoryAlerts extends Alerts {
  all(): readonly AlertRecord[];
}

export function memoryAlerts(): MemoryAlerts {
  const entries = new Map<string, Entry>();
  return {
    async merge(finding, context) {
      const { matches, ...rest } = finding;
      const entry: Entry = entries.get(finding.alertId) ?? { finding: rest, matches: new Map(), told: new Map() };
      entries.set(finding.alertId, entry);
      for (const match of matches) mergeMatch(entry.matches, match);
      if (context !== undefined && contextSize(context) >= contextSize(entry.context)) entry.context = context;
    },
    async read(alertId) {
      const entry = entries.get(alertId);
      return entry && toRecord(entry);
    },
    async claim(request) {
      const entry = entries.get(request.alertId);
      return entry === undefined ? { state: 'told' } : claimEntry(entry, request);
    },
    async markTold(alertId, owner, audience, revision) {
      const entry = entries.get(alertId);
      if (entry?.claim?.owner === owner) entry.told.set(audience, revision);
    },
    all: () => [...entries.values()].map(toRecord),
  };
}

/** Of two copies of a match, the one from the object that sorts first stays: so the order of files has no effect. */
function mergeMatch(matches: Map<Position, Match>, match: Match): void {
  const position = positionOfObservation(match);
  const known = matches.get(position);
  if (known === undefined || match.object < known.object) matches.set(position, match);
}

function claimEntry(entry: Entry, { owner, audiences, now, lease }: ClaimRequest): Claim {
  const untold = audiences.filter((audience) => !entry.told.has(audience));
  if (untold.length === 0) return { state: 'told' };
  if (entry.claim !== undefined && entry.claim.owner !== owner && now < entry.claim.until) return { state: 'held' };
  entry.claim = { owner, until: plus(now, lease) };
  return { state: 'granted', revision: 1, audiences: untold };
}

function toRecord({ finding, matches, told, context }: Entry): AlertRecord {
  const { alertId, rule, columns, periodStart } = finding;
  return {
    alertId,
    ruleId: rule.id,
    columns,
    periodStart,
    ...(context !== undefined && { context }),
    matches: [...matches.values()],
    told: Object.fromEntries(told),
  };
}
