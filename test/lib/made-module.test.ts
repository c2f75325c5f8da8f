import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { skimmerModule } from '../../lambda/sources/skimmer/module.ts';
import { bundleModule, projectRoot } from '../../lib/bundle-handler.ts';

it("a bundle has the skimmer's module as the bytes that its code makes", async () => {
  const folder = mkdtempSync(join(tmpdir(), 'gatewarden-made-'));
  try {
    bundleModule(join(projectRoot, 'lambda', 'sources', 'skimmer', 'module.ts'), folder);

    const bundled: { skimmerModule(): Uint8Array } = await import(pathToFileURL(join(folder, 'index.mjs')).href);

    expect(Buffer.from(bundled.skimmerModule()).equals(skimmerModule())).toBe(true);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
