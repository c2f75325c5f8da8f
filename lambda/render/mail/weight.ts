import { neutral } from '../neutral.ts';
import { defanged } from './defang.ts';

/** One thing that makes an alert more or less worrying, or that its reader has to know to judge it. */
export interface Weight {
  readonly side: 'worse' | 'better' | 'note';
  /** A sentence, safe to show in a mail. */
  readonly text: string;
}

/** From how many accounts on one address, or addresses of one account, is a spray. */
export const spray = 5;
const longestName = 48;

export function worse(text: string): Weight {
  return { side: 'worse', text };
}

export function better(text: string): Weight {
  return { side: 'better', text };
}

export function note(text: string): Weight {
  return { side: 'note', text };
}

/** A name from a log as it may stand in a weight. */
export function named(name: string): string {
  return defanged(neutral(name, longestName));
}
