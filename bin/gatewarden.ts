import { debuglog } from 'node:util';
import { Command, CommanderError } from 'commander';
import { neutral } from '../lambda/render/neutral.ts';
import packageJson from '../package.json' with { type: 'json' };
import { addressCommand } from './commands/address.ts';
import { alertsCommand } from './commands/alerts.ts';
import { costCommand } from './commands/cost.ts';
import { doctorCommand } from './commands/doctor.ts';
import { entraCommand } from './commands/entra.ts';
import { explainCommand } from './commands/explain.ts';
import { initCommand } from './commands/init.ts';
import { redriveCommand } from './commands/redrive.ts';
import { replayCommand } from './commands/replay.ts';
import { rulesCommand } from './commands/rules.ts';
import { testAlertCommand } from './commands/test-alert.ts';

const debug = debuglog('gatewarden');

/** Runs the command line and sets the process's exit status. What went wrong is a sentence on stderr, never a stack trace. */
export async function main(args: readonly string[]): Promise<void> {
  process.stdout.on('error', unwritable);
  process.stderr.on('error', () => undefined); // there is nowhere left to say it
  await program()
    .parseAsync(args, { from: 'user' })
    .catch((error: unknown) => {
      process.exitCode = report(error);
    });
}

/** The command line, with every command. */
export function program(): Command {
  const gatewarden = new Command('gatewarden')
    .description(`${packageJson.description}`)
    .usage('<command> [options]')
    .version(packageJson.version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand(false)
    .exitOverride()
    .configureOutput({ outputError: () => undefined }); // report() says it
  for (const command of [
    replayCommand(),
    explainCommand(),
    addressCommand(),
    alertsCommand(),
    costCommand(),
    doctorCommand(),
    entraCommand(),
    initCommand(),
    redriveCommand(),
    rulesCommand(),
    testAlertCommand(),
  ]) {
    gatewarden.addCommand(command.copyInheritedSettings(gatewarden));
    for (const part of command.commands) part.copyInheritedSettings(command);
  }
  return gatewarden;
}

/** Says what is wrong and gives the exit status for it. */
function report(error: unknown): number {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0;
    if (error.code !== 'commander.help') say(error.message.replace(/^error: /, '').replace('\n(Did', ' (Did'));
    return 2;
  }
  debug('%o', error);
  say(`this should not have happened: ${error instanceof Error ? error.message : String(error)}`);
  say('with NODE_DEBUG=gatewarden in the environment, the same command shows where');
  return 2;
}

function say(message: string): void {
  for (const line of message.split('\n')) process.stderr.write(`gatewarden: ${neutral(line, 1_024)}\n`);
}

/** Whoever read our output may have had enough (`| head`), and that is no fault; a full disk is one. */
function unwritable(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') return;
  process.exitCode = 2;
  say(`the output cannot be written: ${error.message}`);
}
