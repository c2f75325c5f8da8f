import { Command, Option } from 'commander';
import type { Clock } from '../../lambda/core/ports.ts';
import { helpAfterOptions } from './entra/help.ts';
import { type BackfillOptions, runBackfill } from './entra/run-backfill.ts';

/** `gatewarden entra`. */
export function entraCommand(clock: Clock): Command {
  return new Command('entra')
    .summary('bring sign-ins in from Entra ID')
    .description('Reads sign-ins from Microsoft Graph.')
    .usage('<command> [options]')
    .helpCommand(false)
    .addCommand(backfillCommand(clock));
}

function backfillCommand(clock: Clock): Command {
  const files = ['secretFile', 'certificate', 'tokenFile'];
  const oneOf = (flags: string, description: string, name: string) =>
    new Option(flags, description).conflicts(files.filter((other) => other !== name));
  return new Command('backfill')
    .summary('read past sign-ins into files that replay reads')
    .description("Reads the tenant's sign-ins of the last days from Microsoft Graph into files that replay reads.")
    .requiredOption('--out <folder>', 'where to write; made where it is missing')
    .option('--since <time>', 'from when: 24h, 7d, up to 30d, or a time (default: entra.graph.backfill, else 24h)')
    .option('--until <time>', 'until when: a time, or how long ago (default: now)')
    .option('--tenant <id>', "the tenant's id or domain (default: entra.graph.tenant)")
    .option('--client-id <id>', 'the application (client) id (default: entra.graph.clientId)')
    .addOption(oneOf('--secret-file <file>', "the app's client secret; - is the standard input", 'secretFile'))
    .addOption(oneOf('--certificate <file>', "PEM with the app's certificate and private key; or -", 'certificate'))
    .addOption(oneOf('--token-file <file>', 'an access token for Microsoft Graph; or -', 'tokenFile'))
    .option('--authority <url>', 'who gives tokens (default: entra.graph.authority, else the global cloud)')
    .option('--endpoint <url>', 'Microsoft Graph (default: entra.graph.endpoint, else the global cloud)')
    .option('--profile <name>', 'the AWS profile to read the secret with (default: as the AWS tools have it)')
    .option('--region <region>', 'the AWS region of the federation (default: as the AWS tools have it)')
    .option('--config <file>', 'the configuration (default: gatewarden.config.yaml, where there is one)')
    .addHelpText('after', helpAfterOptions)
    .action((options: BackfillOptions, command: Command) => runBackfill(options, command, clock));
}
