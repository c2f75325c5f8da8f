import type { Alert } from '../../core/alert.ts';
import { counted } from '../quantity.ts';

/**
 * What stands beside the events of several alerts that share it, and when: `after 23 failed Entra ID sign-ins`. Each
 * alert knows the failures around its own events alone, so where they differ the largest count is a lower bound of all.
 * Undefined where they have no failures beside them.
 */
export function failuresBeside(alerts: readonly Alert[]): string | undefined {
  const spans = alerts.flatMap(({ context: { sides = [], first, last, values } }) =>
    first === undefined || last === undefined || values?.['ResultType'] === undefined
      ? []
      : [{ first, last, count: total(sides), atLeast: sides.some((side) => side.atLeast) }],
  );
  if (spans.length === 0) return undefined;
  const count = Math.max(...spans.map((span) => span.count));
  const differ = new Set(spans.map((span) => JSON.stringify([span.first, span.last, span.count]))).size > 1;
  const bound = differ || spans.some(({ atLeast }) => atLeast) ? 'at least ' : '';
  return `${position(alerts, spans)} ${bound}${counted(count, 'failed Entra ID sign-in')}`;
}

/** Whether all failures came before all events, or after them, or neither. */
function position(
  alerts: readonly Alert[],
  spans: readonly { readonly first: string; readonly last: string }[],
): 'after' | 'before' | 'amid' {
  const instants = (texts: readonly string[]): readonly number[] => texts.map((text) => Date.parse(text));
  const [failures, events] = [
    { from: instants(spans.map(({ first }) => first)), to: instants(spans.map(({ last }) => last)) },
    { from: instants(alerts.map(({ startTime }) => startTime)), to: instants(alerts.map(({ endTime }) => endTime)) },
  ];
  if (Math.max(...failures.to) <= Math.min(...events.from)) return 'after';
  return Math.min(...failures.from) >= Math.max(...events.to) ? 'before' : 'amid';
}

function total(sides: readonly { readonly count: number }[]): number {
  return sides.reduce((sum, { count }) => sum + count, 0);
}
