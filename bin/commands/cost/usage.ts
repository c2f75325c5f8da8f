import type { PriceName } from './prices.ts';

/** So many units of something that has a price, in a month. */
export interface Usage {
  readonly price: PriceName;
  /** What for. */
  readonly what: string;
  readonly quantity: number;
}

/** A month as AWS's own calculator has it. */
export const hoursPerMonth = 730;
export const daysPerMonth = hoursPerMonth / 24;
export const secondsPerMonth = hoursPerMonth * 3_600;

export const gigabyte = 1_000_000_000;
