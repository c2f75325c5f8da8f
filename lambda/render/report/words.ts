import { number } from '../quantity.ts';

/** `23`, or `at least 23` where not everything was counted. */
export function bounded(count: number, atLeast: boolean): string {
  return atLeast ? `at least ${number(count)}` : number(count);
}
