import type { Cursor, CursorRequest, Cursors } from '../../core/ports.ts';
import { plus } from '../../core/time.ts';
import { type Item, itemKey, jsonIn, numberIn } from './item.ts';
import { isParts } from './shapes.ts';
import type { Table } from './table.ts';
import { updateItem } from './update-item.ts';

/**
 * Cursors as items of the table: `c#` and the cursor's name. One item holds the lease and all parts of a cursor, so
 * taking it is one conditional write that also reads it, and saving it another one. It never expires.
 *
 * Errors of AWS pass through after the SDK's own retries.
 */
export function dynamoCursors(table: Table): Cursors {
  return {
    take: (request) => take(request, table),
    save: (name, held, parts) => save(name, { version: held.version + 1, parts }, table),
  };
}

async function take({ name, owner, now, lease }: CursorRequest, table: Table): Promise<Cursor | undefined> {
  const taken = await updateItem(table, cursorKey(name), {
    UpdateExpression: 'SET heldBy = :owner, heldUntil = :until',
    ConditionExpression: 'attribute_not_exists(heldBy) OR heldBy = :owner OR heldUntil <= :now',
    ExpressionAttributeValues: {
      ':owner': { S: owner },
      ':until': { N: String(plus(now, lease)) },
      ':now': { N: String(now) },
    },
    ReturnValues: 'ALL_NEW',
  });
  return taken === undefined ? undefined : toCursor(taken.Attributes ?? {});
}

/** By the version and not by the lease: who saves last has read all that it saves, whoever holds the cursor by then. */
async function save(name: string, cursor: Cursor, table: Table): Promise<Cursor | undefined> {
  const saved = await updateItem(table, cursorKey(name), {
    UpdateExpression: 'SET version = :version, parts = :parts',
    ConditionExpression: cursor.version === 1 ? 'attribute_not_exists(version)' : 'version = :held',
    ExpressionAttributeValues: {
      ':version': { N: String(cursor.version) },
      ':parts': { S: JSON.stringify(cursor.parts) },
      ...(cursor.version > 1 && { ':held': { N: String(cursor.version - 1) } }),
    },
  });
  return saved === undefined ? undefined : cursor;
}

/** The other side of `save`, and of nothing else; an item that was only taken so far says nothing yet. Throws DamagedItem. */
export function toCursor(item: Item): Cursor {
  return {
    version: item['version'] === undefined ? 0 : numberIn(item, 'version'),
    parts: item['parts'] === undefined ? {} : jsonIn(item, 'parts', isParts),
  };
}

export function cursorKey(name: string): Item {
  return itemKey(`c#${name}`, 'cursor');
}
