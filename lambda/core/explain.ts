import { type Finding, findingOf } from './alert.ts';
import { always, countAround, mostEventsRead, seenIn } from './count-around.ts';
import { type CloudTrailEvent, type DetectorEvent, textOf } from './event.ts';
import { type Exclusion, expiredAt, type Treatment, touches, treatmentOf } from './exclusion.ts';
import { type EventCount, judgeEventCount, judgeTemporal, type Temporal } from './judge.ts';
import type { AlertOfEvent, Check, Correlation, Count, JudgedSeverity, Judgement } from './judgement.ts';
import { type DroppedAround, type DroppedEvents, leftOutOf, newDroppedEvents, readDropped } from './left-out.ts';
import type { TimelineName } from './observation.ts';
import { keyOn, type PlannedRule, type PlannedSide, type Stream, timelineOf } from './plan.ts';
import type { Timelines } from './ports.ts';
import { holds, type Predicate } from './predicate.ts';
import type { Rule } from './rule.ts';
import { ownSeverity, severityOf } from './severity.ts';
import { type Duration, periodEnd, plus } from './time.ts';
import { reach, type Span } from './window.ts';

/** One part that an event can play in a rule. */
interface Part {
  readonly where: readonly Predicate[];
  readonly exclusions: readonly Exclusion[];
  readonly side?: PlannedSide;
}

/** The timelines, what exclusions dropped, and what the evaluator finds on each that counts, by `heldAs` of the events. */
interface Store {
  readonly timelines: Timelines;
  readonly dropped: DroppedAround;
  readonly found: Map<TimelineName, Promise<ReadonlyMap<string, readonly Finding[]>>>;
}

/**
 * Tells what rules make of events, judged by the evaluator's own functions on timelines that hold everything and no longer
 * change; `dropped` is what exclusions dropped of the same events. For each rule one judgement for each part that an event
 * can play in it; none where it looks at no events of its source.
 */
export function explainer(
  rules: readonly PlannedRule[],
  timelines: Timelines,
  dropped: DroppedEvents = newDroppedEvents(rules),
): (event: DetectorEvent) => Promise<readonly Judgement[]> {
  const store: Store = { timelines, dropped: readDropped(dropped), found: new Map() };
  return async (event) => {
    const judging = rules.flatMap((planned) =>
      partsFor(planned, event).map((part) => judgePart(planned, part, event, store)),
    );
    return Promise.all(judging);
  };
}

/** The first predicate tells the kind of event: parts of another kind say nothing, unless the event is of no kind at all. */
function partsFor(planned: PlannedRule, event: DetectorEvent): readonly Part[] {
  const { where, exclusions = [] } = planned.rule;
  const own: readonly Part[] = event.source === 'cloudtrail' ? [{ where, exclusions }] : [];
  const sides = planned.type === 'temporal' ? planned.sides : [];
  const others = sides
    .filter(({ stream }) => stream.source === event.source)
    .map((side) => ({ where: side.stream.where, exclusions: side.stream.exclusions, side }));
  const parts = [...own, ...others];
  const fitting = parts.filter(({ where: [kind] }) => kind === undefined || holds(kind, event));
  return fitting.length > 0 ? fitting : parts.slice(0, 1);
}

async function judgePart(
  planned: PlannedRule,
  { where, exclusions, side }: Part,
  event: DetectorEvent,
  store: Store,
): Promise<Judgement> {
  const { rule } = planned;
  const checks = checksOf(where, event);
  const part = { rule, ...(side !== undefined && { side: side.side.name }), checks };
  if (checks.some((check) => !check.holds)) return { ...part, expired: [], verdict: 'no', alerts: [] };
  const treatment = treatmentOf(exclusions, event);
  const expired = exclusions.filter((exclusion) => hasExpired(exclusion, event));
  const judgement = { ...part, ...(treatment !== undefined && { treatment }), expired };
  if (treatment?.effect === 'drop') return { ...judgement, verdict: 'no', alerts: [] };
  if (planned.type === 'single') {
    const alerts = alertsOf([findingOf(rule, event as CloudTrailEvent)]);
    return { ...judgement, verdict: 'fires', severity: severityIn(rule, event, treatment), alerts };
  }
  if (side !== undefined && planned.type === 'temporal') {
    const told = await ofSide(planned, side, event, store);
    return { ...judgement, ...told, verdict: 'counts' };
  }
  const told =
    planned.type === 'temporal'
      ? await ofTemporal(planned, event, store)
      : await ofEventCount(planned as EventCount, event, store);
  if (told.alerts.length === 0) return { ...judgement, ...told, verdict: 'no' };
  return { ...judgement, ...told, verdict: 'fires', severity: severityIn(rule, event, treatment) };
}

function checksOf(where: readonly Predicate[], event: DetectorEvent): readonly Check[] {
  return where.map((predicate) => ({
    predicate,
    saw: textOf(event, predicate.field),
    holds: holds(predicate, event),
  }));
}

function severityIn(rule: Rule, event: DetectorEvent, treatment: Treatment | undefined): JudgedSeverity {
  return {
    effective: severityOf(rule, { fields: event.fields, lowered: treatment !== undefined }),
    own: ownSeverity(rule),
    circumstances: (rule.severityWhen ?? []).map((circumstance) => {
      const checks = checksOf(circumstance.where, event);
      return { circumstance, checks, holds: checks.every((check) => check.holds) };
    }),
  };
}

/** Whether the exclusion would touch the event, had it not ended before. */
function hasExpired({ expires, ...unending }: Exclusion, event: DetectorEvent): boolean {
  return expires !== undefined && expiredAt({ ...unending, expires }, event.time) && touches(unending, event);
}

type Told = Pick<Judgement, 'alerts'> & { readonly correlation: Correlation };

async function ofEventCount(planned: EventCount, event: DetectorEvent, store: Store): Promise<Told> {
  const { events, count } = planned;
  const key = keyOf(events, event);
  const { timelines, dropped } = store;
  const findings = (await findingsOn(planned, key, store)).get(heldAs(event)) ?? [];
  const counted = await countAround(events, key, event, { ...count, timelines, dropped, id: event.id });
  return {
    correlation: { by: valuesOf(events, event), within: count.within, counts: [counted] },
    alerts: alertsOf(findings),
  };
}

/** A timeline is judged whole, once: for each of its events alone, a flood would take the square of its size. */
function findingsOn(
  planned: EventCount,
  key: string,
  { timelines, found }: Store,
): Promise<ReadonlyMap<string, readonly Finding[]>> {
  const timeline = timelineOf(planned.events, key);
  const known = found.get(timeline);
  if (known !== undefined) return known;
  const touched = { key, spans: [always], arrived: [] };
  const findings = judgeEventCount(planned, touched, { timelines, limit: Infinity }).then(byEvent);
  found.set(timeline, findings);
  return findings;
}

function byEvent(findings: readonly Finding[]): ReadonlyMap<string, readonly Finding[]> {
  const held = new Map<string, Finding[]>();
  for (const finding of findings) {
    for (const match of finding.matches) held.set(heldAs(match), [...(held.get(heldAs(match)) ?? []), finding]);
  }
  return held;
}

function heldAs({ id, version }: Pick<DetectorEvent, 'id' | 'version'>): string {
  return `${id} ${version}`;
}

async function ofTemporal(planned: Temporal, event: DetectorEvent, store: Store): Promise<Told> {
  const { events, temporal, sides } = planned;
  const key = keyOf(events, event);
  const span: Span = { from: event.time, to: plus(event.time, 1 as Duration) };
  const findings = await judgeTemporal(planned, { key, spans: [span], arrived: [] }, store.timelines);
  const counts = await Promise.all(sides.map((side) => countSide(planned, side, { key, event }, store)));
  return {
    correlation: { by: valuesOf(events, event), within: temporal.within, counts },
    alerts: alertsOf(holding(findings, event)),
  };
}

/** For an event of a side: how full the side is around it, and the rule's events that it can be counted for. */
async function ofSide(planned: Temporal, side: PlannedSide, event: DetectorEvent, store: Store): Promise<Told> {
  const { events, temporal } = planned;
  const key = keyOf(side.stream, event);
  const span = reach(event.time, temporal.within);
  const { timelines, dropped } = store;
  const findings = await judgeTemporal(planned, { key, spans: [span], arrived: [] }, timelines);
  const leftOut = leftOutOf(dropped(timelineOf(events, key), { span, at: event.time, limit: mostEventsRead }));
  return {
    correlation: {
      by: valuesOf(side.stream, event),
      within: temporal.within,
      counts: [await countSide(planned, side, { key, event }, store)],
      partners: { ...(await seenIn(events, key, span, timelines)), ...(leftOut !== undefined && { leftOut }) },
    },
    alerts: alertsOf(findings),
  };
}

async function countSide(
  { temporal }: Temporal,
  { side, stream }: PlannedSide,
  { key, event }: { readonly key: string; readonly event: DetectorEvent },
  { timelines, dropped }: Store,
): Promise<Count> {
  const { moreThan, name } = side;
  const options = { within: temporal.within, moreThan, timelines, dropped };
  return { side: name, ...(await countAround(stream, key, event, options)) };
}

/** The key of an event whose predicates all hold. */
function keyOf(stream: Stream, event: DetectorEvent): string {
  const key = keyOn(stream, event);
  if (key === undefined) throw new Error(`expected event ${event.id} on stream ${stream.name}, as its predicates hold`);
  return key;
}

function valuesOf({ by }: Stream, event: DetectorEvent): Correlation['by'] {
  return by.map((field) => ({ field, value: textOf(event, field) }));
}

function holding(findings: readonly Finding[], { id, version }: DetectorEvent): readonly Finding[] {
  return findings.filter(({ matches }) => matches.some((match) => match.id === id && match.version === version));
}

function alertsOf(findings: readonly Finding[]): readonly AlertOfEvent[] {
  const byId = new Map(
    findings.map(({ alertId, rule, periodStart }) => [
      alertId,
      { alertId, period: { from: periodStart, to: periodEnd(periodStart, rule.period) } },
    ]),
  );
  return [...byId.values()].toSorted((a, b) => a.period.from - b.period.from);
}
