/** SNS takes fewer than 100 characters, ASCII without control characters. */
const longest = 99;

/** A subject in which the middle is shortened where all of it is too long. */
export function fittedSubject(start: string, middle: string, end = ''): string {
  const room = Math.max(0, longest - start.length - end.length);
  return ascii(start + shortened(ascii(middle), room) + end).slice(0, longest);
}

/** A text with `?` for each run of what is not printable ASCII. */
export function ascii(text: string): string {
  return text.replace(/[^\x20-\x7e]+/g, '?');
}

export function shortened(text: string, room: number): string {
  return text.length <= room ? text : `${text.slice(0, Math.max(0, room - 3)).trimEnd()}...`;
}
