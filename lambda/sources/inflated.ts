import { createGunzip, createInflateRaw, type Gunzip, type InflateRaw } from 'node:zlib';
import { UnreadableObject } from './errors.ts';

/** The most bytes of one output. By Node's default of 16 KiB gzip takes three times as long; deflate has small blocks. */
export const outputSize = { gzip: 1024 * 1024, deflate: 32 * 1024 } as const;
export type Compression = keyof typeof outputSize;

const mostReady = 4; // outputs

/** Everything that each part of the input gives, before the next part is asked for. Throws Damage, and what `parts` throws. */
export async function* inflated(
  parts: AsyncIterable<Uint8Array>,
  compression: Compression,
): AsyncGenerator<Uint8Array> {
  const inflater = newInflater(compression);
  let size = 0;
  try {
    for await (const part of parts) {
      yield* inflater.give((stream, taken) => stream.write(part, taken));
      if (inflater.failure !== undefined) throw broken(compression, inflater.failure);
      size += part.length;
    }
    yield* inflater.give((stream) => stream.end());
    if (inflater.failure !== undefined) throw broken(compression, inflater.failure, size);
  } finally {
    inflater.close();
  }
}

interface Inflater {
  failure: Error | undefined;
  /** What comes out until the input was taken, or refused: `failure` says why. */
  give(input: (stream: Gunzip | InflateRaw, taken: () => void) => void): AsyncGenerator<Uint8Array>;
  close(): void;
}

/**
 * Node's own stream, its output gathered by hand: piped, it drops what it decompressed before an error. It goes on while
 * its output is read, on a thread of its own, but not far ahead: a small input may have a large content.
 */
function newInflater(compression: Compression): Inflater {
  const stream = (compression === 'gzip' ? createGunzip : createInflateRaw)({ chunkSize: outputSize[compression] });
  const ready: Uint8Array[] = [];
  let [closed, wake] = [false, () => {}];
  stream.on('data', (output: Uint8Array) => {
    if (ready.push(output) >= mostReady) stream.pause();
    wake();
  });
  stream.on('error', (error) => {
    inflater.failure = error;
  });
  stream.on('close', () => {
    closed = true;
    wake();
  });
  const inflater: Inflater = {
    failure: undefined,
    async *give(input) {
      let taken = false;
      input(stream, () => {
        taken = true;
        wake();
      });
      for (;;) {
        const output = ready.shift();
        if (output !== undefined) {
          if (stream.isPaused()) stream.resume();
          yield output;
        } else if (taken || closed) return;
        else
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
      }
    },
    close: () => void stream.destroy(),
  };
  return inflater;
}

/** What zlib found, unlike what the input throws. */
export class Damage extends UnreadableObject {}

/** zlib's own words, such as `incorrect data check`; `size` where the object ended too early. */
function broken(compression: string, cause: Error, size?: number): Damage {
  const after = size === undefined ? '' : ` after ${size.toLocaleString('en-US')} bytes`;
  return new Damage(`broken ${compression}: ${cause.message}${after}`, { cause });
}
