import type { Price } from './prices.ts';

/** The same on every machine, whatever its language: whole from ten on, else three digits. */
export function quantityText(quantity: number): string {
  const digits = quantity >= 10 ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 3 };
  return quantity.toLocaleString('en-US', digits);
}

/** `12.30 $`; what rounds to nothing is below a cent. */
export function dollarsText(dollars: number): string {
  return `${dollars.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })} $`;
}

/** `0.20 $ a million`, `1.00 $ each`. */
export function priceText({ dollars, per }: Pick<Price, 'dollars' | 'per'>): string {
  const amount = dollars.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 10 });
  return `${amount} $ ${per === 1 ? 'each' : (words.get(per) ?? `for ${quantityText(per)}`)}`;
}

const words = new Map([[1_000_000, 'a million']]);
