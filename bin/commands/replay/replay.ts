import { type Alert, assemble } from '../../../lambda/core/alert.ts';
import { type CountedEffect, newExclusionTally } from '../../../lambda/core/exclusion-tally.ts';
import { compareText } from '../../../lambda/core/identity.ts';
import type { Rule } from '../../../lambda/core/rule.ts';
import { type JudgedFiles, type JudgeFilesRequest, judgeFiles } from '../judging/judge-files.ts';

export interface ReplayRequest extends Pick<JudgeFilesRequest, 'files' | 'rules' | 'maxBytes' | 'progress' | 'see'> {
  /** Whether to keep the events that exclusions touched. */
  readonly showExcluded?: boolean;
}

export interface ReplayResult extends Pick<JudgedFiles, 'tally' | 'unreadable' | 'span' | 'failed'> {
  /** By start time, then in the order of the rules, then by id. */
  readonly alerts: readonly Alert[];
  /** What the rules' exclusions did, by exclusion and rule. */
  readonly excluded?: readonly CountedEffect[];
}

/** Judges the records of files, and words the alerts as they end up: each is new, and said once. */
export async function replay({ showExcluded = false, ...request }: ReplayRequest): Promise<ReplayResult> {
  const { rules } = request;
  const excluded = newExclusionTally({ limit: Infinity, keep: showExcluded });

  const { alerts, kept: _, timelines: __, ...judged } = await judgeFiles({ ...request, excluded });

  const order = rules.map(({ id }) => id);
  const ruleOf = (id: string) => rules.find((rule) => rule.id === id) as Rule;
  const told = alerts.all().map((record) => assemble(ruleOf(record.ruleId), record, { revision: 1 }));
  const inOrder = told.toSorted((a, b) => compareAlerts(a, b, order));
  return { ...judged, alerts: inOrder, excluded: [...excluded.effects.values()] };
}

function compareAlerts(a: Alert, b: Alert, order: readonly string[]): number {
  return (
    Date.parse(a.startTime) - Date.parse(b.startTime) ||
    order.indexOf(a.rule.id) - order.indexOf(b.rule.id) ||
    compareText(a.alertId, b.alertId)
  );
}
