/** A text of at most `room` UTF-16 units; `…` stands for what was cut, and no half of a character is left before it. */
export function cut(text: string, room: number): string {
  if (text.length <= room) return text;
  const start = text.slice(0, room - 1).toWellFormed();
  return `${start.replace(/\u{FFFD}$/u, '')}…`;
}
