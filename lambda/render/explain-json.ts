import type { Exclusion } from '../core/exclusion.ts';
import type {
  AlertOfEvent,
  Check,
  Correlation,
  Count,
  JudgedSeverity,
  Judgement,
  LeftOut,
  Seen,
} from '../core/judgement.ts';
import { ownSeverity } from '../core/severity.ts';
import { type Duration, formatInstant, type Instant, periodEnd, seconds } from '../core/time.ts';
import type { Span } from '../core/window.ts';
import { whyNot, whyUnjudged } from './explain-words.ts';
import type { ExplainedEvent, UnjudgedRecord } from './explained.ts';
import { jsonLine } from './json-line.ts';

const schema = 'gatewarden.explanation/1';

/** An event and what each rule makes of it, as one line of JSON. Times are ISO 8601 in UTC, lengths in seconds. */
export function explanationLine({ event, version, copies, judgements }: ExplainedEvent): string {
  const { source, eventId, time, object, fields } = event;
  return jsonLine({
    schema,
    kind: 'judged',
    event: { source, eventId, time: formatInstant(time), version, copies, object, fields },
    rules: judgements.map(tellJudgement),
  });
}

/** A record that no rule saw, as one line of JSON. */
export function unjudgedLine(record: UnjudgedRecord): string {
  const { kind, eventId, object } = record;
  return jsonLine({ schema, kind, event: { eventId, object }, because: whyUnjudged(record), rules: [] });
}

function tellJudgement(judgement: Judgement): object {
  const { rule, side, verdict, checks, treatment, expired, correlation, severity, alerts } = judgement;
  const { id, title, deliver } = rule;
  const because = whyNot(judgement);
  return {
    rule: { id, title, severity: ownSeverity(rule), deliver },
    ...(side !== undefined && { side }),
    verdict,
    ...(because !== undefined && { because }),
    checks: checks.map(tellCheck),
    ...(treatment !== undefined && { treatment: { effect: treatment.effect, by: treatment.by.map(tellExclusion) } }),
    ...(expired.length > 0 && { expired: expired.map(tellExclusion) }),
    ...(correlation !== undefined && { correlation: tellCorrelation(correlation) }),
    ...(severity !== undefined && { severity: tellSeverity(severity) }),
    alerts: alerts.map(({ alertId, period }: AlertOfEvent) => ({ alertId, period: tellSpan(period) })),
  };
}

function tellCheck({ predicate, saw, holds }: Check): object {
  return { ...predicate, saw, holds };
}

function tellSeverity({ effective, own, circumstances }: JudgedSeverity): object {
  return {
    effective,
    own,
    circumstances: circumstances.map(({ circumstance: { severity, because }, checks, holds }) => ({
      severity,
      because,
      holds,
      checks: checks.map(tellCheck),
    })),
  };
}

function tellExclusion({ id, effect, reason, owner, expires }: Exclusion): object {
  return { id, effect, reason, owner, ...(expires !== undefined && { expires: formatInstant(expires) }) };
}

function tellCorrelation({ by, within, counts, partners }: Correlation): object {
  return {
    by: Object.fromEntries(by.map(({ field, value }) => [field, value])),
    withinSeconds: within / seconds(1),
    counts: counts.map(tellCount),
    ...(partners !== undefined && { partners: { ...tellSeen(partners), ...tellLeftOut(partners.leftOut) } }),
  };
}

function tellCount({ side, window, atLeast, moreThan, missing, ever, leftOut }: Count): object {
  const { count, first, last } = window;
  return {
    ...(side !== undefined && { side }),
    count,
    atLeast,
    needed: moreThan + 1,
    missing,
    window: tellSpan(window),
    ...tellTimes({ first, last }),
    ever: tellSeen(ever),
    ...tellLeftOut(leftOut),
  };
}

/** Of a count also how many would be missing with them, and so whether they would have been enough. */
function tellLeftOut(leftOut: LeftOut | Count['leftOut'] | undefined): object {
  if (leftOut === undefined) return {};
  const { count, atLeast, by } = leftOut;
  const missing = 'missing' in leftOut ? { missing: leftOut.missing, enough: leftOut.missing === 0 } : {};
  return { leftOut: { count, atLeast, by, ...missing } };
}

function tellSeen({ count, atLeast, first, last }: Seen): object {
  return { count, atLeast, ...tellTimes({ first, last }) };
}

/** Half-open: `end` is the first instant after it. */
function tellSpan({ from, to }: Span): object {
  return { start: formatInstant(from), end: formatInstant(periodEnd(from, (to - from) as Duration)) };
}

function tellTimes({
  first,
  last,
}: {
  readonly first: Instant | undefined;
  readonly last: Instant | undefined;
}): object {
  return {
    ...(first !== undefined && { first: formatInstant(first) }),
    ...(last !== undefined && { last: formatInstant(last) }),
  };
}
