import type { Members } from '../members.ts';
import { endsScalar, isSpace } from '../scan.ts';
import type { Abridgement } from './abridged.ts';
import { compile } from './compile.ts';
import { copiesOf } from './copies.ts';
import { skimmerModule } from './module.ts';
import { copySize, layout, mostSqueezed } from './skim-layout.ts';
import { type Countable, tellMembers, tellSigns } from './skim-told.ts';

/** The records that were found from a place in the text on, one behind the other. */
export interface Skimmed {
  /** How many of them need only be counted. */
  readonly passed: number;
  /** Where each of the others begins and ends, in pairs. They are JSON, and stand here until more is skimmed. */
  readonly spans: Int32Array;
  /** Where the last of all ends. */
  readonly to: number;
  /** Whether they are known to stand on one line of the text. */
  readonly isOneLine: boolean;
  /** Where the spans are not those of the text itself. */
  readonly squeezed?: Squeezed;
}

/** Records that were copied without white space between their tokens. */
interface Squeezed {
  /** In which the spans are. */
  readonly text: Buffer;
  /** Where the record with the span of this number begins in the text itself. To be asked for in ascending order. */
  startOf(index: number): number;
  /** Up to where the text was read for the copy: behind `to`, that was in vain. */
  readonly readTo: number;
}

interface SkimOptions {
  /** @default none: every record has to be looked at */
  readonly countable?: Countable | undefined;
  /** Whether a comma stands between one record and the next, and not white space alone. @default true */
  readonly isList?: boolean;
  /** About how many bytes of records with white space may be copied at once. @default 64 KiB */
  readonly squeezeUpTo?: number;
}

/** Reads records without parsing them. */
export interface Skimmer {
  /** Where the text has to stand. */
  readonly text: Buffer;
  /** Skims the text from the `{` of a record on, up to `end`, or to 64 KiB of records that have to be looked at. */
  skim(at: number, end: number, options?: SkimOptions): Skimmed;
  /** The values of these members of the records with a span, of which there is one at least, in what was skimmed last. */
  abridge(members: Members): Abridgement;
  /** How many line feeds the text has between two places. */
  lineFeeds(from: number, to: number): number;
}

/** Those that nobody uses: making one takes longer than reading a small file. */
const spare: Skimmer[] = [];

/** A skimmer for one reader alone, until it is given back. */
export function borrowSkimmer(): Skimmer {
  return spare.pop() ?? newSkimmer();
}

export function giveBack(skimmer: Skimmer): void {
  spare.push(skimmer);
}

const nothing: Countable = { start: '', signs: [] };

const inList = Buffer.from(',{').readInt16LE();

/** What the module exports: see `skimCode` and the like. */
interface Codes {
  skim(from: number, end: number, all: number, between: number): number;
  abridge(): number;
  squeeze(from: number, end: number, most: number, comma: number): number;
  lineFeeds(from: number, to: number): number;
}

let instance: ReturnType<typeof compile> | undefined;

function newSkimmer(): Skimmer {
  instance ??= compile(skimmerModule());
  const exports = instance();
  const codes = exports as unknown as Codes;
  const memory = Buffer.from(exports.memory.buffer);
  const text = memory.subarray(layout.text);
  const numbers = (from: number, to: number): Int32Array =>
    new Int32Array(memory.buffer, from, (to - from) / Int32Array.BYTES_PER_ELEMENT);
  let told: Countable | undefined;
  let toldMembers: Members | undefined;
  let names: readonly string[] = [];

  /** Places are counted from where the text begins. */
  const skim = (from: number, end: number, isList: boolean): Skimmed => {
    const all = told === nothing ? 1 : 0;
    const passed = codes.skim(layout.text + from, layout.text + end, all, isList ? inList : 0);
    const spans = numbers(layout.spans, memory.readInt32LE(layout.spansTo));
    const isOneLine = memory.readInt32LE(layout.apart) === 0;
    return { passed, spans, to: memory.readInt32LE(layout.skimmedTo) - layout.text, isOneLine };
  };
  const skimSqueezed = (at: number, end: number, isList: boolean, most: number): Skimmed => {
    const count = codes.squeeze(layout.text + at, layout.text + end, most, isList ? 1 : 0);
    const copies = copiesOf(numbers(layout.copies, layout.copies + count * copySize));
    const skimmed = skim(layout.squeezed - layout.text, copies.end, true);
    const taken = skimmed.passed + skimmed.spans.length / 2;
    const to = taken === 0 ? at : copies.endOf(taken - 1);
    const readTo = memory.readInt32LE(layout.squeezedTo) - layout.text;
    return { ...skimmed, to, isOneLine: false, squeezed: { text, startOf: copies.startsBy(skimmed.spans), readTo } };
  };
  return {
    text: text.subarray(0, layout.textSize),
    skim(at, end, { countable = nothing, isList = true, squeezeUpTo = mostSqueezed } = {}) {
      if (countable !== told) tellSigns(memory, countable);
      told = countable;
      const skimmed = skim(at, end, isList);
      const stoppedAt = memory.readInt32LE(layout.stoppedAt) - layout.text;
      const isSpaced = squeezeUpTo > 0 && skimmed.to === at && isSpaceAhead(text.subarray(stoppedAt, end));
      return isSpaced ? skimSqueezed(at, end, isList, squeezeUpTo) : skimmed;
    },
    abridge(members) {
      if (members !== toldMembers) {
        toldMembers = undefined; // until all of them were told
        names = tellMembers(memory, members);
        toldMembers = members;
      }
      const entries = numbers(layout.entries, codes.abridge());
      return { values: memory.subarray(layout.values, memory.readInt32LE(layout.valuesTo)), entries, names };
    },
    lineFeeds: (from, to) => codes.lineFeeds(layout.text + from, layout.text + to),
  };
}

const longestScalar = 64; // bytes; white space is noticed behind the next one, too

/** Whether white space comes next, perhaps behind a word or a number. */
function isSpaceAhead(bytes: Buffer): boolean {
  return isSpace(bytes.subarray(0, longestScalar).find(endsScalar));
}
