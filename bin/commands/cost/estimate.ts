import type { Price, PriceName } from './prices.ts';
import type { Usage } from './usage.ts';

export interface Line {
  readonly service: string;
  readonly what: string;
  readonly quantity: number;
  readonly unit: string;
  readonly price: Pick<Price, 'dollars' | 'per'>;
  readonly dollars: number;
}

export interface Estimate {
  /** By service, the dearest service first, and within it the dearest line. */
  readonly lines: readonly Line[];
  readonly dollars: number;
}

/** What so much costs at these prices. */
export function estimate(usage: readonly Usage[], prices: Readonly<Record<PriceName, Price>>): Estimate {
  const lines = usage.map((each) => lineOf(each, prices[each.price]));
  const services = [...Map.groupBy(lines, ({ service }) => service).values()];
  const sorted = services.toSorted((a, b) => sum(b) - sum(a)).flatMap((each) => each.toSorted(dearestFirst));
  return { lines: sorted, dollars: sum(sorted) };
}

function lineOf({ what, quantity }: Usage, { service, unit, dollars, per }: Price): Line {
  return { service, what, quantity, unit, price: { dollars, per }, dollars: (quantity / per) * dollars };
}

function sum(lines: readonly Line[]): number {
  return lines.reduce((total, { dollars }) => total + dollars, 0);
}

function dearestFirst(a: Line, b: Line): number {
  return b.dollars - a.dollars;
}
