import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

export const repository = join(import.meta.dirname, '../..');
const installed = join(repository, 'node_modules');

/** What a package says of itself, as far as it matters to who installs it. */
interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
}

/** Packs a copy of the repository into a tarball below the folder, by `npm pack`, and returns its path. */
export function pack(folder: string): string {
  const copy = join(folder, 'repository');
  const leftOut = /^(node_modules|dist|cdk\.out|coverage|\.git|test|samples|local|bench)$/;
  cpSync(repository, copy, {
    recursive: true,
    filter: (path) => dirname(path) !== repository || !leftOut.test(path.slice(repository.length + 1)),
  });
  symlinkSync(installed, join(copy, 'node_modules'));
  const printed = execFileSync('npm', ['pack', '--offline', '--silent', '--pack-destination', folder], {
    cwd: copy,
    encoding: 'utf8',
  });
  return join(folder, printed.trim().split('\n').at(-1) ?? '');
}

/**
 * Unpacks the tarball where an app would have it, beside exactly the packages that it asks for, as npm would install them:
 * without the network, they are those of this repository.
 */
export function install(tarball: string, app: string): string {
  const modules = join(app, 'node_modules');
  const ours = join(modules, 'gatewarden');
  mkdirSync(ours, { recursive: true });
  execFileSync('tar', ['-xzf', tarball, '-C', ours, '--strip-components=1']);
  const { dependencies, peerDependencies } = JSON.parse(readFileSync(join(ours, 'package.json'), 'utf8')) as Manifest;
  for (const name of Object.keys({ ...dependencies, ...peerDependencies })) {
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(join(installed, name), join(modules, name));
  }
  return ours;
}

/** The Nodes to run on: this one, and the host's own, which stands in PATH behind what npm puts in front of it. */
export function nodes(): readonly (readonly [string, string])[] {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((each) => !each.includes('node_modules'));
  const host = folders.map((each) => join(each, 'node')).find((each) => existsSync(each));
  const paths = [process.execPath, ...(host === undefined ? [] : [host])];
  return paths.map((path) => [execFileSync(path, ['--version'], { encoding: 'utf8' }).trim(), path] as const);
}
