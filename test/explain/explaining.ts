import { memoryTimelines } from '../../lambda/adapters/memory/timelines.ts';
import { detect } from '../../lambda/core/detect.ts';
import type { DetectorEvent } from '../../lambda/core/event.ts';
import { explainer } from '../../lambda/core/explain.ts';
import type { Judgement } from '../../lambda/core/judgement.ts';
import { type DroppedEvents, newDroppedEvents, noteDropped } from '../../lambda/core/left-out.ts';
import { plan } from '../../lambda/core/plan.ts';
import type { Rule } from '../../lambda/core/rule.ts';
import { embeddedPorts, inTurn } from '../core/detecting.ts';

/** What a rule makes of an event among others that the detector saw. */
export async function judgementsOf(
  rule: Rule,
  event: DetectorEvent,
  history: readonly DetectorEvent[],
): Promise<readonly Judgement[]> {
  const timelines = memoryTimelines();
  await detect(inTurn([history]), embeddedPorts([rule], { timelines }));
  return explainer([plan(rule)], timelines, droppedOf(rule, history))(event);
}

/** What the rule's exclusions drop of these events. */
export function droppedOf(rule: Rule, history: readonly DetectorEvent[]): DroppedEvents {
  const dropped = newDroppedEvents([plan(rule)]);
  for (const event of history) noteDropped(dropped, event);
  return dropped;
}

/** The same, where the event plays one part only. */
export async function judgementOf(
  rule: Rule,
  event: DetectorEvent,
  history: readonly DetectorEvent[],
): Promise<Judgement> {
  const [judgement] = await judgementsOf(rule, event, history);
  if (judgement === undefined) throw new Error(`expected ${rule.id} to look at event ${event.id}`);
  return judgement;
}
