import { abridgeCode } from './abridge-code.ts';
import type { Abridgement } from './abridged.ts';
import type { Members } from './members.ts';
import { skimCode } from './skim-code.ts';
import { hashOfKey, layout, memberPart, memberSize, nodeSize, signPart, signSize, verdict } from './skim-layout.ts';
import { assemble, compile } from './wasm.ts';

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

/** The records that were found from a place in the text on, one behind the other. */
export interface Skimmed {
  /** How many of them need only be counted. */
  readonly passed: number;
  /** Where each of the others begins and ends, in pairs. They are JSON, and stand here until more is skimmed. */
  readonly spans: Int32Array;
  /** Where the last of all ends. */
  readonly to: number;
}

interface SkimOptions {
  /** @default none: every record has to be looked at */
  readonly countable?: Countable | undefined;
  /** What stands between one record and the next. @default a comma, as in a list */
  readonly between?: ',' | '\n';
}

/** Reads records without parsing them. */
export interface Skimmer {
  /** Where the text has to stand. */
  readonly text: Buffer;
  /** Skims the text from the `{` of a record on, up to `end`, or to 64 KiB of records that have to be looked at. */
  skim(at: number, end: number, options?: SkimOptions): Skimmed;
  /** The values of these members of the records with a span, of which there is one at least, in what was skimmed last. */
  abridge(members: Members): Abridgement;
}

const pageSize = 64 * 1024;

/** Those that nobody uses: making one takes longer than reading a small file. */
const spare: Skimmer[] = [];

/** A skimmer for one reader alone, until it is given back. */
export function borrowSkimmer(): Skimmer {
  return spare.pop() ?? newSkimmer();
}

export function giveBack(skimmer: Skimmer): void {
  spare.push(skimmer);
}

/** Containers are not to be taken for records; whoever opens them has to know these names, too. */
const containers: readonly Sign[] = ['value', 'records', 'Records'].map((key) => ({ key, value: '[', says: 'leave' }));
const nothing: Countable = { start: '', signs: [] };

const nextRecord = { ',': Buffer.from(',{').readInt16LE(), '\n': Buffer.from('\n{').readInt16LE() } as const;

type SkimCode = (from: number, end: number, all: number, behind: number) => number;
type AbridgeCode = () => number;

let instance: ReturnType<typeof compile> | undefined;

function newSkimmer(): Skimmer {
  instance ??= compile(assemble({ skim: skimCode(), abridge: abridgeCode() }, layout.end / pageSize));
  const exports = instance();
  const memory = Buffer.from(exports.memory.buffer);
  const run = exports['skim'] as SkimCode;
  const abridge = exports['abridge'] as AbridgeCode;
  let told: Countable | undefined;
  let toldMembers: Members | undefined;
  let names: readonly string[] = [];
  const numbers = (from: number, to: number): Int32Array =>
    new Int32Array(memory.buffer, from, (to - from) / Int32Array.BYTES_PER_ELEMENT);
  return {
    text: memory.subarray(layout.text, layout.text + layout.textSize),
    skim(at, end, { countable = nothing, between = ',' } = {}) {
      if (countable !== told) tell(memory, countable);
      told = countable;
      const passed = run(layout.text + at, layout.text + end, countable === nothing ? 1 : 0, nextRecord[between]);
      const spans = numbers(layout.spans, memory.readInt32LE(layout.spansTo));
      return { passed, spans, to: memory.readInt32LE(layout.skimmedTo) - layout.text };
    },
    abridge(members) {
      if (members !== toldMembers) {
        toldMembers = undefined; // until all of them were told
        names = tellMembers(memory, members);
        toldMembers = members;
      }
      const entries = numbers(layout.entries, abridge());
      return { values: memory.subarray(layout.values, memory.readInt32LE(layout.valuesTo)), entries, names };
    },
  };
}

/** Writes the signs into memory, those of one hash as a list. */
function tell(memory: Buffer, { start, signs }: Countable): void {
  memory.fill(0, layout.start, layout.around);
  memory.write(start, layout.start);
  const told = [...containers, ...signs];
  if (layout.signs + told.length * signSize > layout.around)
    throw new RangeError(`expected fewer signs, found ${told.length}`);
  for (const [index, sign] of told.entries()) {
    const at = layout.signs + index * signSize;
    const ofHash = layout.signsOfHash + 4 * hashOfKey(writeSign(memory, at, sign));
    memory.writeInt32LE(memory.readInt32LE(ofHash), at + signPart.next);
    memory.writeInt32LE(at, ofHash);
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
function tellMembers(memory: Buffer, members: Members): readonly string[] {
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
    const ofHash = node + 4 * hashOfKey(writeName(memory, at, name));
    memory.writeInt32LE(memory.readInt32LE(ofHash), at + memberPart.next);
    memory.writeInt32LE(at, ofHash);
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
