/** What one part of the benchmark found: for programs, and for people. */
export interface Report {
  readonly data: unknown;
  readonly tables: readonly { readonly headers: readonly string[]; readonly rows: readonly (readonly string[])[] }[];
  readonly notes: readonly string[];
}

/** A number as it stands in a table; as many digits as noise leaves it. */
export function shownNumber(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: value < 10 ? 2 : value < 100 ? 1 : 0 });
}
