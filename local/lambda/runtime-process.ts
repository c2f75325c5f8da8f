import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { FunctionSpec } from './invocation.ts';
import { eachLine } from './log-lines.ts';
import { functionVariables, runtimeFolder } from './variables.ts';

/** The process that plays the runtime nodejs24.x. */
export interface RuntimeProcess {
  /** Resolves when it is gone and all that it wrote was taken, to how it ended, in Lambda's words. */
  readonly ended: Promise<string>;
  /** Ends it at once: Lambda gives a function without extensions no time either. Does nothing to one that is gone. */
  kill(): void;
}

const bootstrap = join(runtimeFolder, 'bootstrap.js');

/** How Lambda's host names the signals that end a runtime. */
const signalNames: Readonly<Record<string, string>> = {
  SIGABRT: 'aborted',
  SIGKILL: 'killed',
  SIGSEGV: 'segmentation fault',
  SIGTERM: 'terminated',
};

/**
 * Starts a runtime with the code of `spec`, which asks the Runtime API at `runtimeApi` (host and port) for its work.
 *
 * It lives in a process group of its own, so that a Ctrl-C reaches the host alone, which then ends it in order. Should the
 * host vanish without that, the pipe that is its file descriptor 3 closes, and it leaves; one that is busy in a loop does
 * so when the loop ends.
 */
export function startRuntime(spec: FunctionSpec, runtimeApi: string, onLog: (line: string) => void): RuntimeProcess {
  const child = spawn(process.execPath, [...nodeOptions(spec.memoryMegabytes), bootstrap], {
    cwd: spec.codeFolder,
    env: functionVariables(spec, runtimeApi),
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    detached: true,
  });
  for (const output of [child.stdout, child.stderr]) {
    if (output !== null) eachLine(output, onLog);
  }
  const ended = Promise.withResolvers<string>();
  child.once('error', (error) => ended.resolve(`Runtime could not be started: ${error.message}`));
  child.once('close', (code, signal) => ended.resolve(howItEnded(code, signal)));

  return {
    ended: ended.promise,
    kill() {
      child.kill('SIGKILL');
    },
  };
}

/**
 * A tenth of the memory is for new objects, as two halves of the same size, and the rest for old ones: so has it the file
 * /var/runtime/bootstrap in AWS's image public.ecr.aws/lambda/nodejs:18; that of nodejs:24 was not at hand. The memory of
 * the process as a whole has no limit here: what does not live on the heap may be as large as it likes.
 */
function nodeOptions(memoryMegabytes: number): readonly string[] {
  const young = Math.floor(memoryMegabytes / 10);
  return [
    '--expose-gc',
    '--max-http-header-size=81920',
    `--max-semi-space-size=${Math.floor(young / 2)}`,
    `--max-old-space-size=${memoryMegabytes - young}`,
  ];
}

/** The words of https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-invoke-with-errors */
function howItEnded(code: number | null, signal: NodeJS.Signals | null): string {
  if (signal !== null) return `Runtime exited with error: signal: ${signalNames[signal] ?? signal}`;
  if (code !== null && code !== 0) return `Runtime exited with error: exit status ${code}`;
  return 'Runtime exited without providing a reason';
}
