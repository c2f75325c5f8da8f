import { ConfigFaults } from '../bin/config-file.ts';
import { synthesise } from './assembly.ts';
import { type CloudEvents, startCloud } from './cloud.ts';
import { SynthesisFailed } from './errors.ts';
import { sentenceOf } from './gateway/need.ts';
import { howTo } from './terminal/how-to.ts';
import { deadLetterInText, heardInText, loggedInText } from './terminal/lines.ts';
import { readOptions, type StartOptions } from './terminal/options.ts';
import { watchDeadLetters } from './terminal/watch-dead-letters.ts';

/** `npm run local`: alerts go to stdout, all else to stderr. */
async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if ('status' in options) {
    if (options.sentence !== undefined) say(options.sentence);
    process.exitCode = options.status;
    return;
  }
  const interrupted = untilInterrupted();
  try {
    await run(options, interrupted.promise);
  } catch (error) {
    if (interrupted.happened()) return; // the app that synthesises hears a Ctrl-C as well, and fails of it
    if (!(error instanceof Error) || !isForWhoStarts(error)) throw error;
    say(error.message);
    process.exitCode = 2;
  }
}

async function run({ config: path, port, format }: StartOptions, ended: Promise<void>): Promise<void> {
  say('Synthesising and bundling, as for a deployment…');
  const assembly = await synthesise(path);
  try {
    const cloud = await startCloud(assembly, { port, on: eventsFor(format) });
    const letters = watchDeadLetters(cloud, (letter) => say(deadLetterInText(letter)));
    say(howTo({ ...cloud, config: assembly.config }));
    await ended;
    say('Stopping…');
    await letters.stop();
    await cloud.stop();
  } finally {
    assembly.remove();
  }
}

function eventsFor(format: StartOptions['format']): Partial<CloudEvents> {
  const refused = new Set<string>();
  return {
    heard(message) {
      if (format === 'text') console.log(heardInText(message));
      else if (message.listener === 'machines') console.log(message.text);
    },
    refused(refusal) {
      const sentence = sentenceOf(refusal);
      if (refused.has(sentence)) return; // a poller asks each second
      refused.add(sentence);
      say(`── refused: ${sentence}`);
    },
    logged(functionName, line) {
      const text = loggedInText(functionName, line);
      if (text !== undefined) say(text);
    },
    trouble: (sentence) => say(`── ${sentence}`),
  };
}

/** Resolves at the first Ctrl-C or SIGTERM. A second one ends the process at once, as it does by default. */
function untilInterrupted(): { readonly promise: Promise<void>; happened(): boolean } {
  let happened = false;
  const promise = new Promise<void>((resolve) => {
    const end = (): void => {
      happened = true;
      resolve();
    };
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, end);
  });
  return { promise, happened: () => happened };
}

/** What is no fault of the program: the configuration, and a port that is taken. */
function isForWhoStarts(error: Error): boolean {
  return (
    error instanceof ConfigFaults || error instanceof SynthesisFailed || Reflect.get(error, 'code') === 'EADDRINUSE'
  );
}

function say(text: string): void {
  console.error(text);
}

await main();
