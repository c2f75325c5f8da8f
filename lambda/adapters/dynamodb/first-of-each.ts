import type { ObjectName } from '../../core/event.ts';

/** One of each key: of its copies the one from the object that sorts first, so that their order has no effect. */
export function firstOfEach<Copy extends { readonly object: ObjectName }>(
  copies: readonly Copy[],
  keyOf: (copy: Copy) => string,
): readonly Copy[] {
  const byKey = new Map<string, Copy>();
  for (const copy of copies) {
    const key = keyOf(copy);
    const known = byKey.get(key);
    if (known === undefined || copy.object < known.object) byKey.set(key, copy);
  }
  return [...byKey.values()];
}
