/** `1 alert`, `2 alerts`; of another word than one with an s the plural is given. */
export function counted(count: number, one: string, several = `${one}s`): string {
  return `${count} ${count === 1 ? one : several}`;
}
