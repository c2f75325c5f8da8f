import { groupFields } from './alert.ts';
import type { CloudTrailEvent, DetectorEvent, Field, Source } from './event.ts';
import { textOf } from './event.ts';
import { type Exclusion, filterDigest, sourcesOf } from './exclusion.ts';
import { digest, identity } from './identity.ts';
import { openFields } from './named.ts';
import type { Observation, TimelineName } from './observation.ts';
import { allHold, type Predicate } from './predicate.ts';
import type { EventCount, Rule, Side, Temporal } from './rule.ts';
import { type Duration, hours } from './time.ts';

/** A rule with the streams that its correlation reads. */
export type PlannedRule =
  | { readonly type: 'single'; readonly rule: Rule }
  | { readonly type: 'event_count'; readonly rule: Rule; readonly count: EventCount; readonly events: Stream }
  | {
      readonly type: 'temporal';
      readonly rule: Rule;
      readonly temporal: Temporal;
      readonly events: Stream;
      readonly sides: readonly PlannedSide[];
    };

export interface PlannedSide {
  readonly side: Side;
  readonly stream: Stream;
}

/** Events of one kind, each on the timeline of its key. */
export interface Stream {
  /** Contains a digest of what filters it: a changed filter starts a new stream, as an old one was thinned behind it. */
  readonly name: string;
  readonly source: Source;
  readonly where: readonly Predicate[];
  readonly by: readonly Field[];
  /**
   * The rule's exclusions that can touch such events. What they drop is left out of a thinned stream before it is thinned;
   * of one that keeps everything, when it is judged, so that a changed exclusion finds all events of before.
   */
  readonly exclusions: readonly Exclusion[];
  readonly window: Duration;
  readonly keep: readonly Field[] | 'event';
  readonly thinning?: Thinning;
}

/** Of each batch, timeline and slot of time, the `keep` earliest and the `keep` latest ids are written. */
export interface Thinning {
  readonly slot: Duration;
  readonly keep: number;
}

export function plan(rule: Rule): PlannedRule {
  const { correlate } = rule;
  switch (correlate?.type) {
    case undefined:
      return { type: 'single', rule };
    case 'event_count':
      return { type: 'event_count', rule, count: correlate, events: countedEvents(rule, correlate) };
    case 'temporal':
      return {
        type: 'temporal',
        rule,
        temporal: correlate,
        events: stream({
          name: rule.id,
          source: 'cloudtrail',
          where: rule.where,
          by: correlate.by,
          exclusions: exclusionsOn(rule, 'cloudtrail'),
          window: correlate.within,
          keep: 'event',
        }),
        sides: correlate.sides.map((side) => ({ side, stream: sideStream(rule, correlate, side) })),
      };
    default:
      return correlate satisfies never;
  }
}

/** The key of an event on its stream's timelines, if the event belongs to the stream but for exclusions. */
export function keyOn(stream: Stream, event: DetectorEvent): string | undefined {
  if (event.source !== stream.source || !allHold(stream.where, event)) return undefined;
  return identity(...stream.by.map((field) => textOf(event, field)));
}

export function timelineOf(stream: Stream, key: string): TimelineName {
  return `${stream.name}/${key}`;
}

export function observe(stream: Stream, key: string, event: DetectorEvent): Observation {
  const { time, id, version, eventId, object } = event;
  const observation = { timeline: timelineOf(stream, key), time, id, version, eventId, object, window: stream.window };
  if (stream.keep === 'event') return { ...observation, fields: {}, event: event as CloudTrailEvent };
  return { ...observation, fields: Object.fromEntries(stream.keep.map((field) => [field, textOf(event, field)])) };
}

function countedEvents(rule: Rule, { by, moreThan, within }: EventCount): Stream {
  checkCircumstances(rule, by);
  const thinning = thinningFor(rule, within, moreThan);
  return stream({
    name: rule.id,
    source: 'cloudtrail',
    where: rule.where,
    by,
    exclusions: exclusionsOn(rule, 'cloudtrail'),
    window: within,
    keep: [...groupFields(rule), ...Object.values(openFields(rule.groupBy))],
    thinning,
  });
}

/**
 * Of a counted event only some fields are remembered, and not every event is. So its circumstances may ask only for what
 * is remembered, and is the same of all events of one timeline: then it does not matter which of them were thinned out.
 */
function checkCircumstances(rule: Rule, by: EventCount['by']): void {
  const kept = groupFields(rule);
  const known: readonly Field[] = by.filter((field) => kept.includes(field));
  for (const { field } of (rule.severityWhen ?? []).flatMap(({ where }) => where)) {
    if (known.includes(field)) continue;
    const choice = known.length > 0 ? `one of ${known.join(', ')}` : 'none, as it groups by no field that it counts by';
    throw new RangeError(
      `expected the circumstances of the event count ${rule.id} to ask for fields that it counts by and groups by (${choice}), found ${field}`,
    );
  }
}

function sideStream(rule: Rule, { within }: Temporal, { name, source, where, by, moreThan, keep }: Side): Stream {
  const thinning = thinningFor(rule, within, moreThan);
  const exclusions = exclusionsOn(rule, source).filter(drops); // there is no severity to lower
  return stream({ name: `${rule.id}.${name}`, source, where, by, exclusions, window: within, keep, thinning });
}

function stream(declared: Stream): Stream {
  const { source, where, by, exclusions, thinning } = declared;
  const dropped = thinning === undefined ? [] : exclusions.filter(drops);
  const filter = { source, where, by, ...(dropped.length > 0 && { except: filterDigest(dropped) }) };
  return { ...declared, name: `${declared.name}.${digest(filter).slice(0, 8)}` };
}

function exclusionsOn({ exclusions = [] }: Rule, source: Source): readonly Exclusion[] {
  return exclusions.filter(({ match }) => sourcesOf(match).includes(source));
}

function drops({ effect }: Exclusion): boolean {
  return effect === 'drop';
}

/**
 * Every decision stays exact while a slot is no longer than the window and the period (docs/architecture.md). It divides
 * the period, so that what is kept of a slot is in one period: else an alert could lack the events just before it.
 */
function thinningFor({ period }: Rule, window: Duration, moreThan: number): Thinning {
  let slots = Math.ceil(period / Math.min(window, period, hours(1)));
  while (period % slots !== 0) slots++;
  return { slot: (period / slots) as Duration, keep: moreThan + 1 };
}
