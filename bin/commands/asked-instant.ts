import { parseDuration } from '../../lambda/config/duration.ts';
import { type Instant, minus, parseInstant } from '../../lambda/core/time.ts';

/** What may be asked for, in words. */
export const askedInstantForm = 'a length of time such as 24h or 7d, or a time such as 2026-11-20T10:00:00Z';

/**
 * The instant that an option asks for: a length of time back from `now`, which may lie before all time, or a time. A date
 * alone is its beginning, in UTC as everywhere. Undefined where the text is neither.
 */
export function askedInstant(text: string, now: Instant): Instant | undefined {
  const back = parseDuration(text);
  if (back !== undefined) return minus(now, back);
  return parseInstant(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00Z` : text);
}
