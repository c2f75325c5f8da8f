import { Command } from 'commander';
import { type Address, parseAddress } from '../../lambda/core/address.ts';
import type { Dossier } from '../../lambda/core/dossier.ts';
import { orWanted, type Wanted, wantedBy } from '../../lambda/core/wanted.ts';
import { dossierLine } from '../../lambda/render/address-json.ts';
import { renderDossier } from '../../lambda/render/address-table.ts';
import { dossierFromFiles, isFrom } from './address/from-files.ts';
import { dossierFromTable } from './address/from-table.ts';
import { helpAfterOptions } from './address/help.ts';
import { awsReason } from './deployed/aws-reason.ts';
import { type ConfiguredRules, readConfiguredRules } from './judging/configured-rules.ts';
import { chosenFormat, type Format, formatOption, tableStyle } from './judging/format.ts';
import { judgeFiles } from './judging/judge-files.ts';
import { readingStatus, readingSummary } from './judging/reading-summary.ts';
import { findFiles } from './replay/find-files.ts';

interface AddressOptions {
  readonly format?: Format;
  readonly table?: string;
  readonly region?: string;
  readonly profile?: string;
  readonly config?: string;
}

/** `gatewarden address`. */
export function addressCommand(): Command {
  return new Command('address')
    .summary('tell everything known of one address')
    .description('Shows what log files, the deployed table or both know of one IP address.')
    .argument('<ip>', 'the address, in any spelling')
    .argument('[path...]', 'files, and folders with all below them')
    .addOption(formatOption('one line for the files, one for the table'))
    .option('--table <name>', 'read the deployed table of this name, too')
    .option('--region <region>', 'the region of the table (default: as the AWS tools have it)')
    .option('--profile <name>', 'the profile to read the table with (default: as the AWS tools have it)')
    .option('--config <file>', 'the configuration (default: gatewarden.config.yaml, where there is one)')
    .addHelpText('after', helpAfterOptions)
    .action(run);
}

async function run(text: string, paths: readonly string[], options: AddressOptions, command: Command): Promise<void> {
  const address = parseAddress(text.trim());
  if (address === undefined) command.error(`'${text}' is no IP address`);
  if (paths.length === 0 && options.table === undefined)
    command.error('name files or folders to read, or the deployed table with --table');
  const configured = readConfiguredRules(options.config, command);

  if (paths.length > 0) await fromFiles(address, paths, configured, options);
  if (options.table !== undefined)
    print(await fromTable(address, options.table, { configured, options, command }), options);
}

async function fromFiles(
  address: Address,
  paths: readonly string[],
  { rules, disabledRules, config }: ConfiguredRules,
  options: AddressOptions,
): Promise<void> {
  const found = await findFiles(paths);
  const wanted = consoleLoginsAnd(wantedBy(rules));
  const maxBytes = config.limits.decompressedBytes;
  const judged = await judgeFiles({ files: found.files, rules, wanted, maxBytes, keep: isFrom(address) });
  process.exitCode = readingStatus(found, judged);
  const known = { rules, disabled: disabledRules, alerts: judged.alerts.all() };
  print(dossierFromFiles(address, judged.kept, known), options);
  const apart = chosenFormat(options.format) === 'table' ? '\n' : '';
  process.stderr.write(`${apart}${readingSummary(found, judged)}`);
}

/** The SDK is loaded only here: it takes longer than reading a day of logs. */
async function fromTable(
  address: Address,
  name: string,
  {
    configured: { rules, disabledRules },
    options,
    command,
  }: { readonly configured: ConfiguredRules; readonly options: AddressOptions; readonly command: Command },
): Promise<Dossier> {
  const { tablePorts } = await import('./address/table-ports.ts');
  try {
    return await dossierFromTable(address, { rules, disabled: disabledRules }, tablePorts(name, options));
  } catch (error) {
    const reason = awsReason(error);
    if (reason === undefined) throw error;
    return command.error(`the table '${name}' cannot be read: ${reason}`);
  }
}

/** Also with every rule disabled, an analyst asks who logged in. */
function consoleLoginsAnd(wanted: Wanted): Wanted {
  return orWanted(wanted, 'ConsoleLogin');
}

function print(dossier: Dossier, { format }: AddressOptions): void {
  const { stdout } = process;
  const chosen = chosenFormat(format);
  switch (chosen) {
    case 'json':
      stdout.write(`${dossierLine(dossier)}\n`);
      return;
    case 'table':
      stdout.write(renderDossier(dossier, tableStyle()));
      return;
    default:
      chosen satisfies never;
  }
}
