import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import * as v from 'valibot';
import { readConfigFile } from '../bin/config-file.ts';
import type { Config } from '../lambda/config/schema.ts';
import { rules } from '../lambda/rules/index.ts';
import { Interrupted, SynthesisFailed, TemplateFault } from './errors.ts';
import { here } from './here.ts';
import { expectShape } from './template/expect-shape.ts';

/** What `cdk synth` makes of a configuration: the template, and the bundled functions as they would be uploaded. */
export interface Assembly {
  readonly config: Config;
  readonly stackName: string;
  /** The template's JSON. */
  readonly template: unknown;
  /** The stacks of other Regions that forward sign-ins to that one. */
  readonly forwarders: readonly ForwarderTemplate[];
  /** The folder of an asset, by its object's key in the CDK's bucket. Throws where there is none. */
  codeFolder(objectKey: string): string;
  /** Deletes all of it. */
  remove(): void;
}

export interface ForwarderTemplate {
  readonly stackName: string;
  readonly region: string;
  /** JSON. */
  readonly template: unknown;
}

const root = join(import.meta.dirname, '..');

/** https://github.com/aws/aws-cdk/tree/main/packages/%40aws-cdk/cloud-assembly-schema */
const manifestSchema = v.object({
  artifacts: v.record(
    v.string(),
    v.object({
      type: v.string(),
      /** Of a stack: `aws://account/region`, either of them `unknown-…` where the app does not say it. */
      environment: v.optional(v.string(), ''),
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
 * configuration is not valid, SynthesisFailed where the app fails, and Interrupted when `signal` aborts. With no path,
 * `gatewarden.config.yaml` in the working directory is taken if it is there, else the default configuration.
 */
export async function synthesise(configPath: string | undefined, signal?: AbortSignal): Promise<Assembly> {
  readConfig(configPath); // its faults are named at once, and not by the app
  const folder = mkdtempSync(join(tmpdir(), 'gatewarden-local-'));
  try {
    await synthesiseInto(folder, configPath, signal);
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
  const stacks = ofType(artifacts, 'aws:cloudformation:stack').map(([stackName, { environment, properties }]) => ({
    stackName,
    region: environment.split('/').at(-1) ?? '',
    template: read(properties.templateFile ?? ''),
  }));
  const [stack, ...others] = stacks.filter(({ region }) => [here.region, 'unknown-region'].includes(region));
  if (stack === undefined || others.length > 0)
    throw new TemplateFault(
      `the app has ${others.length + (stack === undefined ? 0 : 1)} stacks for this Region, not one`,
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
    stackName: stack.stackName,
    template: stack.template,
    forwarders: stacks.filter((each) => each !== stack),
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
 * The same, into a folder that is there, for several that read it afterwards. Of AWS there is in the app's
 * environment only what the cloud stands for: the template must not depend on who synthesises it. CloudFormation's own
 * validation is left out: it takes as long as all else, and is for `npm run synth` to ask. Throws SynthesisFailed where
 * the app fails, and Interrupted when `signal` aborts: then the app is gone, with what it had started.
 */
export async function synthesiseInto(
  folder: string,
  configPath: string | undefined,
  signal: AbortSignal = new AbortController().signal,
): Promise<void> {
  const { context } = expectShape(
    v.object({ context: v.record(v.string(), v.unknown()) }),
    JSON.parse(readFileSync(join(root, 'cdk.json'), 'utf8')),
    'cdk.json',
  );
  const { PATH, HOME, TMPDIR } = process.env;
  const app = spawn(process.execPath, [join(root, 'bin', 'app.ts')], {
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true, // a process group of its own: it ends as a whole, and a Ctrl-C reaches it only from here
    env: {
      PATH,
      HOME,
      TMPDIR,
      CDK_OUTDIR: folder,
      CDK_DEFAULT_ACCOUNT: here.account,
      CDK_DEFAULT_REGION: here.region,
      CDK_VALIDATION: 'false',
      CDK_CONTEXT_JSON: JSON.stringify({ ...context, ...(configPath !== undefined && { config: configPath }) }),
    },
  });
  const kill = (): void => killGroup(app.pid);
  signal.addEventListener('abort', kill);
  if (signal.aborted) kill();
  const ended = new Promise<number | null>((resolve, reject) => app.on('error', reject).on('close', resolve));
  const [said, status] = await Promise.all([text(app.stderr), ended]).finally(() =>
    signal.removeEventListener('abort', kill),
  );
  if (signal.aborted) throw new Interrupted();
  if (status !== 0) throw new SynthesisFailed(said.trim());
}

/** Its app and esbuild: of nothing that they do here anything is to be kept. */
function killGroup(pid: number | undefined): void {
  if (pid === undefined) return; // it could not be started
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // it is gone already
  }
}
