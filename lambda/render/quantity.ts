/** `1 event`, `1,017 events`. */
export function counted(count: number, noun: string): string {
  return `${number(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** The same on every machine, whatever its language. */
export function number(count: number): string {
  return count.toLocaleString('en-US');
}
