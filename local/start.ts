import { ConfigFaults } from '../bin/config-file.ts';
import { synthesise } from './assembly.ts';
import { type CloudEvents, startCloud } from './cloud.ts';
import { Interrupted, PortNotFree, SynthesisFailed } from './errors.ts';
import { sentenceOf } from './gateway/need.ts';
import { expectFree } from './listen-on.ts';
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
  try {
    await run(options, whenInterrupted());
  } catch (error) {
    if (error instanceof Interrupted) return;
    if (!isForWhoStarts(error)) throw error;
    say(error.message);
    process.exitCode = 2;
  }
}

async function run({ config: path, port, format, visibility }: StartOptions, interrupted: AbortSignal): Promise<void> {
  await expectFree(port); // before the seconds that a synthesis takes
  say('Synthesising and bundling, as for a deployment…');
  const assembly = await synthesise(path, interrupted);
  try {
    const timing = visibility === undefined ? {} : { visibilitySeconds: visibility };
    const cloud = await startCloud(assembly, { port, ...timing, on: eventsFor(format) });
    const letters = watchDeadLetters(cloud, { onDeadLetter: (letter) => say(deadLetterInText(letter)), onTrouble });
    say(howTo({ ...cloud, config: assembly.config, ...timing }));
    await untilAborted(interrupted);
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
    trouble: onTrouble,
  };
}

/** Aborts at the first Ctrl-C or SIGTERM. A second one ends the process at once, as it does by default. */
function whenInterrupted(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => controller.abort());
  return controller.signal;
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve());
    if (signal.aborted) resolve();
  });
}

/** What is no fault of the program: the configuration, and the port. */
function isForWhoStarts(error: unknown): error is Error {
  return error instanceof ConfigFaults || error instanceof SynthesisFailed || error instanceof PortNotFree;
}

function onTrouble(sentence: string): void {
  say(`── ${sentence}`);
}

function say(text: string): void {
  console.error(text);
}

await main();
