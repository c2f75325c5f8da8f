import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import * as v from 'valibot';
import { readConfigFile } from '../bin/config-file.ts';
import type { Config } from '../lambda/config/schema.ts';
import { rules } from '../lambda/rules/index.ts';
import { SynthesisFailed, TemplateFault } from './errors.ts';
import { expectShape } from './template/expect-shape.ts';

/** What `cdk synth` makes of a configuration: the template, and the bundled functions as they would be uploaded. */
export interface Assembly {
  readonly config: Config;
  readonly stackName: string;
  /** The template's JSON. */
  readonly template: unknown;
  /** The folder of an asset, by its object's key in the CDK's bucket. Throws where there is none. */
  codeFolder(objectKey: string): string;
  /** Deletes all of it. */
  remove(): void;
}

const root = join(import.meta.dirname, '..');

/** https://github.com/aws/aws-cdk/tree/main/packages/%40aws-cdk/cloud-assembly-schema */
const manifestSchema = v.object({
  artifacts: v.record(
    v.string(),
    v.object({
      type: v.string(),
      properties: v.optional(v.object({ templateFile: v.optional(v.string()), file: v.optional(v.string()) }), {}),
    }),
  ),
});

const assetsSchema = v.object({
  files: v.record(
    v.string(),
    v.object({
      source: v.object({ path: v.string() }),
      destinations: v.record(v.string(), v.object({ objectKey: v.string() })),
    }),
  ),
});

/**
 * Runs the CDK app, as `cdk synth` does, into a folder of its own, which takes some seconds. Throws ConfigFaults where the
 * configuration is not valid, and SynthesisFailed where the app fails. With no path, `gatewarden.config.yaml` in the
 * working directory is taken if it is there, else the default configuration.
 */
export async function synthesise(configPath: string | undefined): Promise<Assembly> {
  readConfig(configPath); // its faults are named at once, and not by the app
  const folder = mkdtempSync(join(tmpdir(), 'gatewarden-local-'));
  try {
    await synthesiseInto(folder, configPath);
    return readAssembly(folder, configPath);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

/** The assembly in a folder, of that configuration. Throws TemplateFault where the folder holds no such thing. */
export function readAssembly(folder: string, configPath: string | undefined): Assembly {
  const config = readConfig(configPath);
  const read = (name: string): unknown => JSON.parse(readFileSync(join(folder, name), 'utf8'));
  const { artifacts } = expectShape(manifestSchema, read('manifest.json'), 'the manifest of the assembly');
  const [[stackName, stack] = [], ...others] = ofType(artifacts, 'aws:cloudformation:stack');
  if (stackName === undefined || stack === undefined || others.length > 0)
    throw new TemplateFault(
      `the app has ${others.length + (stack === undefined ? 0 : 1)} stacks, where one is expected`,
    );
  const manifests = ofType(artifacts, 'cdk:asset-manifest').map(([, { properties }]) => properties.file ?? '');
  const files = manifests.flatMap((name) =>
    Object.values(expectShape(assetsSchema, read(name), 'a manifest of assets').files),
  );
  const folders = new Map(
    files.flatMap(({ source, destinations }) =>
      Object.values(destinations).map(({ objectKey }) => [objectKey, join(folder, source.path)] as const),
    ),
  );
  return {
    config,
    stackName,
    template: read(stack.properties.templateFile ?? ''),
    codeFolder(objectKey) {
      const found = folders.get(objectKey);
      if (found === undefined) throw new TemplateFault(`there is no asset ${objectKey}`);
      return found;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function readConfig(configPath: string | undefined): Config {
  return readConfigFile(
    configPath,
    rules.map(({ id }) => id),
  );
}

type Artifacts = v.InferOutput<typeof manifestSchema>['artifacts'];

function ofType(artifacts: Artifacts, wanted: string): readonly [string, Artifacts[string]][] {
  return Object.entries(artifacts).filter(([, { type }]) => type === wanted);
}

/**
 * The same, into a folder that is there, for several that read it afterwards. There is nothing of AWS in the app's
 * environment: the template must not depend on who synthesises it. Throws SynthesisFailed where the app fails.
 */
export async function synthesiseInto(folder: string, configPath: string | undefined): Promise<void> {
  const { context } = expectShape(
    v.object({ context: v.record(v.string(), v.unknown()) }),
    JSON.parse(readFileSync(join(root, 'cdk.json'), 'utf8')),
    'cdk.json',
  );
  const { PATH, HOME, TMPDIR } = process.env;
  const app = spawn(process.execPath, [join(root, 'bin', 'app.ts')], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      PATH,
      HOME,
      TMPDIR,
      CDK_OUTDIR: folder,
      CDK_CONTEXT_JSON: JSON.stringify({ ...context, ...(configPath !== undefined && { config: configPath }) }),
    },
  });
  const ended = new Promise<number | null>((resolve, reject) => app.on('error', reject).on('close', resolve));
  const [said, status] = await Promise.all([text(app.stderr), ended]);
  if (status !== 0) throw new SynthesisFailed(said.trim());
}
