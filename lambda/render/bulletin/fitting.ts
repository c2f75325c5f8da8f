/** Of several texts' sources those, from the first on, that fit into so many bytes; one that is too large keeps out no other. */
export function fitting<Item>(items: readonly Item[], room: number, written: (item: Item) => string): readonly Item[] {
  let left = room;
  return items.filter((item) => {
    const size = Buffer.byteLength(written(item)) + 1; // and a comma
    if (size > left) return false;
    left -= size;
    return true;
  });
}
