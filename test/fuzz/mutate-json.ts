import { allIn, parsedTree, printed, type Tree } from './json-tree.ts';
import { mutateBytes } from './mutate-bytes.ts';
import type { Random } from './random.ts';

/** Scalars at the edges of what a decoder may meet. The last ones are no JSON. */
const scalars = [
  ...['null', 'true', 'false', '0', '-0', '1', '-1', '1e400', '-1e-400', '9007199254740993', '0.1', '9'.repeat(400)],
  ...['[]', '{}', '[{}]', '[[]]', '{"a":{}}'],
  ...['""', '"\\ud800"', '"\\udfff\\ud800"', '"\\u0000"', '"\uFEFF"', '"\u202e"', '"\\\\"', '"\\""', '"\u{10FFFF}"'],
  ...[
    '"0001-01-01T00:00:00Z"',
    '"9999-12-31T23:59:59.9999999Z"',
    '"9999-12-31T23:59:59-01:00"',
    '"11/20/2026 1:00:00 AM"',
  ],
  ...['"::ffff:203.0.113.7"', '"2001:db8::1"', '"0.0.0.0"', '"203.0.113.XXX"', '"<null>"', '"AWS Internal"'],
  ...[
    '"ConsoleLogin"',
    '"consolelogin"',
    '"CreateLoginProfile"',
    '"Root"',
    '"Failure"',
    '"Yes"',
    '"HIDDEN_DUE_TO_SECURITY_REASONS"',
  ],
  ...[
    '"{\\"userName\\":\\"x\\"}"',
    '"[{\\"ARN\\":\\"x\\"}]"',
    '"{"',
    '"}]},{\\"Records\\":["',
    `"${'x'.repeat(5_000)}"`,
    `"${'é'.repeat(2_000)}"`,
  ],
  ...['nul', '01', '+1', '.5', 'NaN', "'x'", '"\u0000"', '"', '"\\u00"', '"\\x"', ''],
];

/** Names that some decoder knows, and names that every object has. */
const names = [
  ...['Records', 'records', 'value', '__proto__', 'constructor', 'toString', 'toJSON', 'length', ''],
  ...[
    'eventName',
    'eventTime',
    'eventID',
    'eventSource',
    'eventVersion',
    'eventCategory',
    'userIdentity',
    'sourceIPAddress',
  ],
  ...[
    'detail',
    'detail-type',
    'source',
    'properties',
    'category',
    'time',
    'createdDateTime',
    'TimeGenerated',
    'Type',
    'id',
  ],
  ...[
    'Message',
    's3Bucket',
    's3ObjectKey',
    's3',
    'object',
    'bucket',
    'key',
    '@odata.nextLink',
    'error',
    'code',
    'logFiles',
  ],
];

type Change = (tree: Tree, context: Context) => void;

interface Context {
  readonly random: Random;
  /** Trees of another input, to take from. */
  readonly others: readonly Tree[];
}

const changes: readonly Change[] = [
  replaceSome,
  replaceSome,
  duplicateSome,
  renameSome,
  removeSome,
  wrapSome,
  takeFromOther,
  shuffleSome,
  nestSome,
];

/** JSON text with its structure changed; text that is no JSON with its bytes. Of several lines, one is changed. */
export function mutateJson(input: Uint8Array, other: Uint8Array, random: Random): Uint8Array {
  if (random.chance(0.15)) return mutateBytes(input, other, random);
  const texts = splitLines(Buffer.from(input).toString());
  const place = random.below(texts.length);
  const tree = parsedTree(texts[place] as string);
  if (tree === undefined) return mutateBytes(input, other, random);
  const whole: Tree = { kind: 'list', items: [tree] }; // so that the outermost value can be replaced, too
  const otherTree = parsedTree(random.pick(splitLines(Buffer.from(other).toString())));
  const context = { random, others: otherTree === undefined ? [] : allIn(otherTree) };
  for (let times = 1 + random.below(4); times > 0; times--) random.pick(changes)(whole, context);
  texts[place] = whole.items.map((item) => printed(item, someSpelling(random))).join('');
  if (random.chance(0.1)) texts.splice(random.below(texts.length + 1), 0, texts[random.below(texts.length)] as string);
  return Buffer.from(texts.join(random.chance(0.1) ? random.pick(['', '\r\n', '\n\n', '\uFEFF', ' ']) : '\n'));
}

/** Lines where each by itself is JSON, else the whole. */
function splitLines(text: string): string[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.length > 1 && lines.every((line) => /^\s*[[{]/.test(line) && /[\]}]\s*$/.test(line)) ? lines : [text];
}

function someSpelling(random: Random) {
  const space = random.chance(0.7) ? '' : random.pick([' ', '\n', '\t', '\r\n  ']);
  const rate = random.chance(0.2) ? 0.3 : 0;
  const escaped = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  const spell = (json: string) =>
    rate === 0
      ? json
      : json.replace(/(?<!\\|\\u[0-9a-f]{0,3})[a-zA-Z0-9]/g, (found) => (random.chance(rate) ? escaped(found) : found));
  return { space, spell };
}

function replaceSome(tree: Tree, { random }: Context): void {
  changeSome(tree, random, () => [{ kind: 'raw', text: random.pick(scalars) }]);
}

function removeSome(tree: Tree, { random }: Context): void {
  changeSome(tree, random, () => []);
}

function duplicateSome(tree: Tree, { random }: Context): void {
  changeSome(tree, random, (found) => [
    found,
    random.chance(0.5) ? found : { kind: 'raw', text: random.pick(scalars) },
  ]);
}

function takeFromOther(tree: Tree, { random, others }: Context): void {
  if (others.length > 0) changeSome(tree, random, () => [structuredClone(random.pick(others))]); // a copy, as trees are changed in place
}

function wrapSome(tree: Tree, { random }: Context): void {
  changeSome(tree, random, (found) => [
    random.pick<Tree>([
      { kind: 'list', items: [found] },
      { kind: 'object', members: [[random.pick(names), found]] },
      { kind: 'object', members: [[random.pick(names), { kind: 'list', items: [found, found] }]] },
      { kind: 'raw', text: JSON.stringify(printed(found, { space: '', spell: (json) => json })) },
    ]),
  ]);
}

function nestSome(tree: Tree, { random }: Context): void {
  const levels = random.pick([5, 20, 70, 499, 501, 3_000]);
  const [open, close] = random.pick([
    ['[', ']'],
    ['{"a":', '}'],
    ['{"records":[', ']}'],
  ] as const);
  changeSome(tree, random, () => [{ kind: 'raw', text: `${open.repeat(levels)}1${close.repeat(levels)}` }]);
}

function renameSome(tree: Tree, { random }: Context): void {
  const objects = allIn(tree).filter((each) => each.kind === 'object' && each.members.length > 0);
  if (objects.length === 0) return;
  const object = random.pick(objects);
  if (object.kind !== 'object') return;
  const place = random.below(object.members.length);
  const [, value] = object.members[place] as readonly [string, Tree];
  object.members = object.members.toSpliced(place, 1, [random.pick(names), value]);
}

function shuffleSome(tree: Tree, { random }: Context): void {
  const holder = random.pick(allIn(tree));
  if (holder.kind === 'object') holder.members = holder.members.toReversed();
  if (holder.kind === 'list') holder.items = holder.items.toReversed();
}

/** Puts others in the place of one value; of an object's, under the same name. */
function changeSome(tree: Tree, random: Random, instead: (found: Tree) => readonly Tree[]): void {
  const holders = allIn(tree).filter((each) => childrenOf(each) > 0);
  if (holders.length === 0) return;
  const holder = random.pick(holders);
  const place = random.below(childrenOf(holder));
  if (holder.kind === 'list') holder.items = holder.items.toSpliced(place, 1, ...instead(holder.items[place] as Tree));
  if (holder.kind !== 'object') return;
  const [name, value] = holder.members[place] as readonly [string, Tree];
  holder.members = holder.members.toSpliced(place, 1, ...instead(value).map((each) => [name, each] as const));
}

function childrenOf(tree: Tree): number {
  switch (tree.kind) {
    case 'raw':
      return 0;
    case 'list':
      return tree.items.length;
    case 'object':
      return tree.members.length;
    default:
      return tree satisfies never;
  }
}
