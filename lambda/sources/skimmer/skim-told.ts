import type { Members } from '../members.ts';
import { listNames } from '../scan.ts';
import { hashOfKey, layout, memberPart, memberSize, nodeSize, signPart, signSize, verdict } from './skim-layout.ts';

/**
 * Something among a record's own members: a key, and what its value begins with, as JSON text. With `fold`, letters of
 * the value may stand in any case (and some other characters for each other).
 */
export interface Sign {
  /** Up to 14 plain characters. */
  readonly key: string;
  /** Its first 16 bytes are compared. @default any value */
  readonly value?: string;
  readonly fold?: boolean;
  readonly says: keyof typeof verdict;
}

/** Which records need only be counted: those that begin so, have a name, and no sign that says to look at them. */
export interface Countable {
  /** 16 characters. */
  readonly start: string;
  readonly signs: readonly Sign[];
}

/** Containers are not to be taken for records. */
const containers: readonly Sign[] = listNames.map((key) => ({ key, value: '[', says: 'leave' }));

/** Writes the signs into memory, those of one hash as a list. */
export function tellSigns(memory: Buffer, { start, signs }: Countable): void {
  memory.fill(0, layout.start, layout.kept);
  memory.write(start, layout.start);
  const told = [...containers, ...signs];
  if (layout.signs + told.length * signSize > layout.kept)
    throw new RangeError(`expected fewer signs, found ${told.length}`);
  for (const [index, sign] of told.entries()) {
    const at = layout.signs + index * signSize;
    const lastOfKey = writeSign(memory, at, sign);
    putInFront(memory, layout.signsOfHash, lastOfKey, at, signPart.next);
  }
}

/** Gives the last four bytes of the key. */
function writeSign(memory: Buffer, at: number, { key, value = '', fold = false, says }: Sign): number {
  const spelled = Buffer.from(JSON.stringify(key));
  const keyAt = signPart.key + 16 - spelled.length;
  const shown = Buffer.from(value).subarray(0, 16);
  const caseBit = fold ? 0x20 : 0;
  const lastOfKey = spelled.readInt32LE(spelled.length - 4);
  spelled.copy(memory, at + keyAt);
  memory.fill(0xff, at + keyAt + signPart.keyMask, at + signPart.keyMask + 16);
  memory.set(
    shown.map((found) => found | caseBit),
    at + signPart.value,
  );
  memory.fill(0xff, at + signPart.valueMask, at + signPart.valueMask + shown.length);
  memory.fill(caseBit, at + signPart.fold, at + signPart.fold + 16);
  memory.writeInt32LE(verdict[says], at + signPart.verdict);
  memory.writeInt32LE(spelled.length, at + signPart.keyLength);
  return lastOfKey;
}

const plainName = /^[\w-]{2,30}$/;

/** Writes the members to keep into memory, each object's as a node. Gives their names by their numbers. */
export function tellMembers(memory: Buffer, members: Members): readonly string[] {
  memory.fill(0, layout.members, layout.text);
  const names: string[] = [];
  writeNode(memory.subarray(0, layout.text), layout.members, members, names); // Buffer throws RangeError beyond that
  return names;
}

/** Gives where the node ends. */
function writeNode(memory: Buffer, node: number, members: Members, names: string[]): number {
  let end = node + nodeSize;
  for (const [name, within] of Object.entries(members)) {
    if (!plainName.test(name)) throw new RangeError(`expected a name of 2 to 30 plain characters, found ${name}`);
    const at = end;
    const lastOfName = writeName(memory, at, name);
    putInFront(memory, node, lastOfName, at, memberPart.next);
    memory.writeInt32LE(names.push(name) - 1, at + memberPart.number);
    end += memberSize;
    if (within === 'all') continue;
    memory.writeInt32LE(end, at + memberPart.within);
    end = writeNode(memory, end, within, names);
  }
  return end;
}

/** Gives its last four bytes. */
function writeName(memory: Buffer, at: number, name: string): number {
  const spelled = Buffer.from(JSON.stringify(name));
  spelled.copy(memory, at + memberPart.name);
  memory.fill(0xff, at + memberPart.nameMask, at + memberPart.nameMask + spelled.length);
  return spelled.readInt32LE(spelled.length - 4);
}

/** Puts what stands at a place in front of the list of those whose keys have the same hash. */
function putInFront(memory: Buffer, lists: number, lastOfKey: number, at: number, nextPart: number): void {
  const ofHash = lists + 4 * hashOfKey(lastOfKey);
  memory.writeInt32LE(memory.readInt32LE(ofHash), at + nextPart);
  memory.writeInt32LE(at, ofHash);
}
