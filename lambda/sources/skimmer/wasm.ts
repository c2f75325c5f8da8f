/**
 * A small assembler for WebAssembly: code is written as expressions of functions, and `assemble` makes a module's bytes
 * of it, so that there is no compiler and no binary file. It knows what the skimmer needs and nothing else. The encoding
 * and the numbers of the instructions: https://webassembly.github.io/spec/core/binary/
 */
export function assemble(exported: Readonly<Record<string, Func>>, memoryPages: number): Uint8Array<ArrayBuffer> {
  const funcs = Object.entries(exported);
  const names = funcs.map(([name], index) => joined(text(name), [0x00], unsigned(index)));
  return joined(
    [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    section(
      1,
      funcs.map(([, { params, results }]) => joined([0x60], vector(params), vector(results))),
    ),
    section(
      3,
      funcs.map((_, index) => unsigned(index)),
    ),
    section(5, [joined([0x00], unsigned(memoryPages))]),
    section(7, [...names, joined(text('memory'), [0x02, 0x00])]),
    section(
      10,
      funcs.map(([, { body }]) => vector(body)),
    ),
  );
}

/** Instructions in their order; a branch names the block that it leaves or the loop that it repeats. */
export type Code = number | Branch | Nest | readonly Code[];

interface Branch {
  readonly op: number;
  readonly to: symbol;
}

interface Nest {
  readonly op: number;
  readonly label: symbol;
  readonly body: Code;
}

const nothing = 0x40; // the type of a block that leaves no value
const end = 0x0b;

const types = { i32: 0x7f, i64: 0x7e, v128: 0x7b } as const;
export type Type = keyof typeof types;

/** A function, encoded. */
export interface Func {
  readonly params: readonly number[];
  readonly results: readonly number[];
  readonly body: readonly number[];
}

/** A variable of a function. */
export interface Variable {
  readonly get: Code;
  set(value: Code): Code;
}

/** A function that gives an i32: its parameters, its other variables, which begin as zero, and its code. */
export function func<Params extends string, Locals extends string>(
  params: Readonly<Record<Params, Type>>,
  locals: Readonly<Record<Locals, Type>>,
  code: (variables: Readonly<Record<NoInfer<Params | Locals>, Variable>>) => Code,
): Func {
  const names = [...Object.keys(params), ...Object.keys(locals)];
  const variables = Object.fromEntries(names.map((name, index) => [name, variable(index)]));
  const declared = Object.values<Type>(locals).flatMap((type) => [0x01, types[type]]);
  const body = [...unsigned(Object.keys(locals).length), ...declared];
  emit(code(variables as Readonly<Record<Params | Locals, Variable>>), body, []);
  return {
    params: Object.values<Type>(params).map((type) => types[type]),
    results: [types.i32],
    body: [...body, end],
  };
}

function variable(index: number): Variable {
  return { get: [0x20, unsigned(index)], set: (value) => [value, 0x21, unsigned(index)] };
}

/** Runs to its end, or until `leave` is branched to. */
export function block(code: (leave: symbol) => Code): Code {
  const label = Symbol('block');
  return { op: 0x02, label, body: code(label) };
}

/** Runs to its end, and again from its start where `again` is branched to. */
export function loop(code: (again: symbol) => Code): Code {
  const label = Symbol('loop');
  return { op: 0x03, label, body: code(label) };
}

export function when(condition: Code, then: Code): Code {
  return [condition, { op: 0x04, label: Symbol('if'), body: then }];
}

export function branch(to: symbol): Code {
  return { op: 0x0c, to };
}

export function branchIf(to: symbol, condition: Code): Code {
  return [condition, { op: 0x0d, to }];
}

const simple =
  (...op: readonly number[]) =>
  (...operands: readonly Code[]): Code => [...operands, ...op];
const simd = (op: number, ...immediate: readonly number[]) => simple(0xfd, ...unsigned(op), ...immediate);
const load =
  (...op: readonly number[]) =>
  (address: Code, offset = 0): Code => [address, ...op, unaligned, unsigned(offset)];
const store =
  (op: number) =>
  (address: Code, value: Code, offset = 0): Code => [address, value, op, unaligned, unsigned(offset)];
const unaligned = 0x00;

export const i32 = {
  const: (value: number): Code => [0x41, ...signed(BigInt(value))],
  load: load(0x28),
  load8: load(0x2d),
  load16: load(0x2f),
  store: store(0x36),
  store8: store(0x3a),
  store16: store(0x3b),
  isZero: simple(0x45),
  equal: simple(0x46),
  differ: simple(0x47),
  less: simple(0x49), // unsigned, as all comparisons here are
  atLeast: simple(0x4f),
  add: simple(0x6a),
  sub: simple(0x6b),
  mul: simple(0x6c),
  and: simple(0x71),
  or: simple(0x72),
  xor: simple(0x73),
  shiftLeft: simple(0x74),
  shiftRight: simple(0x76),
  lowOf: simple(0xa7),
  trailingZeros: simple(0x68),
  countOnes: simple(0x69),
} as const;

export const i64 = {
  const: (value: bigint): Code => [0x42, ...signed(BigInt.asIntN(64, value))],
  load: load(0x29),
  store: store(0x37),
  isZero: simple(0x50),
  equal: simple(0x51),
  differ: simple(0x52),
  less: simple(0x54),
  trailingZeros: simple(0x7a),
  countOnes: simple(0x7b),
  add: simple(0x7c),
  sub: simple(0x7d),
  and: simple(0x83),
  or: simple(0x84),
  xor: simple(0x85),
  shiftLeft: simple(0x86),
  shiftRightSigned: simple(0x87),
  shiftRight: simple(0x88),
  extend: simple(0xad),
} as const;

export const v128 = {
  load: load(0xfd, 0x00),
  store: (address: Code, value: Code, offset = 0): Code => [address, value, 0xfd, 0x0b, unaligned, unsigned(offset)],
  const: (bytes: Uint8Array): Code => [0xfd, 0x0c, ...bytes],
  and: simd(0x4e),
  or: simd(0x50),
  xor: simd(0x51),
  splat: simd(0x0f),
  any: simd(0x53),
  equalBytes: simd(0x23),
  lessBytes: simd(0x26),
  subBytes: simd(0x71),
  leastBytes: simd(0x77),
  bits: simd(0x64),
  addBytes: simd(0x6e),
  /** Bytes of a table, by their numbers in it. */
  lookUp: simd(0x0e),
  shiftLeft16: simd(0x8b),
  shiftLeft64: simd(0xcb),
  greater64: simd(0xd9), // signed
  without: simd(0x4f),
  splat64: simd(0x12),
  /** The low 64 bits of two, and the high ones. */
  lows64: simd(0x0d, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23),
  highs64: simd(0x0d, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31),
} as const;

/** Appends the instructions, with each branch as a number of nestings to go out. */
function emit(code: Code, bytes: number[], around: readonly symbol[]): void {
  if (typeof code === 'number') bytes.push(code);
  else if ('length' in code) for (const part of code) emit(part, bytes, around);
  else if ('to' in code) bytes.push(code.op, around.indexOf(code.to));
  else {
    bytes.push(code.op, nothing);
    emit(code.body, bytes, [code.label, ...around]);
    bytes.push(end);
  }
}

type Bytes = readonly number[] | Uint8Array;

function section(id: number, entries: readonly Bytes[]): Bytes {
  return joined([id], vector(joined(unsigned(entries.length), ...entries)));
}

function vector(bytes: Bytes): Bytes {
  return joined(unsigned(bytes.length), bytes);
}

function text(ascii: string): Bytes {
  return vector(Buffer.from(ascii));
}

function joined(...parts: readonly Bytes[]): Uint8Array<ArrayBuffer> {
  return Buffer.concat(parts.map((part) => Uint8Array.from(part)));
}

/** LEB128: seven bits a byte, the lowest first. */
function unsigned(value: number): readonly number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)];
}

function signed(value: bigint): readonly number[] {
  const low = Number(BigInt.asUintN(7, value));
  const rest = value >> 7n;
  const ends = (rest === 0n && low < 0x40) || (rest === -1n && low >= 0x40);
  return ends ? [low] : [low | 0x80, ...signed(rest)];
}
