/** `2026-11-20 03:14:07 – 03:20:11`; the date stands twice only where it differs, one instant stands alone. */
export function timeSpan(start: string, end: string): string {
  const [from, to] = [dateTime(start), dateTime(end)];
  if (from === to) return from;
  const sameDay = from.slice(0, 10) === to.slice(0, 10);
  return `${from} – ${sameDay ? to.slice(11) : to}`;
}

/** `2026-11-20 03:14:07`: an ISO 8601 time in UTC, to the second, for people. */
function dateTime(iso: string): string {
  return iso.slice(0, 19).replace('T', ' ');
}
