import { formatInstant } from '../../../lambda/core/time.ts';
import { neutral } from '../../../lambda/render/neutral.ts';
import { counted, number } from '../../../lambda/render/quantity.ts';
import { timeSpan } from '../../../lambda/render/when.ts';
import type { AskedSpan } from './asked-span.ts';
import type { LeftOut } from './stored-alerts.ts';

/** What was listed. */
export interface Listed {
  readonly alerts: number;
  readonly signals: number;
  /** Of the alerts: those of which nobody was told. */
  readonly untold: number;
  /** There are more in the span. */
  readonly more: boolean;
}

/** What was listed and what not, for a person. Ends in a line break. */
export function summary(
  listed: Listed,
  { span, leftOut }: { readonly span: AskedSpan; readonly leftOut: LeftOut },
): string {
  return [...listedLines(listed, span), ...leftOutLines(leftOut)].map((line) => `${line}\n`).join('');
}

function listedLines({ alerts, signals, untold, more }: Listed, span: AskedSpan): readonly string[] {
  const found = counted(alerts, 'alert') + (signals === 0 ? '' : ` and ${counted(signals, 'signal')}`);
  if (alerts + signals === 0) return [`Found no alerts ${inWords(span)}.`];
  return [
    more
      ? `Listed the newest ${number(alerts + signals)} ${inWords(span)} (${found}). There are more: --limit lists them.`
      : `Listed ${found} ${inWords(span)}.`,
    ...(untold === 0 ? [] : [`Nobody was told of ${number(untold)} of the alerts so far.`]),
  ];
}

function leftOutLines({ signals, unreadable, example }: LeftOut): readonly string[] {
  return [
    ...(signals === 0 ? [] : [`Left ${counted(signals, 'signal')} out: --signals lists them, too.`]),
    ...(example === undefined
      ? []
      : [`Could not read ${counted(unreadable, 'alert')}, such as ${example.alertId}: ${neutral(example.reason)}`]),
  ];
}

function inWords({ from, to, toTheLatest }: AskedSpan): string {
  const [start, end] = [formatInstant(from), formatInstant(to)];
  return toTheLatest ? `since ${timeSpan(start, start)} UTC` : `of ${timeSpan(start, end)} UTC`;
}
