import { debuglog } from 'node:util';
import { Command, CommanderError } from 'commander';
import { systemClock } from '../lambda/adapters/clock.ts';
import type { Clock } from '../lambda/core/ports.ts';
import { neutral } from '../lambda/render/neutral.ts';
import packageJson from '../package.json' with { type: 'json' };

const debug = debuglog('gatewarden');

/** Only the command that is asked for is loaded: nearly all of the time to start is loading. */
const commands = new Map<string, (clock: Clock) => Promise<Command>>([
  ['replay', async () => (await import('./commands/replay.ts')).replayCommand()],
  ['explain', async () => (await import('./commands/explain.ts')).explainCommand()],
  ['address', async () => (await import('./commands/address.ts')).addressCommand()],
  ['alerts', async () => (await import('./commands/alerts.ts')).alertsCommand()],
  ['cost', async () => (await import('./commands/cost.ts')).costCommand()],
  ['doctor', async () => (await import('./commands/doctor.ts')).doctorCommand()],
  ['entra', async (clock) => (await import('./commands/entra.ts')).entraCommand(clock)],
  ['init', async () => (await import('./commands/init.ts')).initCommand()],
  ['redrive', async () => (await import('./commands/redrive.ts')).redriveCommand()],
  ['rules', async () => (await import('./commands/rules.ts')).rulesCommand()],
  ['test-alert', async () => (await import('./commands/test-alert.ts')).testAlertCommand()],
]);

/**
 * Runs the command line and sets the process's exit status. What went wrong is a sentence on stderr, never a stack trace.
 * `clock` is what it waits by where a service wants it to.
 */
export async function main(args: readonly string[], clock: Clock = systemClock): Promise<void> {
  process.stdout.on('error', unwritable);
  process.stderr.on('error', () => undefined); // there is nowhere left to say it
  await program(args, clock)
    .then((gatewarden) => gatewarden.parseAsync(args, { from: 'user' }))
    .catch((error: unknown) => {
      process.exitCode = report(error);
    });
}

/** The command line with the command that `args` begin with; with every command where they begin with none. */
export async function program(args: readonly string[], clock: Clock = systemClock): Promise<Command> {
  const gatewarden = new Command('gatewarden')
    .description(`${packageJson.description}`)
    .usage('<command> [options]')
    .version(packageJson.version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand(false)
    .exitOverride()
    .configureOutput({ outputError: () => undefined }); // report() says it
  const asked = commands.get(args[0] ?? '');
  const making = asked === undefined ? [...commands.values()] : [asked];
  for (const command of await Promise.all(making.map((make) => make(clock)))) {
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
