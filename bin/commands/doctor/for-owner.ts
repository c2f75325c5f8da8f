import { type Finding, skipped } from './finding.ts';

interface Owned {
  /** The account that it is of. */
  readonly owner: string;
  /** What its owner compares with: an output, or a page. */
  readonly compare: string;
  /** The check that looks. */
  readonly check: string;
}

/** What only its owner can see, so that nobody asks: `what` as the subject of "is for account … to see". */
export function forOwner(about: string, what: string, { owner, compare, check }: Owned): Finding {
  return skipped(
    about,
    `${what} is for account ${owner} to see`,
    `Its owner compares with ${compare}. --skip ${check} leaves this out.`,
  );
}
