import type {
  AlertOfEvent,
  Check,
  Correlation,
  Count,
  JudgedCircumstance,
  JudgedSeverity,
  Judgement,
} from '../core/judgement.ts';
import { formatInstant } from '../core/time.ts';
import { cells, cutEnd, cutStart, pad, wrap } from './cells.ts';
import { eventFacts } from './explain-event.ts';
import {
  circumstanceInWords,
  condition,
  countInWords,
  elsewhere,
  exclusionsInWords,
  inUnits,
  leftOutInWords,
  moreLeftOut,
  quoted,
  severityInWords,
  whyUnjudged,
} from './explain-words.ts';
import type { ExplainedEvent, UnjudgedRecord } from './explained.ts';
import { neutral } from './neutral.ts';
import { type Format, type Paint, painter, type TerminalStyle } from './paint.ts';
import { timeSpan } from './when.ts';

type Draw = { readonly width: number; readonly paint: Paint };

const verdicts = {
  fires: { word: 'FIRES', format: ['bold', 'green'] },
  counts: { word: 'COUNTS', format: ['bold', 'cyan'] },
  no: { word: 'NO', format: ['bold', 'red'] },
} as const satisfies Record<Judgement['verdict'], { readonly word: string; readonly format: Format }>;

const verdictWidth = 'COUNTS'.length;
const indent = '  ';
const inner = indent + ' '.repeat(verdictWidth + 2);
const labelWidth = 'verdict'.length + 2;

/**
 * What each rule makes of each event, for a person at a terminal: the rules that fire first, then those that lack a count,
 * then those that the event is nothing for. No line is wider than the width. Ends in a line break.
 */
export function renderExplanations(
  { events, unjudged }: { readonly events: readonly ExplainedEvent[]; readonly unjudged: readonly UnjudgedRecord[] },
  { width, colour }: TerminalStyle,
): string {
  const paint = painter(colour);
  const draw = { width, paint };
  const blocks = [
    ...events.map((explained) => eventBlock(explained, draw)),
    ...unjudged.map((record) => unjudgedBlock(record, draw)),
  ];
  if (blocks.length === 0) return 'Nothing in these files is a console login, or anything else that a rule looks at.\n';
  return blocks.map((lines) => `${lines.join('\n')}\n`).join('\n');
}

function eventBlock({ event, version, copies, judgements }: ExplainedEvent, draw: Draw): readonly string[] {
  const time = formatInstant(event.time);
  const others = copies === 1 ? '' : ` and ${copies - 1} more`;
  const room = draw.width - indent.length - labelWidth;
  return [
    ...title([timeSpan(time, time), ...eventFacts(event)], draw),
    ...labelled('event', [cutEnd(neutral(event.eventId), room)], draw),
    ...(version.of === 1 ? [] : labelled('version', [`${version.number} of ${version.of} of this event`], draw)),
    ...labelled('read in', [cutStart(neutral(event.object, 1_024), room - others.length) + others], draw),
    ...labelled('verdict', wrap(overview(judgements), { width: room, between: ', ' }), draw),
    ...inOrder(judgements).flatMap((judgement) => ['', ...judgementLines(judgement, draw)]),
  ];
}

function unjudgedBlock(record: UnjudgedRecord, draw: Draw): readonly string[] {
  const room = draw.width - indent.length - labelWidth;
  return [
    ...title(['Record', neutral(record.eventId)], draw),
    ...labelled('read in', [cutStart(neutral(record.object, 1_024), room)], draw),
    ...labelled('verdict', wrapWords(whyUnjudged(record), room), draw),
  ];
}

function title(facts: readonly string[], { width, paint }: Draw): readonly string[] {
  const [first = '', ...rest] = wrap(facts, { width: width - indent.length, between: '  ' });
  return [paint('bold', first), ...rest.map((line) => paint('bold', indent + line))];
}

function labelled(label: string, lines: readonly string[], { paint }: Draw): readonly string[] {
  return lines.map((line, index) => indent + paint('dim', pad(index === 0 ? label : '', labelWidth)) + line);
}

/** In a few words, before all the detail: which rules fire, and that no other does. */
function overview(judgements: readonly Judgement[]): readonly string[] {
  if (judgements.length === 0) return ['no chosen rule looks at such events'];
  const named = (verdict: Judgement['verdict'], verb: string): readonly string[] => {
    const ids = judgements.filter((judgement) => judgement.verdict === verdict).map(({ rule }) => rule.id);
    return ids.map((id, index) => (index === 0 ? `${verb} ${id}` : id));
  };
  const said = [...named('fires', 'fires'), ...named('counts', 'counts for')];
  return said.length > 0 ? said : ['fires no rule'];
}

/** Firing ones first; then by how near they were. */
function inOrder(judgements: readonly Judgement[]): readonly Judgement[] {
  const rank = ({ verdict, correlation }: Judgement): number =>
    verdict === 'fires' ? 0 : verdict === 'counts' ? 1 : correlation !== undefined ? 2 : 3;
  return judgements.toSorted((a, b) => rank(a) - rank(b));
}

function judgementLines(judgement: Judgement, draw: Draw): readonly string[] {
  const { checks, correlation, severity, alerts } = judgement;
  const room = draw.width - inner.length;
  return [
    headline(judgement, draw),
    ...checkLines(checks, inner, draw),
    ...exclusionsInWords(judgement).flatMap((sentence) => wrapWords(sentence, room).map((line) => inner + line)),
    ...(correlation === undefined ? [] : correlationLines(correlation, draw)),
    ...(severity === undefined ? [] : severityLines(severity, draw)),
    ...alerts.map((alert) => inner + cutEnd(alertLine(alert, judgement), room)),
  ];
}

function headline({ rule, side, verdict }: Judgement, { width, paint }: Draw): string {
  const { word, format } = verdicts[verdict];
  const signal = verdict === 'fires' && rule.deliver === 'signal' ? ' (signal: kept, not published)' : '';
  const name = `${rule.id}${side === undefined ? '' : `, as ${side}`}${signal}`;
  const shown = cutEnd(name, width - inner.length);
  return `${indent}${paint(format, pad(word, verdictWidth))}  ${paint('bold', shown)}`;
}

function checkLines(checks: readonly Check[], margin: string, { width, paint }: Draw): readonly string[] {
  const fieldWidth = Math.max(...checks.map(({ predicate }) => predicate.field.length));
  const conditions = checks.map(({ predicate }) => condition(predicate));
  const conditionWidth = Math.min(Math.max(...conditions.map(cells)), Math.floor(width * 0.4));
  return checks.map(({ predicate, saw, holds }, index) => {
    const asked = pad(cutEnd(conditions[index] as string, conditionWidth), conditionWidth);
    const start = `${margin}  ${pad(predicate.field, fieldWidth)}  ${asked}  `;
    const value = cutEnd(quoted(saw), Math.max(1, width - cells(start)));
    return `${margin}${mark(holds, paint)} ${pad(predicate.field, fieldWidth)}  ${paint('dim', asked)}  ${value}`;
  });
}

/** The circumstances that the rule declares, those too that do not hold, each with what it asks for. */
function severityLines(severity: JudgedSeverity, draw: Draw): readonly string[] {
  return [
    inner + severityInWords(severity),
    ...severity.circumstances.flatMap((circumstance) => circumstanceLines(circumstance, draw)),
  ];
}

function circumstanceLines(circumstance: JudgedCircumstance, draw: Draw): readonly string[] {
  const { checks, holds } = circumstance;
  const words = wrapWords(circumstanceInWords(circumstance), draw.width - inner.length - indent.length);
  return [
    ...words.map((line, index) => `${inner}${index === 0 ? mark(holds, draw.paint) : ' '} ${line}`),
    ...checkLines(checks, inner + indent, draw),
  ];
}

function correlationLines(correlation: Correlation, draw: Draw): readonly string[] {
  const { by, within, counts, partners } = correlation;
  const same = by.map(({ field, value }) => `${field} ${quoted(value)}`).join(', ');
  const room = draw.width - inner.length;
  const intro = `within ${inUnits(within)}, with the same ${same}:`;
  const nameWidth = Math.max(0, ...counts.map((count) => cells(nameOf(count))));
  return [
    ...wrapWords(intro, room).map((line) => inner + line),
    ...counts.flatMap((count) => countLines(count, nameWidth, draw)),
    ...(partners === undefined
      ? []
      : wrapWords(partnersInWords(partners), room - 2).map((line) => `${inner}  ${line}`)),
  ];
}

/** How many events of the rule itself could alert because of this one. */
function partnersInWords({ count, first, last, leftOut }: NonNullable<Correlation['partners']>): string {
  const when =
    first === undefined || last === undefined ? '' : `, ${timeSpan(formatInstant(first), formatInstant(last))}`;
  const more = leftOut === undefined ? '' : `; ${moreLeftOut(leftOut)}`;
  return `the rule's own events that it may be counted for: ${count}${when}${more}`;
}

function countLines(count: Count, nameWidth: number, { width, paint }: Draw): readonly string[] {
  const { first, last } = count.window;
  const when = first === undefined || last === undefined ? '' : timeSpan(formatInstant(first), formatInstant(last));
  const more = [elsewhere(count) ?? [], leftOutInWords(count) ?? []].flat();
  const room = width - inner.length - 2;
  const items = wrap([`${pad(nameOf(count), nameWidth)}  ${countInWords(count)}`, ...(when === '' ? [] : [when])], {
    width: room,
    between: '   ',
  });
  const below = ' '.repeat(2);
  return [
    ...items.map((line, index) => inner + (index === 0 ? `${mark(count.missing === 0, paint)} ` : `${below}  `) + line),
    ...more.flatMap((sentence) => wrapWords(sentence, room - 2).map((line) => `${inner}${below}  ${line}`)),
  ];
}

function nameOf({ side }: Count): string {
  return side ?? 'such events';
}

function alertLine({ alertId, period }: AlertOfEvent, { verdict }: Judgement): string {
  const span = timeSpan(formatInstant(period.from), formatInstant(period.to));
  return `→ ${verdict === 'counts' ? 'told of in alert' : 'alert'} ${alertId}, period ${span}`;
}

function mark(holds: boolean, paint: Paint): string {
  return holds ? paint('green', '✓') : paint('red', '✗');
}

function wrapWords(text: string, width: number): readonly string[] {
  return wrap(text.split(' '), { width, between: ' ' });
}
