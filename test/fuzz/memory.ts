import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { hold } from './target.ts';

const mebibyte = 1024 * 1024;

/** What a thread may hold beside its heap more than at the start: a target keeps nothing of one input for the next. */
const mostHeld = 96 * mebibyte;

/**
 * What rejects once Buffers of more than the bound are held by this thread, which no bound of V8's heap sees. What is
 * garbage is held by nobody, and collected first.
 */
export function boundedBuffers(): () => void {
  const before = bytesHeld();
  return () => {
    if (process.memoryUsage().external - before <= mostHeld) return;
    const held = collected() - before;
    hold(
      held <= mostHeld,
      `Buffers of ${mostHeld / mebibyte} MiB at most are held, of this input and those before`,
      held,
    );
  };
}

/** https://nodejs.org/api/process.html#processmemoryusage: of this thread, Buffers included. */
function bytesHeld(): number {
  return process.memoryUsage().external;
}

function collected(): number {
  for (let pass = 0; pass < 2; pass++) collect(); // what the first finds to be garbage, may have held more
  return bytesHeld();
}

/** V8's own collector, whether or not Node was started with `--expose-gc`: https://nodejs.org/api/v8.html#v8setflagsfromstringflags */
function collect(): void {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
}
