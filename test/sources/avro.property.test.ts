import fc from 'fast-check';
import { expect, test } from 'vitest';
import { UnreadableObject } from '../../lambda/sources/errors.ts';
import { effort } from '../effort.ts';
import { azureMonitorSignIn } from '../records.ts';
import { bytes, type Codec, captured, file, long } from './avro-file.ts';
import { ids, type Read, read } from './reading.ts';

/** A schema, and an encoder of some value of it; `next` gives numbers from 0 to below its argument. */
interface Coded {
  readonly schema: unknown;
  encode(next: Next): Buffer;
}

type Next = (below: number) => number;

const primitive = fc.constantFrom<Coded[]>(
  { schema: 'null', encode: () => Buffer.alloc(0) },
  { schema: 'boolean', encode: (next) => Buffer.from([next(2)]) },
  { schema: 'int', encode: (next) => long(next(2 ** 32) - 2 ** 31) },
  { schema: 'long', encode: (next) => long(BigInt.asIntN(64, BigInt(next(2 ** 32)) << BigInt(next(33)))) },
  { schema: 'float', encode: (next) => randomBytes(4, next) },
  { schema: { type: 'double' }, encode: (next) => randomBytes(8, next) },
  { schema: 'bytes', encode: (next) => bytes(randomBytes(next(40), next)) },
  { schema: { type: 'string', 'avro.java.string': 'String' }, encode: (next) => bytes('x'.repeat(next(200))) },
  { schema: { type: 'enum', name: 'E', symbols: ['A', 'B', 'C'] }, encode: (next) => long(next(3)) },
  { schema: { type: 'fixed', name: 'F', size: 5 }, encode: (next) => randomBytes(5, next) },
);

const { coded } = fc.letrec<{ coded: Coded }>((tie) => ({
  coded: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    primitive,
    tie('coded').map((items) => ({
      schema: { type: 'array', items: items.schema },
      encode: (next: Next) => inBlocks(next, () => items.encode(next)),
    })),
    tie('coded').map((values) => ({
      schema: { type: 'map', values: values.schema },
      encode: (next: Next) => inBlocks(next, () => Buffer.concat([bytes('k'.repeat(next(9))), values.encode(next)])),
    })),
    fc.array(tie('coded'), { minLength: 1, maxLength: 4 }).map((branches) => ({
      schema: branches.map(({ schema }) => schema),
      encode(next: Next) {
        const branch = next(branches.length);
        return Buffer.concat([long(branch), (branches[branch] as Coded).encode(next)]);
      },
    })),
    fc.array(tie('coded'), { maxLength: 4 }).map((fields) => recordOf(fields)),
  ),
}));

/** A map's or a list's items in blocks, some of which tell their size. */
function inBlocks(next: Next, item: () => Buffer): Buffer {
  const blocks = Array.from({ length: next(3) }, () => {
    const items = Array.from({ length: 1 + next(3) }, item);
    const content = Buffer.concat(items);
    const head = next(2) === 0 ? [long(items.length)] : [long(-items.length), long(content.length)];
    return Buffer.concat([...head, content]);
  });
  return Buffer.concat([...blocks, long(0)]);
}

function recordOf(fields: readonly Coded[]): Coded {
  return {
    schema: { type: 'record', name: 'R', fields: fields.map(({ schema }, n) => ({ name: `f${n}`, type: schema })) },
    encode: (next) => Buffer.concat(fields.map((field) => field.encode(next))),
  };
}

function randomBytes(length: number, next: Next): Buffer {
  return Buffer.from(Array.from({ length }, () => next(256)));
}

/** Numbers that follow from a seed. */
function numbers(seed: number): Next {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const record = (id: string) => JSON.stringify(azureMonitorSignIn({ id }));
const names = fc.array(fc.nat({ max: 999 }).map(String), { maxLength: 3 });
const someBody = fc
  .tuple(
    names,
    fc.constantFrom<((records: readonly string[]) => string)[]>(
      (records) => `{"records":[${records.join()}]}`,
      (records) => `[${records.join()}]`,
      (records) => records.join('\n'),
    ),
  )
  .map(([found, wrap]) => ({ names: found, text: wrap(found.map(record)) }));

const options = fc.record({
  codec: fc.constantFrom<Codec[]>('null', 'deflate'),
  inBlock: fc.integer({ min: 1, max: 4 }),
});

test('whatever stands around the body, all bodies are found, in order', async () => {
  const around = fc.array(coded, { maxLength: 4 });
  const bodies = fc.array(someBody, { maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(around, around, bodies, options, fc.nat(), fc.integer({ min: 1, max: 300 }), async (...given) => {
      const [before, after, some, { codec, inBlock }, seed, chunkSize] = given;
      const next = numbers(seed);
      const fields = [
        ...before.map(({ schema }, n) => ({ name: `before${n}`, type: schema })),
        { name: 'Body', type: ['null', 'bytes'] },
        ...after.map(({ schema }, n) => ({ name: `after${n}`, type: schema })),
      ];
      const events = some.map(({ text }) => {
        const sides = [before, after].map((side) => Buffer.concat(side.map(({ encode }) => encode(next))));
        return Buffer.concat([sides[0] as Buffer, long(1), bytes(text), sides[1] as Buffer]);
      });

      const schema = { type: 'record', name: 'Event', fields };
      const result = await read(file(events, { schema, codec, inBlock }), { chunkSize });

      expect(result.error).toBeUndefined();
      expect(ids(result)).toEqual(some.flatMap((body) => body.names));
    }),
    { numRuns: effort(300) },
  );
});

test('nothing but UnreadableObject is thrown for damaged files, and every record is counted', async () => {
  const damage = fc.array(fc.tuple(fc.nat({ max: 1_000_000 }), fc.nat({ max: 255 })), { maxLength: 4 });
  const bodies = fc.array(someBody, { minLength: 1, maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(bodies, options, damage, fc.nat({ max: 1_000_000 }), async (some, form, changes, cut) => {
      const whole = captured(
        some.map(({ text }) => text),
        form,
      );
      const content = Buffer.from(whole.subarray(0, whole.length - (cut % whole.length) * (cut % 2)));
      for (const [place, value] of changes) content[place % content.length] = value;

      const result = await read(content, { chunkSize: 1_000, maxBytes: 1_000_000 });

      expectReconciled(result);
    }),
    { numRuns: effort(1_000) },
  );
});

function expectReconciled({ error, events, tally }: Read): void {
  const skipped = [...tally.skipped.values()].reduce((sum, number) => sum + number, 0);
  if (error !== undefined) expect(error).toBeInstanceOf(UnreadableObject);
  expect(tally.events).toBe(events.length);
  expect(tally.records).toBe(tally.events + skipped + tally.failed);
}
