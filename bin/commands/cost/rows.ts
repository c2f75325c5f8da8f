import type { Estimate, Line } from './estimate.ts';
import { dollarsText, priceText, quantityText } from './numbers.ts';

export const headers = ['Service', 'What', 'Quantity', 'Unit price', 'Cost'] as const;

/** An estimate as rows of text: what counts, the rest together, and the sum. */
export interface Rows {
  readonly lines: readonly (readonly string[])[];
  readonly total: readonly string[];
}

/** What rounds to no cent does not count, nor what is a smaller part of the whole. */
const [leastCost, leastShare] = [0.005, 0.005];

export function rowsOf({ lines, dollars }: Estimate): Rows {
  const least = Math.max(leastCost, leastShare * dollars);
  const small = lines.filter((line) => line.dollars < least);
  const rest = small.reduce((sum, line) => sum + line.dollars, 0);
  const bound = least > leastCost ? `${100 * leastShare} %` : 'a cent';
  const others = `${small.length} more${small.length > 1 ? ', each' : ''} below ${bound}`;
  return {
    lines: [
      ...lines.filter((line) => line.dollars >= least).map(rowOf),
      ...(small.length === 0 ? [] : [['', others, '', '', dollarsText(rest)]]),
    ],
    total: ['Total', '', '', '', dollarsText(dollars)],
  };
}

function rowOf({ service, what, quantity, unit, price, dollars }: Line): readonly string[] {
  const units = quantity === 1 ? unit.replace(/s$/, '') : unit;
  return [service, what, `${quantityText(quantity)} ${units}`, priceText(price), dollarsText(dollars)];
}
