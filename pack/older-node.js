/**
 * What Node 20 lacks of the language as the sources use it: groupBy, the methods of sets and those of iterators, and what
 * moves a buffer, as ECMAScript 2024 and 2025 have them. What pack/tsconfig.json does not name, the sources may not use. The handlers
 * need none of it, as they run on Lambda's Node 24.
 */
const iterators = Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]()));

add(ArrayBuffer.prototype, {
  transfer(length = this.byteLength) {
    const moved = structuredClone(this, { transfer: [this] });
    if (length === moved.byteLength) return moved;
    const resized = new ArrayBuffer(length);
    new Uint8Array(resized).set(new Uint8Array(moved, 0, Math.min(length, moved.byteLength)));
    return resized;
  },
});

add(Map, {
  groupBy(items, keyOf) {
    const groups = new Map();
    let index = 0;
    for (const item of items) {
      const key = keyOf(item, index++);
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [item]);
      else group.push(item);
    }
    return groups;
  },
});

add(Object, {
  groupBy(items, keyOf) {
    return Object.assign(Object.create(null), Object.fromEntries(Map.groupBy(items, (...of) => String(keyOf(...of)))));
  },
});

add(Set.prototype, {
  union(other) {
    return new Set([...this, ...other.keys()]);
  },
  intersection(other) {
    return new Set([...this].filter((item) => other.has(item)));
  },
  difference(other) {
    return new Set([...this].filter((item) => !other.has(item)));
  },
  symmetricDifference(other) {
    const others = new Set(other.keys());
    return new Set([...this.difference(others), ...others.difference(this)]);
  },
  isSubsetOf(other) {
    return [...this].every((item) => other.has(item));
  },
  isSupersetOf(other) {
    return [...other.keys()].every((item) => this.has(item));
  },
  isDisjointFrom(other) {
    return ![...this].some((item) => other.has(item));
  },
});

add(iterators, {
  *map(change) {
    let index = 0;
    for (const item of this) yield change(item, index++);
  },
  *filter(isMeant) {
    let index = 0;
    for (const item of this) if (isMeant(item, index++)) yield item;
  },
  *flatMap(change) {
    let index = 0;
    for (const item of this) yield* change(item, index++);
  },
  *take(limit) {
    if (limit <= 0) return;
    let left = limit;
    for (const item of this) {
      yield item;
      if (--left <= 0) return;
    }
  },
  *drop(limit) {
    let left = limit;
    for (const item of this) if (left-- <= 0) yield item;
  },
  toArray() {
    return [...this];
  },
  forEach(visit) {
    let index = 0;
    for (const item of this) visit(item, index++);
  },
  reduce(...reducing) {
    return [...this].reduce(...reducing);
  },
  some(isMeant) {
    let index = 0;
    for (const item of this) if (isMeant(item, index++)) return true;
    return false;
  },
  every(isMeant) {
    return !this.some((item, index) => !isMeant(item, index));
  },
  find(isMeant) {
    let index = 0;
    for (const item of this) if (isMeant(item, index++)) return item;
    return undefined;
  },
});

/** Adds what is not there, as the language would have it: not among what `for … in` finds. */
function add(target, methods) {
  for (const [name, value] of Object.entries(methods)) {
    if (name in target) continue;
    Object.defineProperty(target, name, { value, writable: true, configurable: true, enumerable: false });
  }
}
