import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectRoot } from '../../lib/bundle-handler.ts';
import { leanSdk, withPlainKeys } from '../../lib/lean-sdk.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gatewarden-lean-'));
});

afterAll(() => rmSync(folder, { recursive: true }));

describe("the tables of S3's client in a bundle", () => {
  it('say of every operation what they say in the package', async () => {
    const [lean, packaged] = await Promise.all([tables('lean'), tables('packaged')]);

    expect(lean).toEqual(packaged);
    expect(Object.keys(lean).length).toBeGreaterThan(400);
  });

  it('are no part of it where nothing refers to them', async () => {
    const [lean, packaged] = await Promise.all([unused(true), unused(false)]);

    expect(packaged).toBeGreaterThan(60_000);
    expect(lean).toBeLessThan(20_000);
  });

  it('have as their keys what their constants hold, and nothing else is touched', () => {
    const module = 'const _a = "x-a";\nconst _b = 1;\nconst _p = "__proto__";\nlet _l = "l";\n';

    const read = withPlainKeys(`${module}f({ [_a]: _a, [_b]: 1, [_p]: 2, [_l]: 3, [_o]: [_a] }, c ? [_a]: 4);`);

    expect(read).toBe(`${module}f({ "x-a": _a, [_b]: 1, [_p]: 2, [_l]: 3, [_o]: [_a] }, c ? [_a]: 4);`);
  });
});

describe("the SDK's version in a bundle", () => {
  it('is all that there is of its package.json', async () => {
    const packageJson = JSON.stringify(join(client, 'package.json'));

    const text = await bundled(`export { default } from ${packageJson};`, true);

    expect(text).toMatch(/version:"\d+\.\d+\.\d+"/);
    expect(text).not.toMatch(/scripts|dependencies|license/);
  });
});

const client = join(projectRoot, 'node_modules', '@aws-sdk', 'client-s3');
const schemas = JSON.stringify(join(client, 'dist-es', 'schemas', 'schemas_0.js'));

/** The exported tables by name. What refers to another table by a function does so by its name. */
async function tables(kind: 'lean' | 'packaged'): Promise<Readonly<Record<string, unknown>>> {
  const outfile = join(folder, `${kind}.mjs`);
  await bundled(`export * from ${schemas};`, kind === 'lean', outfile);
  const exported = (await import(pathToFileURL(outfile).href)) as object;
  const named = (_: string, value: unknown): unknown =>
    typeof value === 'function' ? ['refers to', value()[2]] : value;
  return JSON.parse(JSON.stringify({ ...exported }, named));
}

/** Bytes of a bundle that asks for the errors alone. */
async function unused(lean: boolean): Promise<number> {
  return (await bundled(`export { errorTypeRegistries } from ${schemas};`, lean)).length;
}

async function bundled(contents: string, lean: boolean, outfile?: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: projectRoot },
    ...(outfile !== undefined && { outfile }),
    write: false,
    bundle: true,
    platform: 'node',
    format: 'esm',
    mainFields: ['module', 'main'],
    minify: true,
    plugins: lean ? [leanSdk] : [],
  });
  const text = outputFiles[0]?.text ?? '';
  if (outfile !== undefined) writeFileSync(outfile, text);
  return text;
}
