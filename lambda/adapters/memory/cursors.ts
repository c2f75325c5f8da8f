import type { Cursor, Cursors } from '../../core/ports.ts';
import { type Instant, plus } from '../../core/time.ts';

interface Entry {
  readonly cursor: Cursor;
  readonly owner?: string;
  readonly until?: Instant;
}

const unread: Cursor = { version: 0, parts: {} };

/** Cursors for as long as the process runs. */
export function memoryCursors(): Cursors {
  const entries = new Map<string, Entry>();
  return {
    async take({ name, owner, now, lease }) {
      const { cursor, ...holder } = entries.get(name) ?? { cursor: unread };
      if (holder.owner !== undefined && holder.owner !== owner && now < (holder.until ?? now)) return undefined;
      entries.set(name, { cursor, owner, until: plus(now, lease) });
      return cursor;
    },
    async save(name, held, parts) {
      const entry = entries.get(name) ?? { cursor: unread };
      if (entry.cursor.version !== held.version) return undefined;
      const cursor = { version: held.version + 1, parts };
      entries.set(name, { ...entry, cursor });
      return cursor;
    },
  };
}
