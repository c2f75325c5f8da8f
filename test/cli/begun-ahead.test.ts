import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { begunAhead } from '../../bin/commands/judging/begun-ahead.ts';

/** Streams that note what becomes of them. */
function noting(contents: readonly (readonly (number | Error)[])[], early: (index: number) => boolean = () => true) {
  const notes: string[] = [];
  async function* content(index: number): AsyncGenerator<number> {
    notes.push(`${index} began`);
    try {
      for (const item of contents[index] ?? []) {
        if (item instanceof Error) throw item;
        yield item;
      }
    } finally {
      notes.push(`${index} ended`);
    }
  }
  const beginnings = contents.map((_, index) => ({
    early: early(index),
    begin: () => ({ index, content: content(index) }),
  }));
  return { notes, beginnings };
}

it('gives everything in order, whatever was begun when', async () => {
  const { beginnings } = noting([[1, 2, 3], [], [4], [5, 6]]);

  const given: (readonly [number, readonly number[]])[] = [];
  for await (const { index, content } of begunAhead(beginnings, 2)) given.push([index, await Array.fromAsync(content)]);

  expect(given).toEqual([
    [0, [1, 2, 3]],
    [1, []],
    [2, [4]],
    [3, [5, 6]],
  ]);
});

it('begins with so many ahead, and with none that waits for somebody, nor with one behind that', async () => {
  const { notes, beginnings } = noting([[1], [2], [3], [4], [5]], (index) => index !== 2);
  const reading = begunAhead(beginnings, 2);

  await reading.next();
  const atFirst = [...notes];
  await reading.next();
  await reading.next();

  expect(atFirst).toEqual(['0 began', '1 began']);
  expect(notes.filter((note) => note.endsWith('began'))).toEqual([0, 1, 2, 3, 4].map((index) => `${index} began`));
});

it('throws what one throws in its turn, and goes on with the next', async () => {
  const { beginnings } = noting([[1], [new Error('bad')], [2]]);

  const given: unknown[] = [];
  for await (const { content } of begunAhead(beginnings, 2)) {
    await setImmediate(); // so that what is begun ahead has failed already
    given.push(await Array.fromAsync(content).catch(String));
  }

  expect(given).toEqual([[1], 'Error: bad', [2]]);
});

it('closes all that was begun when its reader stops', async () => {
  const { notes, beginnings } = noting([[1, 2], [3, 4], [5], [6]]);

  for await (const { content } of begunAhead(beginnings, 2)) {
    await content.next();
    break;
  }

  expect(notes.filter((note) => note.endsWith('ended')).toSorted()).toEqual(['0 ended', '1 ended', '2 ended']);
});
