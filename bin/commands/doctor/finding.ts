/** What a look at one thing found. */
export type Verdict = 'ok' | 'skipped' | 'warning' | 'fault' | 'unknown';

export interface Finding {
  readonly verdict: Verdict;
  /** What it is about, by the name under which AWS shows it. */
  readonly about: string;
  /** What was found, in words. */
  readonly what: string;
  /** How to mend it; there with every verdict but `ok`. */
  readonly mend?: string;
}

export function ok(about: string, what: string): Finding {
  return { verdict: 'ok', about, what };
}

/** It works, but not as it should, or nobody would see if it did not. */
export function warning(about: string, what: string, mend: string): Finding {
  return { verdict: 'warning', about, what, mend };
}

/** Sign-ins are not judged, alerts not told, or it will come to that. */
export function fault(about: string, what: string, mend: string): Finding {
  return { verdict: 'fault', about, what, mend };
}

/** It is for another account to see, whatever these credentials may do: no reason to end as if something were wrong. */
export function skipped(about: string, what: string, mend: string): Finding {
  return { verdict: 'skipped', about, what, mend };
}

export function unknown(about: string, what: string, mend: string): Finding {
  return { verdict: 'unknown', about, what, mend };
}
