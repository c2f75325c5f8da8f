/** A stream that is open, until it has ended, failed or been closed. */
export interface OpenStream extends AsyncIterator<Uint8Array> {
  /** Closes it, where it is open. */
  close(): Promise<void>;
}

/** Opens a stream, which is closed as `for await` does it: not behind its end or what it threw. */
export function opened(chunks: AsyncIterable<Uint8Array>): OpenStream {
  const stream = chunks[Symbol.asyncIterator]();
  let isOpen = true;
  return {
    async next() {
      if (!isOpen) return { done: true, value: undefined };
      isOpen = false;
      const result = await stream.next();
      isOpen = result.done !== true;
      return result;
    },
    async close() {
      if (isOpen) await stream.return?.();
      isOpen = false;
    },
  };
}

/** The first bytes of a stream: `length` at least, or all that it has. What was read is to be put back by `joined`. */
export async function startOf(stream: AsyncIterator<Uint8Array>, length: number): Promise<Uint8Array> {
  let start: Uint8Array = new Uint8Array();
  while (start.length < length) {
    const { done, value } = await stream.next();
    if (done === true) return start;
    start = start.length === 0 ? value : Buffer.concat([start, value]);
  }
  return start;
}

/** A stream from its start on. Who reads it to its end or not, has to close it. */
export function joined(start: Uint8Array, stream: AsyncIterator<Uint8Array>): AsyncIterable<Uint8Array> {
  let next = (): Promise<IteratorResult<Uint8Array>> => {
    next = () => stream.next();
    return Promise.resolve({ done: false, value: start });
  };
  return { [Symbol.asyncIterator]: () => ({ next: () => next() }) };
}
