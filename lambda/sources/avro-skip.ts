import type { AvroBytes } from './avro-bytes.ts';
import { type AvroType, takesNothing } from './avro-schema.ts';

const deepestValue = 64;

/**
 * Moves past one value (https://avro.apache.org/docs/1.12.0/specification/#binary-encoding). What takes no bytes takes
 * no time either, so the time is linear in the bytes, whatever counts they claim.
 */
export async function skipValue(bytes: AvroBytes, shape: AvroType, depth = 0): Promise<void> {
  if (takesNothing(shape)) return;
  if (depth > deepestValue) throw bytes.broken();
  switch (shape.kind) {
    case 'number':
      await bytes.long();
      return;
    case 'bytes':
      return bytes.skip(await bytes.long());
    case 'fixed':
      return bytes.skip(shape.size);
    case 'union':
      return skipValue(bytes, await branch(bytes, shape.branches), depth + 1);
    case 'array':
    case 'map':
      return skipItems(bytes, shape, depth + 1);
    case 'record':
      for (const field of shape.fields) await skipValue(bytes, field.type, depth + 1);
      return;
    default:
      shape satisfies never;
  }
}

/** The branch that a union's value has taken. */
export async function branch(bytes: AvroBytes, branches: readonly AvroType[]): Promise<AvroType> {
  const found = branches[await bytes.long()];
  if (found === undefined) throw bytes.broken();
  return found;
}

/** Blocks of items up to one of none; a block with a negative count also says how many bytes it has. */
async function skipItems(
  bytes: AvroBytes,
  { kind, items }: Extract<AvroType, { kind: 'array' | 'map' }>,
  depth: number,
): Promise<void> {
  for (;;) {
    const count = await bytes.long();
    if (count === 0) return;
    if (count < 0) {
      await bytes.skip(await bytes.long());
      continue;
    }
    if (kind === 'array' && takesNothing(items)) continue;
    for (let n = 0; n < count; n++) {
      if (kind === 'map') await bytes.skip(await bytes.long());
      await skipValue(bytes, items, depth);
    }
  }
}
