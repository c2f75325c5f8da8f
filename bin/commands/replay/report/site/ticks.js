const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];
const steps = [
  ...[1, 2, 5, 10, 15, 30].map((count) => count * minute),
  ...[1, 2, 3, 6, 12].map((count) => count * hour),
  ...[1, 2, 7, 14, 28].map((count) => count * day),
];

/** Times to write below a chart, no closer than `apart` pixels: round ones, in UTC. */
export function ticksOf({ from, to }, width, apart = 76) {
  const least = ((to - from) * apart) / Math.max(width, apart);
  const step = steps.find((each) => each >= least) ?? Math.ceil(least / (28 * day)) * 28 * day;
  const first = Math.ceil(from / step) * step;
  return Array.from({ length: Math.max(0, Math.floor((to - first) / step) + 1) }, (_, index) => first + index * step);
}

/** `02:00`; at midnight, and where ticks are days, `2026-11-20`. */
export function tickInWords(milliseconds) {
  const text = new Date(milliseconds).toISOString();
  return milliseconds % day === 0 ? text.slice(0, 10) : text.slice(11, 16);
}

export function spanOf({ from, step, count }) {
  return { from, to: from + step * count };
}
