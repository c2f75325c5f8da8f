import type { Exclusion } from '../core/exclusion.ts';
import type { Count, JudgedCircumstance, JudgedSeverity, Judgement, LeftOut, Seen } from '../core/judgement.ts';
import type { Predicate } from '../core/predicate.ts';
import { type Duration, days, formatInstant, hours, minutes, seconds } from '../core/time.ts';
import type { UnjudgedRecord } from './explained.ts';
import { neutral } from './neutral.ts';
import { counted } from './quantity.ts';

const mostCharacters = 64;

/** What a predicate asks for, to be read behind its field: `must not be Yes`. */
export function condition(predicate: Predicate): string {
  switch (predicate.op) {
    case 'is':
      return `must be ${neutral(predicate.value)}`;
    case 'isExactly':
      return `must be exactly ${neutral(predicate.value)}`;
    case 'isNot':
      return `must not be ${neutral(predicate.value)}`;
    case 'contains':
      return `must contain ${neutral(predicate.value)}`;
    case 'notContains':
      return `must not contain ${neutral(predicate.value)}`;
    case 'in':
      return `must be one of ${neutral(predicate.values.join(', '))}`;
    case 'notIn':
      return `must be none of ${neutral(predicate.values.join(', '))}`;
    case 'isPresent':
      return 'must not be empty';
    default:
      return predicate satisfies never;
  }
}

/** A value of an event, in quotes, as spaces and emptiness matter; safe to show. */
export function quoted(value: string): string {
  return `"${neutral(value, mostCharacters)}"`;
}

/** `10 minutes`, in the largest unit that it is a whole number of. */
export function inUnits(duration: Duration): string {
  const units = [
    ['day', days(1)],
    ['hour', hours(1)],
    ['minute', minutes(1)],
    ['second', seconds(1)],
  ] as const;
  const [name, unit] = units.find(([, length]) => duration % length === 0) ?? ['millisecond', 1];
  return counted(duration / unit, name);
}

/** `4 counted, 6 needed, 2 missing`. */
export function countInWords({ window, atLeast, moreThan, missing }: Count): string {
  const counted = `${atLeast ? 'at least ' : ''}${window.count} counted, ${moreThan + 1} needed`;
  return missing === 0 ? counted : `${counted}, ${missing} missing`;
}

/** Why a count stays short although there are more: they came at another time. Undefined where there are no more. */
export function elsewhere({ window, ever, missing }: Count): string | undefined {
  const outside = ever.count - window.count;
  if (missing === 0 || outside <= 0) return undefined;
  return `${seenInWords(outside, ever)} more, too early or too late for this window`;
}

/** `3 more left out by the exclusion backup, which would have been enough`. Undefined where nothing was left out. */
export function leftOutInWords({ missing, leftOut }: Pick<Count, 'missing' | 'leftOut'>): string | undefined {
  if (leftOut === undefined) return undefined;
  const more = moreLeftOut(leftOut);
  if (missing === 0) return more;
  return leftOut.missing === 0
    ? `${more}, which would have been enough`
    : `${more}, with which ${leftOut.missing} would still be missing`;
}

/** `3 more left out by the exclusion backup`. */
export function moreLeftOut({ count, atLeast, by }: LeftOut): string {
  const exclusions = by.length === 1 ? 'the exclusion' : 'the exclusions';
  return `${atLeast ? 'at least ' : ''}${count} more left out by ${exclusions} ${by.map((id) => neutral(id, mostCharacters)).join(', ')}`;
}

/** One sentence that says why a rule did not fire; undefined where it fired, or counted the event. */
export function whyNot({ verdict, checks, treatment, correlation }: Judgement): string | undefined {
  if (verdict !== 'no') return undefined;
  const failed = checks.filter((check) => !check.holds);
  if (failed.length > 0) {
    return failed
      .map(({ predicate, saw }) => `${predicate.field} ${condition(predicate)}, is ${quoted(saw)}`)
      .join('; ');
  }
  if (treatment?.effect === 'drop') return treatment.by.map(excludedBy).join('; ');
  const nearest = correlation?.counts.toSorted(
    (a, b) => missingAtBest(a) - missingAtBest(b) || a.missing - b.missing,
  )[0];
  if (correlation === undefined || nearest === undefined) return undefined;
  const side = nearest.side === undefined ? '' : `${nearest.side}: `;
  const counted = `${side}${countInWords(nearest)} within ${inUnits(correlation.within)}`;
  return [counted, leftOutInWords(nearest) ?? []].flat().join('; ');
}

/** What exclusions left out is the better reason where it would have been enough. */
function missingAtBest({ missing, leftOut }: Count): number {
  return leftOut?.missing ?? missing;
}

/** What exclusions do to the event, and which did but have ended; one sentence each. */
export function exclusionsInWords({ treatment, expired }: Judgement): readonly string[] {
  const inEffect = treatment?.by.map((exclusion) =>
    exclusion.effect === 'drop' ? excludedBy(exclusion) : `taken one severity step down by ${naming(exclusion)}`,
  );
  const ended = expired.map((exclusion) => `no longer excluded: ${naming(exclusion)} ended on ${endOf(exclusion)}`);
  return [...(inEffect ?? []), ...ended];
}

/** `severity High; the rule's own is Low`: the severity in the alert, and where it is another one, that of the rule. */
export function severityInWords({ effective, own }: JudgedSeverity): string {
  return `severity ${effective}${effective === own ? '' : `; the rule's own is ${own}`}`;
}

/** What a circumstance makes of a severity, where its predicates hold. */
export function circumstanceInWords({ circumstance: { severity, because } }: JudgedCircumstance): string {
  return `at least ${severity}: ${because}`;
}

/** Why no rule saw a record. */
export function whyUnjudged({ kind, reason, eventName }: UnjudgedRecord): string {
  if (kind === 'failed') return `could not be read: ${neutral(reason)}`;
  switch (reason) {
    case 'other event':
      return `skipped: no rule looks at events named ${quoted(eventName)}`;
    case 'insight':
      return 'skipped: an Insights record, which is no event of its own';
    default:
      return `skipped: ${neutral(reason)}, at which no rule looks`;
  }
}

function excludedBy(exclusion: Exclusion): string {
  return `left out by ${naming(exclusion)}`;
}

function naming({ id, reason, owner }: Exclusion): string {
  return `the exclusion ${neutral(id)} (${neutral(reason)}; ${neutral(owner)})`;
}

function endOf({ expires }: Exclusion): string {
  return expires === undefined ? 'no day' : formatInstant(expires);
}

function seenInWords(count: number, { atLeast }: Seen): string {
  return `${atLeast ? 'at least ' : ''}${count}`;
}
