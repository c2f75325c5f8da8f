import type { AlertRecord } from '../../../lambda/core/alert.ts';
import { type BulletinKind, bulletinIn, revisionOf } from '../../../lambda/core/bulletin.ts';
import type { Instant } from '../../../lambda/core/time.ts';

/** That an audience is told of an alert by a bulletin, and not by a message of its own. */
export interface Gathered {
  readonly audience: string;
  /** Of the alert: which telling it is that the bulletin stands for. */
  readonly revision: number;
  readonly by: BulletinKind;
  /** When the bulletin is due next; absent where it is told. */
  readonly due?: Instant;
}

/** What bulletins gathered, by the alert's id. */
export type GatheredAlerts = Map<string, readonly Gathered[]>;

/** Whether a record is a bulletin and no alert; notes what it gathers. */
export function isBulletin(record: AlertRecord, gathered: GatheredAlerts): boolean {
  const bulletin = bulletinIn(record);
  if (bulletin === undefined) return false;
  const { columns, matches, due } = record;
  const audience = String(columns['audience'] ?? '');
  for (const match of matches) {
    const { id } = match;
    const one = { audience, revision: revisionOf(match), by: bulletin.about, ...(due !== undefined && { due }) };
    gathered.set(id, [...(gathered.get(id) ?? []), one]);
  }
  return true;
}
