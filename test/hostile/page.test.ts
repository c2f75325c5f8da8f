import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { fileCases } from './files.ts';
import { messageCases } from './messages.ts';
import { page } from './page.ts';
import { recordCases } from './records.ts';

it('the page is what the cases say (npm run docs:hostile writes it)', () => {
  const written = readFileSync(join(import.meta.dirname, '../../docs/hostile-input.md'), 'utf8');

  expect(written).toBe(page());
});

it('no two cases have the same name', () => {
  for (const cases of [recordCases, fileCases, messageCases]) {
    const names = cases.map(({ name }) => name);

    expect(names).toEqual([...new Set(names)]);
  }
});
