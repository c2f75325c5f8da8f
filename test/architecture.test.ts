import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');

/** Which area may import what: areas by their folder, packages by name; an area may always import itself. */
const allowed: Readonly<Record<string, readonly RegExp[]>> = {
  'lambda/core': [/^ipaddr\.js$/, /^node:crypto$/],
  'lambda/config': [/^lambda\/core$/, /^valibot$/],
  'lambda/rules': [/^lambda\/core$/],
  'lambda/system-alerts': [/^lambda\/core$/],
  'lambda/canary': [/^lambda\/(core|config|rules)$/, /^node:zlib$/],
  'lambda/sources': [/^lambda\/core$/, /^node:(zlib|buffer|stream.*)$/],
  'lambda/render': [/^lambda\/core$/, /^node:util$/],
  'lambda/adapters': [/^lambda\/(core|config)$/, /^@aws-sdk\//, /^jose$/, /^node:/],
  'lambda/handlers': [/^lambda\//, /^@aws-sdk\//, /^aws-lambda$/, /^node:/],
  lib: [
    /^lambda\/(config|rules|system-alerts)$/,
    /^package\.json$/,
    /^aws-cdk-lib/,
    /^constructs$/,
    /^esbuild$/,
    /^node:/,
  ],
  bin: [/^lambda\//, /^lib$/, /./],
  local: [
    /^lambda\/(config|rules|render)$/,
    /^(lib|bin)$/,
    /^(@aws-sdk\/|aws-lambda$|commander$|dynalite$|fauxqs$|valibot$|node:)/,
  ],
};

interface Import {
  readonly file: string;
  readonly area: string;
  readonly target: string;
}

const areas = Object.keys(allowed).toSorted((a, b) => b.length - a.length);
const areaOf = (path: string): string | undefined => areas.find((area) => path === area || path.startsWith(`${area}/`));

function sourceFiles(folder: string): readonly string[] {
  const entries = readdirSync(join(root, folder), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && /\.[jt]s$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
}

function importsOf(file: string): readonly Import[] {
  const text = readFileSync(join(root, file), 'utf8');
  const specifiers = [
    ...text.matchAll(/^(?:import|export)\b[^'"`;]*?from\s+'([^']+)'|\bimport\('([^']+)'\)|^import '([^']+)'/gm),
  ];
  return specifiers.map(([, from, dynamic, bare]) => {
    const specifier = (from ?? dynamic ?? bare) as string;
    const path = specifier.startsWith('.') ? relative(root, join(root, dirname(file), specifier)) : specifier;
    return { file, area: areaOf(file) as string, target: areaOf(path) ?? path };
  });
}

const imports = ['lambda', 'lib', 'bin', 'local'].flatMap(sourceFiles).flatMap(importsOf);

describe('the layers', () => {
  it('are each looked at', () => {
    expect(new Set(imports.map(({ area }) => area))).toEqual(new Set(areas));
  });

  it.each(areas)('%s imports only what it may', (area) => {
    const foreign = imports.filter((each) => each.area === area && each.target !== area);

    const forbidden = foreign.filter(({ target }) => !allowed[area]?.some((pattern) => pattern.test(target)));

    expect(forbidden.map(({ file, target }) => `${file} -> ${target}`)).toEqual([]);
  });
});

it('core, rules and decoders read no clock, randomness, network or environment', () => {
  const impure =
    /\b(Date\.now|new Date\(\)|performance\.|Math\.random|randomUUID|randomBytes|process\.|fetch\(|setTimeout|setInterval)/;
  const pure = [
    'lambda/core',
    'lambda/rules',
    'lambda/system-alerts',
    'lambda/canary',
    'lambda/sources',
    'lambda/render',
    'lambda/config',
  ].flatMap(sourceFiles);

  const guilty = pure.filter((file) => impure.test(readFileSync(join(root, file), 'utf8')));

  expect(guilty).toEqual([]);
});

it('built-in modules are imported by their node: name', () => {
  expect(imports.filter(({ target }) => builtinModules.includes(target))).toEqual([]);
});
