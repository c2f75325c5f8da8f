/** Something with a content that is read once, as a stream. */
export interface Streamed<Item> {
  readonly content: AsyncGenerator<Item>;
}

/** How to begin with it. */
export interface Beginning<Item, Begun extends Streamed<Item>> {
  /** Whether that may be done before its turn. */
  readonly early: boolean;
  begin(): Begun;
}

/**
 * Begins with one after the other. While the content of one is read, those behind it are begun already: up to `ahead` of
 * them, and each up to the first thing that it gives. What one throws is thrown in its turn. Whatever was begun is closed
 * when its reader stops.
 */
export async function* begunAhead<Item, Begun extends Streamed<Item>>(
  beginnings: readonly Beginning<Item, Begun>[],
  ahead: number,
): AsyncGenerator<Begun> {
  const waiting = [...beginnings];
  const begun: { readonly inTurn: Begun; readonly content: AsyncGenerator<Item> }[] = [];
  try {
    for (;;) {
      while (waiting[0] !== undefined && (begun.length === 0 || (begun.length <= ahead && waiting[0].early))) {
        const each = waiting[0].begin();
        const { content } = each;
        const first = content.next();
        first.catch(() => undefined); // it is thrown again in its turn
        begun.push({ inTurn: { ...each, content: continued(first, content) }, content });
        waiting.shift();
      }
      if (begun[0] === undefined) return;
      yield begun[0].inTurn;
      begun.shift();
    }
  } finally {
    for (const { content } of begun) await content.return(undefined);
  }
}

async function* continued<Item>(
  first: Promise<IteratorResult<Item>>,
  content: AsyncGenerator<Item>,
): AsyncGenerator<Item> {
  try {
    for (let next = await first; next.done !== true; next = await content.next()) yield next.value;
  } finally {
    await content.return(undefined);
  }
}
