/** The newest of what is added, as many as fit, in bounded room however much is added. */
export interface Newest<Item> {
  add(item: Item): void;
  /** Newest first. */
  all(): readonly Item[];
}

export function newest<Item>(most: number, newestFirst: (a: Item, b: Item) => number): Newest<Item> {
  let items: Item[] = [];
  const cut = (): void => {
    items = items.toSorted(newestFirst).slice(0, most);
  };
  return {
    add(item) {
      items.push(item);
      // At twice the room: a sort for each item would cost too much.
      if (items.length >= 2 * most) cut();
    },
    all() {
      cut();
      return items;
    },
  };
}
