import { expect, it } from 'vitest';
import { jsonValues } from '../../lambda/sources/json-values.ts';
import { membersAt } from '../../lambda/sources/members.ts';
import type { Piece } from '../../lambda/sources/piece.ts';
import type { Skimming } from '../../lambda/sources/pieces.ts';
import type { Skimmer } from '../../lambda/sources/skimmer/skim.ts';
import { chunked } from './reading.ts';

async function piecesOf(text: string, skimming: Skimming = {}): Promise<readonly Piece[]> {
  return Array.fromAsync(jsonValues(chunked(Buffer.from(text), 64 * 1024), undefined, skimming));
}

/** Each record with its place, whether it came by itself or abridged, with others. */
function found(pieces: readonly Piece[]): readonly unknown[] {
  return pieces.flatMap((piece): readonly unknown[] => {
    if (piece.kind === 'abridged')
      return piece.records.map((_, index) => ({ value: piece.whole(index), place: piece.placeOf(index) }));
    return piece.kind === 'value' ? [{ value: piece.value, place: piece.place }] : [];
  });
}

it('records come abridged, with the same whole and places as each by itself', async () => {
  const records = Array.from({ length: 2_000 }, (_, n) => `{"id":${n},"text":"${'é\\u00e9'.repeat(n % 90)}"}`);
  const text = `\n{"Records":[${records.slice(0, 900).join(',')},\n${records.slice(900).join(', ')}],"more":[]}\n[{"a":1},[{"b":2}]]`;
  const pieces: Piece[] = [];

  const together: unknown[] = [];
  const chunks = chunked(Buffer.from(text), 64 * 1024);
  for await (const piece of jsonValues(chunks, undefined, { members: membersAt(['id']) })) {
    pieces.push(piece);
    together.push(...found([piece])); // at once, as the next one stands where this one stood
  }
  const each = await piecesOf(text);

  expect(together).toEqual(found(each));
  expect(together).toHaveLength(2_002);
  expect(each.some(({ kind }) => kind === 'abridged')).toBe(false);
  expect(pieces.flatMap((piece) => (piece.kind === 'abridged' ? piece.records : [])).slice(0, 900)).toEqual(
    Array.from({ length: 900 }, (_, id) => ({ id })),
  );
  expect(pieces.length).toBeLessThan(1_300);
});

it('what comes at once is bounded', async () => {
  const records = Array.from({ length: 4_000 }, () => `{"text":"${'x'.repeat(190)}"}`);

  const runs = await piecesOf(`[${records.join(',')}]`, { members: membersAt(['text']) });

  expect(runs.flatMap((run) => (run.kind === 'abridged' ? run.records : []))).toHaveLength(4_000);
  for (const run of runs)
    expect(JSON.stringify(run.kind === 'abridged' ? run.records : []).length).toBeLessThan(66_000);
});

it.each([
  ['abridged', membersAt(['aa', 'bb'])],
  ['by themselves', undefined],
])(
  'where records come %s, one that is no JSON fails alone, even if the skimmer took it for JSON',
  async (_, members) => {
    const skimmer: Skimmer = {
      text: Buffer.alloc(1024),
      skim: (at) => ({
        passed: 0,
        spans: Int32Array.of(at, at + 8, at + 9, at + 17, at + 18, at + 26),
        to: at + 26,
        isOneLine: true,
      }),
      abridge: () => ({
        values: Buffer.from('1x3'),
        entries: Int32Array.of(1, 1, 0, 1, 1, 2, 2, 2, 1, 3, 4, 3),
        names: ['aa', 'bb', 'cc'],
      }),
      lineFeeds: () => 0,
    };

    const pieces = await piecesOf('[{"aa":1},{"bb":x},{"cc":3}]', { skimmer, members });

    expect(pieces).toEqual([
      { kind: 'value', value: { aa: 1 }, place: { line: 1, offset: 1 }, outermost: false },
      {
        kind: 'broken',
        reason: 'JSON is broken in the value at byte 10',
        place: { line: 1, offset: 10 },
        outermost: false,
      },
      { kind: 'value', value: { cc: 3 }, place: { line: 1, offset: 19 }, outermost: false },
    ]);
  },
);
