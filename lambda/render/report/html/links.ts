/** What the list of alerts can be narrowed to. The report's script reads the same names from the address. */
export interface Narrowed {
  readonly severity?: string;
  readonly rule?: string;
  readonly who?: string;
  readonly account?: string;
  readonly address?: string;
  /** In milliseconds since 1970; `until` is exclusive. */
  readonly since?: string;
  readonly until?: string;
  readonly signals?: 'yes';
}

/** A link to the alerts of one kind: it needs no server, as it stands behind the `#`. */
export function alertsLink(narrowed: Narrowed): string {
  return `#${new URLSearchParams(Object.entries(narrowed))}`;
}
