import { Console } from 'node:console';
import { Readable, Writable } from 'node:stream';
import { main } from '../../bin/gatewarden.ts';
import type { Clock } from '../../lambda/core/ports.ts';
import { type Ended, repository } from './run-cli.ts';

/** What the command line finds around itself. */
export interface Surroundings {
  readonly cwd?: string;
  /** In place of the environment of this process. */
  readonly env?: NodeJS.ProcessEnv;
  /** Empty by default, and no terminal. */
  readonly stdin?: Readable;
  /** In place of a pipe, whose text is the answer's `stdout`. */
  readonly stdout?: Writable;
  /** In place of the machine's clock. */
  readonly clock?: Clock;
}

/**
 * Runs the real command line within this process, which saves the start of another, and puts back what is the process's
 * own: streams, environment, working directory and exit status. One run after the other, whoever asks at the same time.
 * What is about the process itself is for `gatewardenProcess`.
 */
export function gatewarden(args: readonly string[], surroundings: Surroundings = {}): Promise<Ended> {
  const ended = before.then(() => run(args, surroundings));
  before = ended.catch(() => undefined);
  return ended;
}

let before: Promise<unknown> = Promise.resolve();

async function run(args: readonly string[], { cwd, env, stdin, stdout, clock }: Surroundings): Promise<Ended> {
  const [output, errors] = [pipe(), pipe()];
  using putBack = new DisposableStack();
  putBack.defer(withStream('stdin', stdin ?? Readable.from([])));
  putBack.defer(withStream('stdout', stdout ?? output.stream));
  putBack.defer(withStream('stderr', errors.stream));
  putBack.defer(withConsole(new Console(process.stdout, process.stderr))); // the SDK warns by it
  putBack.defer(withExitCode(undefined));
  if (env !== undefined) putBack.defer(withEnvironment(env));
  putBack.defer(withFolder(cwd ?? repository));
  await main(args, clock);
  return { status: Number(process.exitCode ?? 0), stdout: output.text(), stderr: errors.text() };
}

/** As a process has it whose output goes to another. */
function pipe(): { readonly stream: Writable; text(): string } {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk);
      done();
    },
  });
  return { stream, text: () => Buffer.concat(chunks).toString('utf8') };
}

// Each of these changes something of the process, and returns what puts it back.

function withStream(name: 'stdin' | 'stdout' | 'stderr', stream: Readable | Writable): () => void {
  const own = Object.getOwnPropertyDescriptor(process, name);
  if (own === undefined) throw new Error(`expected the process to have ${name}`);
  Object.defineProperty(process, name, { configurable: true, enumerable: true, value: stream });
  return () => void Object.defineProperty(process, name, own);
}

function withConsole(console: Console): () => void {
  const own = globalThis.console;
  globalThis.console = console;
  return () => {
    globalThis.console = own;
  };
}

function withExitCode(code: typeof process.exitCode): () => void {
  const own = process.exitCode;
  process.exitCode = code;
  return () => {
    process.exitCode = own;
  };
}

function withEnvironment(variables: NodeJS.ProcessEnv): () => void {
  const own = { ...process.env };
  replaceEnvironment(variables);
  return () => replaceEnvironment(own);
}

function replaceEnvironment(variables: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, variables);
}

function withFolder(path: string): () => void {
  const own = process.cwd();
  process.chdir(path);
  return () => process.chdir(own);
}
