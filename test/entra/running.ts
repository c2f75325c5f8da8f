import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { gatewarden, type Surroundings } from '../cli/gatewarden.ts';
import { type Ended, repository } from '../cli/run-cli.ts';
import type { Json } from '../records.ts';
import type { GraphServer } from '../servers/graph.ts';

export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended & { readonly signal: NodeJS.Signals | null }>;
}

interface Given extends Pick<Surroundings, 'cwd' | 'env' | 'clock'> {
  /** What is on the standard input. */
  readonly input?: string;
}

/** Runs `gatewarden entra backfill` with something on its standard input, and without the AWS settings of this machine. */
export function backfilling(args: readonly string[], { input = '', env, ...given }: Given = {}): Promise<Ended> {
  const stdin = Readable.from([input]);
  return gatewarden(['entra', 'backfill', ...args], { ...given, stdin, env: withoutAws(env) });
}

/** The same in a process of its own. */
export function start(
  args: readonly string[],
  { input = '', cwd = repository, env }: Omit<Given, 'clock'> = {},
): Running {
  const child = spawn(process.execPath, [join(repository, 'bin/gatewarden.js'), 'entra', 'backfill', ...args], {
    cwd,
    env: withoutAws(env),
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.on('error', () => undefined); // it may end without having read it
  child.stdin.end(input);
  const closed = new Promise<[number | null, NodeJS.Signals | null]>((resolve) =>
    child.on('close', (status, signal) => resolve([status, signal])),
  );
  const ended = Promise.all([closed, text(child.stdout), text(child.stderr)]);
  return {
    child,
    ended: ended.then(([[status, signal], stdout, stderr]) => ({ status, signal, stdout, stderr })),
  };
}

function withoutAws(env: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_'));
  return { ...Object.fromEntries(own), AWS_EC2_METADATA_DISABLED: 'true', ...env };
}

/** The files of a folder and all below it, by relative path. */
export function filesIn(folder: string): readonly string[] {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return paths.filter((path) => statSync(join(folder, path)).isFile()).sort();
}

/** The records of a feed's files, in their order. */
export function recordsIn(folder: string, feed: string): readonly Json[] {
  return filesIn(join(folder, feed))
    .filter((name) => name.endsWith('.gz'))
    .flatMap((name) => {
      const lines = gunzipSync(readFileSync(join(folder, feed, name)))
        .toString('utf8')
        .split('\n');
      if (lines.pop() !== '') throw new Error(`expected the last line of ${name} to end`);
      return lines.map((line) => JSON.parse(line) as Json);
    });
}

/** A token as the server gives it to its application. */
export async function tokenOf({ origin, app }: GraphServer): Promise<string> {
  if (!('secret' in app.credential)) throw new Error('expected an application with a secret');
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: app.clientId,
    client_secret: app.credential.secret,
    scope: `${origin}/.default`,
  });
  const answer = await fetch(`${origin}/${app.tenant}/oauth2/v2.0/token`, { method: 'POST', body });
  return ((await answer.json()) as { readonly access_token: string }).access_token;
}
