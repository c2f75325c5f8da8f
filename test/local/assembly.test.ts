import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { synthesiseInto } from '../../local/assembly.ts';
import { Interrupted } from '../../local/errors.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gatewarden-interrupted-'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

it.each<[string, () => AbortSignal]>([
  ['before it begins', () => AbortSignal.abort()],
  ['while the app starts', () => AbortSignal.timeout(100)],
])('a synthesis that is interrupted %s ends without an assembly', async (_, interrupted) => {
  await expect(synthesiseInto(folder, undefined, interrupted())).rejects.toThrow(Interrupted);

  expect(readdirSync(folder)).toEqual([]);
});
