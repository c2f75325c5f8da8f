import { gunzipSync, gzipSync } from 'node:zlib';
import { gzipWithHeader } from '../hostile/files.ts';
import { captured, captureSchema } from '../sources/avro-file.ts';
import { parsedTree, printed, type Tree, treeOf } from './json-tree.ts';
import { mostBytes, mutateBytes } from './mutate-bytes.ts';
import { mutateJson } from './mutate-json.ts';
import type { Random } from './random.ts';

/** The bytes of an object with its content changed, or one of the layers around it: gzip, Avro. */
export function mutateObject(input: Uint8Array, other: Uint8Array, random: Random): Uint8Array {
  if (random.chance(0.1)) return mutateBytes(input, other, random);
  const changed = mutateJson(content(input), content(other), random).subarray(0, mostBytes);
  const layer = random.below(10);
  if (layer < 5) return changed;
  if (layer < 8) return someGzip(changed, other, random);
  return random.chance(0.3) ? someGzip(someAvro(changed, random), other, random) : someAvro(changed, random);
}

/** What is in gzip, as far as it can be had; else the bytes as they are. */
function content(bytes: Uint8Array): Uint8Array {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: mostBytes });
  } catch {
    return bytes;
  }
}

function someGzip(plain: Uint8Array, other: Uint8Array, random: Random): Uint8Array {
  const cut = random.below(plain.length + 1);
  const whole = gzipSync(plain, { level: random.pick([0, 1, 9]) });
  return random.pick<() => Uint8Array>([
    () => whole,
    () => whole,
    () => Buffer.concat([gzipSync(plain.subarray(0, cut)), gzipSync(plain.subarray(cut))]),
    () => gzipWithHeader(plain),
    () => gzipWithHeader(plain, random.below(256)),
    () => whole.subarray(0, random.below(whole.length + 1)),
    () => Buffer.concat([whole.subarray(0, -8), Buffer.from([1, 2, 3, 4]), whole.subarray(-4)]),
    () => Buffer.concat([whole.subarray(0, -4), Buffer.from([1, 2, 3, 4])]),
    () => Buffer.concat([whole, Buffer.alloc(random.below(100))]),
    () => Buffer.concat([whole, other]),
    () => gzipSync(whole),
    () => mutateBytes(whole, other, random),
  ])();
}

/** A capture file with this as the body of its events, in blocks of some size, of a schema that may be changed. */
function someAvro(body: Uint8Array, random: Random): Uint8Array {
  const bodies = Buffer.from(body).toString().split('\n');
  const whole = captured(random.chance(0.1) ? [undefined, ...bodies] : bodies, {
    codec: random.pick(['null', 'deflate']),
    inBlock: 1 + random.below(4),
    ...(random.chance(0.2) && { schema: someSchema(random) }),
  });
  return random.chance(0.4) ? mutateBytes(whole, body, random) : whole;
}

function someSchema(random: Random): unknown {
  const tree = treeOf(captureSchema);
  const text = Buffer.from(JSON.stringify(captureSchema));
  const changed = parsedTree(Buffer.from(mutateJson(text, text, random)).toString());
  return JSON.parse(printed((changed ?? tree) as Tree, { space: '', spell: (json) => json }));
}
