import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

interface Locked {
  readonly version: string;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  /** It comes inside the package that holds it, and under that one's integrity. */
  readonly inBundle?: boolean;
  readonly hasInstallScript?: boolean;
}

interface Component {
  readonly name: string;
  readonly version: string;
  readonly properties?: readonly { readonly name: string }[];
}

const root = join(import.meta.dirname, '..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const manifest = JSON.parse(read('package.json')) as Record<
  'dependencies' | 'devDependencies' | 'allowScripts',
  Readonly<Record<string, string>>
>;
const lock = JSON.parse(read('package-lock.json')) as { readonly packages: Readonly<Record<string, Locked>> };
const locked = Object.entries(lock.packages)
  .filter(([path]) => path !== '')
  .map(([path, entry]) => ({ name: path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length), ...entry }));

/** They ask for nothing but to be named; in the last one the choice is ours. */
const permissive = /^(Apache-2\.0|MIT|ISC|0BSD|BSD-[23]-Clause|BlueOak-1\.0\.0|\(MIT OR GPL-3\.0-or-later\))$/;

describe('what the project is made of', () => {
  it('is pinned to exact versions', () => {
    const ranges = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies });

    expect(ranges.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
  });

  it('is locked by content, and names no host to load it from', () => {
    const own = locked.filter(({ optional, inBundle }) => !optional && !inBundle);

    expect(own.filter(({ integrity }) => !integrity?.startsWith('sha512-')).map(({ name }) => name)).toEqual([]);
    expect(locked.filter(({ resolved }) => resolved !== undefined).map(({ name }) => name)).toEqual([]);
  });

  it('has a permissive licence, where it is deployed', () => {
    const deployed = locked.filter(({ dev }) => !dev);

    expect(deployed.length).toBeGreaterThan(50);
    expect(deployed.filter(({ license = '' }) => !permissive.test(license)).map(({ name }) => name)).toEqual([]);
  });

  it('runs scripts at its installation only where SECURITY.md says what they do', () => {
    const scripted = locked.filter(({ hasInstallScript }) => hasInstallScript);

    expect(scripted.filter(({ dev }) => !dev)).toEqual([]);
    const names = scripted.map(({ name }) => name);
    expect(names.toSorted()).toEqual(Object.keys(manifest.allowScripts).toSorted());
    const reviewed = [...read('SECURITY.md').matchAll(/^\| `([^`]+)` (\S+) \|/gm)].map(([, name, version]) => ({
      name,
      version,
    }));
    expect(reviewed).toEqual(expect.arrayContaining(scripted.map(({ name, version }) => ({ name, version }))));
    expect(reviewed).toHaveLength(scripted.length);
  });

  it('is named whole by its bill of materials, what is deployed apart from what is not', async () => {
    const command = ['sbom', '--package-lock-only', '--sbom-format', 'cyclonedx'];
    const { stdout } = await promisify(execFile)('npm', command, { cwd: root, maxBuffer: 64 * 1024 ** 2 });

    const { components } = JSON.parse(stdout) as { readonly components: readonly Component[] };
    const listed = new Map(components.map((component) => [`${component.name}@${component.version}`, component]));
    expect(locked.filter(({ name, version }) => !listed.has(`${name}@${version}`)).map(({ name }) => name)).toEqual([]);
    const development = ({ properties = [] }: Component) =>
      properties.some(({ name }) => name === 'cdx:npm:package:development');
    for (const [name, version] of Object.entries(manifest.dependencies))
      expect([listed.get(`${name}@${version}`)].map((one) => one && development(one))).toEqual([false]);
  });
});
