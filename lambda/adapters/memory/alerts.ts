import { type AlertRecord, type Context, type Kept, type Match, nameOfMatch } from '../../core/alert.ts';
import { contextSize } from '../../core/context.ts';
import type { Alerts, DueChange } from '../../core/ports.ts';
import { type Instant, plus } from '../../core/time.ts';
import type { Told } from '../../core/told.ts';

interface Entry {
  readonly finding: Omit<Kept, 'matches'>;
  readonly matches: Map<string, Match>;
  readonly told: Map<string, Told>;
  context?: Context;
  claim?: { readonly owner: string; readonly until: Instant } | undefined;
  due?: Instant | undefined;
  notes?: number;
}

/** The embedded store's alerts, and all of them at once for who replays. */
export interface MemoryAlerts extends Alerts {
  all(): readonly AlertRecord[];
}

export function memoryAlerts(): MemoryAlerts {
  const entries = new Map<string, Entry>();
  return {
    async merge(finding, { context, due } = {}) {
      const { matches, ...rest } = finding;
      const entry: Entry = entries.get(finding.alertId) ?? { finding: rest, matches: new Map(), told: new Map() };
      entries.set(finding.alertId, entry);
      for (const match of matches) mergeMatch(entry.matches, match);
      if (context !== undefined && contextSize(context) >= contextSize(entry.context)) entry.context = context;
      if (due !== undefined) note(entry, due);
    },
    async read(alertId) {
      const entry = entries.get(alertId);
      return entry && toRecord(entry);
    },
    async claim({ alertId, owner, now, lease }) {
      const entry = entries.get(alertId);
      if (entry === undefined) return false;
      if (entry.claim !== undefined && entry.claim.owner !== owner && now < entry.claim.until) return false;
      entry.claim = { owner, until: plus(now, lease) };
      return true;
    },
    async markTold(alertId, owner, audience, told) {
      const entry = entries.get(alertId);
      if (entry?.claim?.owner === owner) entry.told.set(audience, told);
    },
    async release(alertId, owner, change) {
      const entry = entries.get(alertId);
      if (entry?.claim?.owner !== owner) return;
      entry.claim = undefined;
      reschedule(entry, change);
    },
    async schedule(alertId, change) {
      const entry = entries.get(alertId);
      if (entry !== undefined) reschedule(entry, change);
    },
    async dueBy(now, limit) {
      const due = [...entries].flatMap(([id, { due: at }]) => (at !== undefined && at <= now ? [{ id, at }] : []));
      return due
        .toSorted((a, b) => a.at - b.at)
        .slice(0, limit)
        .map(({ id }) => id);
    },
    all: () => [...entries.values()].map(toRecord),
  };
}

function note(entry: Entry, due: Instant): void {
  entry.due ??= due;
  entry.notes = (entry.notes ?? 0) + 1;
}

function reschedule(entry: Entry, { due, instead }: DueChange): void {
  const asRead = entry.due === instead.due && entry.notes === instead.notes;
  if (entry.due === undefined || asRead) entry.due = due;
}

/** Of two copies of a match, the one from the object that sorts first stays: so the order of files has no effect. */
function mergeMatch(matches: Map<string, Match>, match: Match): void {
  const name = nameOfMatch(match);
  const known = matches.get(name);
  if (known === undefined || match.object < known.object) matches.set(name, match);
}

function toRecord({ finding, matches, told, context, due, notes }: Entry): AlertRecord {
  const { alertId, rule, columns, periodStart } = finding;
  return {
    alertId,
    ruleId: rule.id,
    columns,
    periodStart,
    ...(context !== undefined && { context }),
    matches: [...matches.values()],
    told: Object.fromEntries(told),
    ...(due !== undefined && { due }),
    ...(notes !== undefined && { notes }),
  };
}
