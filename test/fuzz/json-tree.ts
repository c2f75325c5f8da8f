/** JSON as it is written: members in order and as often as they stand there, scalars as their text. */
export type Tree =
  | { readonly kind: 'object'; members: (readonly [name: string, value: Tree])[] }
  | { readonly kind: 'list'; items: Tree[] }
  | { readonly kind: 'raw'; readonly text: string };

const deepest = 200; // levels; what is deeper is mutated as bytes

/** Throws RangeError where the value nests too deep. */
export function treeOf(value: unknown, depth = 0): Tree {
  if (depth > deepest) throw new RangeError('too deep');
  if (Array.isArray(value)) return { kind: 'list', items: value.map((item) => treeOf(item, depth + 1)) };
  if (typeof value !== 'object' || value === null) return { kind: 'raw', text: JSON.stringify(value) };
  return { kind: 'object', members: Object.entries(value).map(([name, item]) => [name, treeOf(item, depth + 1)]) };
}

/** The tree of a JSON text; undefined where it is none, or nests too deep. */
export function parsedTree(text: string): Tree | undefined {
  try {
    return treeOf(JSON.parse(text));
  } catch {
    return undefined;
  }
}

export interface Spelling {
  /** Put around every token. */
  readonly space: string;
  /** How a name or text is written, from its usual JSON. */
  readonly spell: (json: string) => string;
}

export function printed(tree: Tree, spelling: Spelling): string {
  const { space, spell } = spelling;
  switch (tree.kind) {
    case 'raw':
      return tree.text.startsWith('"') ? spell(tree.text) : tree.text;
    case 'list':
      return `[${space}${tree.items.map((item) => printed(item, spelling)).join(`${space},${space}`)}${space}]`;
    case 'object': {
      const members = tree.members.map(
        ([name, value]) => `${spell(JSON.stringify(name))}${space}:${space}${printed(value, spelling)}`,
      );
      return `{${space}${members.join(`${space},${space}`)}${space}}`;
    }
    default:
      return tree satisfies never;
  }
}

/** Every tree in a tree, itself first. */
export function allIn(tree: Tree): readonly Tree[] {
  switch (tree.kind) {
    case 'raw':
      return [tree];
    case 'list':
      return [tree, ...tree.items.flatMap(allIn)];
    case 'object':
      return [tree, ...tree.members.flatMap(([, value]) => allIn(value))];
    default:
      return tree satisfies never;
  }
}
