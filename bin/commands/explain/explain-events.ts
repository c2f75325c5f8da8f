import type { DetectorEvent } from '../../../lambda/core/event.ts';
import { explainer } from '../../../lambda/core/explain.ts';
import { compareText } from '../../../lambda/core/identity.ts';
import type { DroppedEvents } from '../../../lambda/core/left-out.ts';
import { plan } from '../../../lambda/core/plan.ts';
import type { Timelines } from '../../../lambda/core/ports.ts';
import type { Rule } from '../../../lambda/core/rule.ts';
import type { ExplainedEvent } from '../../../lambda/render/explained.ts';

/**
 * What each rule makes of each event, on timelines that hold everything but what was dropped: one entry for each version, in
 * the order of time.
 * Neither the order of the events nor their copies change anything but `copies`.
 */
export async function explainEvents(
  events: readonly DetectorEvent[],
  rules: readonly Rule[],
  { timelines, dropped }: { readonly timelines: Timelines; readonly dropped?: DroppedEvents },
): Promise<readonly ExplainedEvent[]> {
  const explain = explainer(rules.map(plan), timelines, dropped);
  const byId = Map.groupBy(events, ({ source, id }) => `${source} ${id}`);
  const explained: ExplainedEvent[] = [];
  for (const copies of byId.values()) {
    const versions = [...Map.groupBy(copies, ({ version }) => version).values()].map(inOrderOfObjects);
    for (const [index, [event, ...others]] of versions.toSorted(([a], [b]) => compareEvents(a, b)).entries()) {
      const judgements = await explain(event);
      const version = { number: index + 1, of: versions.length };
      explained.push({ event, version, copies: 1 + others.length, judgements });
    }
  }
  return explained.toSorted((a, b) => compareEvents(a.event, b.event));
}

function inOrderOfObjects(copies: readonly DetectorEvent[]): readonly [DetectorEvent, ...DetectorEvent[]] {
  return copies.toSorted((a, b) => compareText(a.object, b.object)) as [DetectorEvent, ...DetectorEvent[]];
}

function compareEvents(a: DetectorEvent, b: DetectorEvent): number {
  return a.time - b.time || compareText(a.id, b.id) || compareText(a.version, b.version);
}
