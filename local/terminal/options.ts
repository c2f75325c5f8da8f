import { Command, CommanderError, Option } from 'commander';

export interface StartOptions {
  readonly config?: string;
  readonly port: number;
  readonly format: 'text' | 'json';
  /** How many seconds a message stays hidden after a delivery; undefined where the template says it. */
  readonly visibility?: number;
}

/** What stands for no options, as the process is to end with this status. `sentence` is for stderr, if there is one. */
export interface Ending {
  readonly status: 0 | 2;
  readonly sentence?: string;
}

/** The usual port, so that commands can be used again. */
const usualPort = 4577;

/** Reads the command line. `--help` writes to stdout and is an ending with 0; what is wrong is one with 2. */
export function readOptions(args: readonly string[]): StartOptions | Ending {
  const command = new Command('npm run local --')
    .description('Starts the whole deployed system on this machine, from the template that `cdk synth` makes.')
    .option('--config <file>', 'the configuration (default: gatewarden.config.yaml, where there is one)')
    .option('--port <number>', 'where it listens, on 127.0.0.1; 0 for any free port', portOf, usualPort)
    .addOption(
      new Option('--format <format>', 'text: what people are told; json: what machines are told, one alert a line')
        .choices(['text', 'json'])
        .default('text'),
    )
    .option(
      '--visibility <seconds>',
      'how long a message stays hidden after a delivery, for all queues, instead of what the template says',
      visibilityOf,
    )
    .helpOption('-h, --help', 'print this help')
    .exitOverride()
    .configureOutput({ outputError: () => undefined });
  try {
    command.parse(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0
      ? { status: 0 }
      : { status: 2, sentence: error.message.replace(/^error: /, '').replace('\n(Did', ' (Did') };
  }
  return command.opts<StartOptions>();
}

function portOf(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port < 65_536) return port;
  throw new CommanderError(2, 'port', `--port must be a number from 0 to 65535, not ${JSON.stringify(text)}`);
}

/** SQS takes up to 12 hours; with 0 a message would come again while it is handled. */
function visibilityOf(text: string): number {
  const seconds = Number(text);
  if (/^\d+$/.test(text) && seconds >= 1 && seconds <= 43_200) return seconds;
  throw new CommanderError(
    2,
    'visibility',
    `--visibility must be a number of seconds from 1 to 43200, not ${JSON.stringify(text)}`,
  );
}
