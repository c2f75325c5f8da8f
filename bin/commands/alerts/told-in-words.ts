import { formatInstant, type Instant } from '../../../lambda/core/time.ts';
import { neutral } from '../../../lambda/render/neutral.ts';
import { timeSpan } from '../../../lambda/render/when.ts';
import type { Gathered } from './gathered.ts';
import type { StoredAlert } from './stored-alerts.ts';

/**
 * Who was told of an alert: `nobody`, or the audiences, with how often where it was more than once, and with the
 * bulletin that gathered it in the place of a message of its own; and what is due. Safe to show.
 */
export function toldInWords({ told, due, gathered }: Pick<StoredAlert, 'told' | 'due' | 'gathered'>): string {
  const audiences = Object.entries(told).map(([audience, { revision }]) => {
    const by = gathered.find((each) => each.audience === audience && each.revision === revision);
    const times = revision > 1 ? ` ×${revision}` : '';
    return `${neutral(audience)}${times}${by === undefined ? '' : ` (${byBulletin(by)})`}`;
  });
  if (audiences.length === 0) return due === undefined ? 'nobody' : `nobody yet, due ${dateTime(due)}`;
  return [...audiences, ...(due === undefined ? [] : [`again due ${dateTime(due)}`])].join(', ');
}

function byBulletin({ by, due }: Gathered): string {
  return due === undefined ? by : `${by} due ${dateTime(due)}`;
}

function dateTime(instant: Instant): string {
  const iso = formatInstant(instant);
  return timeSpan(iso, iso);
}
