/** What a thread tries at the moment, in memory that another one sees though the first hangs. */
export interface Trying {
  readonly input: Uint8Array;
  /** How long the input is, and how many were tried so far. */
  readonly numbers: Int32Array;
}

const longestInput = 1024 * 1024;

export function newTrying(): Trying {
  return {
    input: new Uint8Array(new SharedArrayBuffer(longestInput)),
    numbers: new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT)),
  };
}

/** Notes an input before it is tried. */
export function noteTrying({ input, numbers }: Trying, next: Uint8Array): void {
  input.set(next.subarray(0, input.length));
  Atomics.store(numbers, 0, Math.min(next.length, input.length));
  Atomics.add(numbers, 1, 1);
}

export function inputOf({ input, numbers }: Trying): Uint8Array {
  return input.slice(0, Atomics.load(numbers, 0));
}

export function triedOf({ numbers }: Trying): number {
  return Atomics.load(numbers, 1);
}

/** How to try one input alone. */
export function again(name: string, input: Uint8Array): string {
  const text = Buffer.from(input).toString('base64');
  return `To try it again:\nFUZZ_TARGET=${name} FUZZ_INPUT=${text} npm run test:fuzz`;
}
