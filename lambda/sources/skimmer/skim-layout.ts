/** Where things lie in the skimmer's memory, in bytes. */
export const layout = {
  /** After records were skimmed, where the last of them ends (i32). */
  skimmedTo: 0,
  /** After records were skimmed, where the spans of those end that have to be looked at (i32). */
  spansTo: 4,
  /** After records were abridged, where the last of their values ends (i32). */
  valuesTo: 8,
  /** After records were skimmed, what is bad in the text, or where it begins (i32). */
  stoppedAt: 12,
  /** What a record begins with that may be passed over (16 bytes). */
  start: 16,
  /** After records were copied, up to where the text was read for that (i32). */
  squeezedTo: 32,
  /** After records were skimmed, whether more than a comma may stand between two of them (i32). */
  apart: 36,
  /** By `hashOfKey`, where the first sign is whose key has it, or 0 (64 times i32). */
  signsOfHash: 64,
  signs: 64 + 64 * 4,
  /** What was found of the blocks at hand (less than 1 KiB: `keptBits`). */
  kept: 39 * 1024,
  /** While records are abridged, the members to keep of the objects around (i32 each). */
  around: 40 * 1024,
  /** The members to keep of a record, as a node (`nodeSize`), and behind it those of its objects, and their members. */
  members: 41 * 1024,
  text: 64 * 1024,
  textSize: 512 * 1024,
  /** The values to keep of the records that were abridged last, one behind the other. */
  values: 640 * 1024,
  /** What they are, as pairs of i32 (`entry`). */
  entries: 1216 * 1024,
  /** Where in the text the records begin and end that have to be looked at (i32 each). */
  spans: 2816 * 1024,
  /** A copy of some records, without white space between their tokens. */
  squeezed: 3136 * 1024,
  /** Where they stand (`copyParts`). */
  copies: 3268 * 1024,
  end: 3584 * 1024,
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

/** No record begins behind so many bytes of records that have to be looked at: what is made of them at once is bounded. */
export const mostLookedAt = 64 * 1024;

/** Of a record that was copied, the numbers of what is noted (i32 each): where it begins and ends, and its copy ends. */
export const copyParts = { start: 0, end: 1, copyEnd: 2 } as const;
export const copySize = 12;

/** As many bytes of records are copied at once, and the rest of the last one, which may be as long. */
export const mostSqueezed = 64 * 1024;

/** Of each hash, the first member with it (i32), or 0. */
export const nodeSize = 64 * 4;

/** A member in memory: its name with its quotes, aligned to its start, and which of these 32 bytes are of it. */
export const memberPart = {
  name: 0,
  nameMask: 32,
  /** The node of the members to keep in it, or 0 where all are kept (i32). */
  within: 64,
  /** Where the next member of the node is whose name has the same hash, or 0 (i32). */
  next: 68,
  /** Its number among all members that were told (i32). */
  number: 72,
} as const;
export const memberSize = 76;

/**
 * An abridged record begins with the number of entries that follow, and where its values end. Each of these is a member's
 * number, twice, with 1 where its value has escapes, and where its value ends; or, instead of that, one of these.
 */
export const entry = {
  /** Its value is an object, whose members follow. */
  enter: -1,
  /** The object at hand ends. */
  leave: -2,
} as const;

/** What a sign says of the record in which it stands: look at it; this is its name; or leave it to the careful way. */
export const verdict = { look: 1, name: 2, leave: 3 } as const;

/** The same number as the code computes, 0 to 63. */
export function hashOfKey(lastOfKey: number): number {
  return Math.imul(lastOfKey, hashFactor) >>> 26;
}

/** Of several, the one that takes fewest of CloudTrail's own keys for one of the signs'. */
export const hashFactor = 0xcc9e2d51 | 0;
