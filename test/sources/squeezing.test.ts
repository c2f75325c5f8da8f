import { expect, it } from 'vitest';
import { wantedBy } from '../../lambda/core/wanted.ts';
import { rules } from '../../lambda/rules/index.ts';
import { countableBy } from '../../lambda/sources/cloudtrail/countable.ts';
import { jsonValues } from '../../lambda/sources/json-values.ts';
import { borrowSkimmer, giveBack, type Skimmer } from '../../lambda/sources/skimmer/skim.ts';
import { consoleLogin } from '../records.ts';
import { chunked } from './reading.ts';

const countable = countableBy(wantedBy(rules));

/** Reads a text whatever is wrong with it; gives how many times as much as it is long was read to copy it. */
async function copiedOf(text: string): Promise<number> {
  const skimmer = borrowSkimmer();
  let copied = 0;
  const counting: Skimmer = {
    ...skimmer,
    skim: (at, end, options) => {
      const found = skimmer.skim(at, end, options);
      copied += (found.squeezed?.readTo ?? at) - at;
      return found;
    },
  };
  const values = jsonValues(chunked(Buffer.from(text), 64 * 1024), undefined, { skimmer: counting, countable });
  await Array.fromAsync(values).catch(() => undefined);
  giveBack(skimmer);
  return copied / text.length;
}

const call = JSON.stringify(consoleLogin({ eventName: 'X' }), null, 1);
const unsure = call.replace('"X"', '"\\u0058"');
const listOf = (records: readonly string[]): string => `{"Records": [${records.join(', ')}]}`;

it.each([
  ['lines that are no JSON', '{ [\n'.repeat(40_000)],
  ['lines with a number for a name', '{ 1\n'.repeat(40_000)],
  ['containers in containers', `${'{ "value" : ['.repeat(9_000)}{ }${']}'.repeat(9_000)}`],
  ['containers that do not end', '{ "Records":['.repeat(9_000)],
  ['small containers', '{ "value":[{ },[],{ },[],{ },[],{ }]}\n'.repeat(5_000)],
  ['empty containers', '{ "value" : [ ] }\n'.repeat(9_000)],
  ['strings that do not end', '{ "a": "\n'.repeat(20_000)],
  ['records that have to be parsed', listOf(Array.from({ length: 300 }, () => unsure))],
  [
    'a few among many that have to be parsed',
    listOf(Array.from({ length: 900 }, (_, n) => (n % 5 === 0 ? unsure : call))),
  ],
  [
    'records of more than 64 KiB',
    listOf(Array.from({ length: 9 }, (_, n) => call.replace('X', 'x'.repeat(65_000 + 200 * n)))),
  ],
])('of %s, little more is copied than twice', async (_, text) => {
  expect(await copiedOf(text)).toBeLessThan(2.2);
});

it('of records that are sound, with white space, hardly anything is copied twice', async () => {
  const lists = Array.from({ length: 50 }, () => listOf([call, call, call, call]));

  expect(await copiedOf(listOf(Array.from({ length: 2_000 }, () => call)))).toBeLessThan(1.2);
  expect(await copiedOf(lists.join('\n'))).toBeLessThan(1.2);
});
