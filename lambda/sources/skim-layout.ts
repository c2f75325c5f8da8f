/** Where things lie in the skimmer's memory, in bytes. */
export const layout = {
  /** After a call, where the last record ends that was passed over (i32). */
  passedTo: 0,
  /** After a call, where the record ends that has to be looked at, or 0 (i32). */
  lookTo: 4,
  /** What a record begins with that may be passed over (16 bytes). */
  start: 16,
  /** By `hashOfKey`, where the first sign is whose key has it, or 0 (64 times i32). */
  signsOfHash: 64,
  signs: 64 + 64 * 4,
  text: 64 * 1024,
} as const;

/** A sign in memory: 16 bytes for each of the first five; a key is aligned to its end, a value to its start. */
export const signPart = {
  key: 0,
  keyMask: 16,
  value: 32,
  valueMask: 48,
  fold: 64,
  /** Where the next sign is whose key has the same hash, or 0 (i32). */
  next: 80,
  verdict: 84,
  keyLength: 88,
} as const;
export const signSize = 96;

/** What a sign says of the record in which it stands: look at it; this is its name; or leave it to the careful way. */
export const verdict = { look: 1, name: 2, leave: 3 } as const;

/** The same number as the code computes, 0 to 63. */
export function hashOfKey(lastOfKey: number): number {
  return Math.imul(lastOfKey, hashFactor) >>> 26;
}

export const hashFactor = 0x9e3779b1 | 0;
