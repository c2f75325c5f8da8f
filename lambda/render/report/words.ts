/** `1 event`, `1,017 events`. */
export function counted(count: number, noun: string): string {
  return `${number(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** The same on every machine, whatever its language. */
export function number(count: number): string {
  return count.toLocaleString('en-US');
}

/** `23`, or `at least 23` where not everything was counted. */
export function bounded(count: number, atLeast: boolean): string {
  return atLeast ? `at least ${number(count)}` : number(count);
}
