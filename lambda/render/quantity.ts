/** `1 event`, `1,017 events`; of another word than one with an s the plural is given. */
export function counted(count: number, one: string, several = `${one}s`): string {
  return `${number(count)} ${count === 1 ? one : several}`;
}

/** The same on every machine, whatever its language. */
export function number(count: number): string {
  return count.toLocaleString('en-US');
}
