import { expect, it } from 'vitest';
import { jsonValues } from '../../lambda/sources/json-values.ts';
import type { Piece } from '../../lambda/sources/piece.ts';
import { borrowSkimmer, giveBack, type Skimmer } from '../../lambda/sources/skim.ts';
import { chunked } from './reading.ts';

async function piecesOf(text: string, options: { readonly together: boolean; readonly skimmer?: Skimmer }) {
  return Array.fromAsync(jsonValues(chunked(Buffer.from(text), 64 * 1024), undefined, options));
}

/** Each record with its place, whether it came by itself or with others. */
function found(pieces: readonly Piece[]): readonly unknown[] {
  return pieces.flatMap((piece): readonly unknown[] => {
    if (piece.kind === 'values') return piece.values.map((value, index) => ({ value, place: piece.places[index] }));
    return piece.kind === 'value' ? [{ value: piece.value, place: piece.place }] : [];
  });
}

it('records come together, with the same values and places as each by itself', async () => {
  const records = Array.from({ length: 2_000 }, (_, n) => `{"n":${n},"text":"${'é\\u00e9'.repeat(n % 90)}"}`);
  const text = `\n{"Records":[${records.slice(0, 900).join(',')},\n${records.slice(900).join(', ')}],"more":[]}\n[{"a":1},[{"b":2}]]`;

  const together = await piecesOf(text, { together: true });
  const each = await piecesOf(text, { together: false });

  expect(found(together)).toEqual(found(each));
  expect(found(each)).toHaveLength(2_002);
  expect(each.some(({ kind }) => kind === 'values')).toBe(false);
  expect(together.length).toBeLessThan(1_300);
});

it('a run is bounded', async () => {
  const records = Array.from({ length: 4_000 }, () => `{"text":"${'x'.repeat(190)}"}`);

  const runs = await piecesOf(`[${records.join(',')}]`, { together: true });

  expect(found(runs)).toHaveLength(4_000);
  for (const run of runs) expect(JSON.stringify(run.kind === 'values' ? run.values : []).length).toBeLessThan(66_000);
});

it('a record that is no JSON fails alone, even where the skimmer took it for JSON', async () => {
  const real = borrowSkimmer();
  const skimmer: Skimmer = {
    text: real.text,
    skim: (at) => ({ passed: 0, passedTo: at, lookTo: real.text.indexOf('}', at) + 1 }),
  };

  const pieces = await piecesOf('[{"a":1},{"b":x},{"c":3}]', { together: true, skimmer });
  giveBack(real);

  expect(pieces).toEqual([
    { kind: 'value', value: { a: 1 }, place: { line: 1, offset: 1 }, outermost: false },
    {
      kind: 'broken',
      reason: 'JSON is broken in the value at byte 9',
      place: { line: 1, offset: 9 },
      outermost: false,
    },
    { kind: 'value', value: { c: 3 }, place: { line: 1, offset: 17 }, outermost: false },
  ]);
});
