import { accessSync, constants, existsSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { Command, Option } from 'commander';
import type { Fault } from '../../lambda/config/faults.ts';
import { rules } from '../../lambda/rules/index.ts';
import { parseConfigText, usualPath } from '../config-file.ts';
import { collect } from './collect.ts';
import { ask } from './init/ask.ts';
import { BrokenOff, clackAsker } from './init/asker.ts';
import { configText } from './init/config-text.ts';
import { type Draft, faultsIn, isMissing, type Values } from './init/draft.ts';
import { entraWays } from './init/entra-fields.ts';
import { contradiction, draftOf, type Flags, faultOfFlag } from './init/flags.ts';
import { helpAfterOptions } from './init/help.ts';
import { nextSteps } from './init/next-steps.ts';
import { trailFlags } from './init/trail-flags.ts';
import { unwritableReason } from './rules/write-folder.ts';

interface InitOptions extends Flags {
  readonly config: string;
  readonly force?: true;
}

/** As shells have it of a program that Ctrl-C ended. */
const brokenOff = 130;

/** `gatewarden init`. */
export function initCommand(): Command {
  const { options, trails } = trailFlags();
  const command = new Command('init')
    .summary('write a configuration by asking')
    .description('Writes gatewarden.config.yaml: asks at a terminal for what no flag says; elsewhere flags say it all.')
    .option('--config <file>', 'the file to write', usualPath)
    .option('--force', 'overwrite the file');
  for (const option of options) command.addOption(option);
  return command
    .addOption(new Option('--entra <way>', "how Entra ID's sign-ins come (default: none)").choices(entraWays))
    .option('--graph-tenant <tenant>', 'the tenant, by its id or a domain of it')
    .option('--graph-client-id <id>', 'the app registration')
    .option('--graph-auth <method>', 'federated (without a secret), certificate or secret')
    .option('--graph-secret-arn <arn>', 'what holds the certificate or the secret, in Secrets Manager')
    .option('--graph-key-arn <arn>', 'the KMS key of that, where it is one of yours')
    .option('--people <mail>', 'who gets alerts; may be repeated, as all that follow', collect)
    .option('--operators <mail>', 'who hears of trouble with Gatewarden itself', collect)
    .option('--slack <workspace/channel>', 'a channel of Slack, by ids', collect)
    .option('--teams <tenant/team/channel>', 'a channel of Microsoft Teams, by ids', collect)
    .option('--sqs <arn>', 'a queue that gets alerts as JSON', collect)
    .option('--lambda <arn>', 'a function that does', collect)
    .option('--https <url>', 'a URL that does', collect)
    .addHelpText('after', helpAfterOptions)
    .action((flags: InitOptions) => run(trails, flags, command));
}

async function run(trails: readonly Values[], flags: InitOptions, command: Command): Promise<void> {
  const contradicting = contradiction(flags);
  if (contradicting !== undefined) command.error(contradicting);
  const given = draftOf(trails, flags);
  const reason = whyUnwritable(flags.config);
  if (reason !== undefined) command.error(`${flags.config} cannot be written: ${reason}`);
  if (process.stdin.isTTY && process.stdout.isTTY) {
    await atTerminal(given, flags, command);
    return;
  }
  const draft = { ...given, cloudtrail: given.cloudtrail ?? [{}] };
  refuse(faultsIn(draft), draft, command);
  write(draft, flags, command);
}

/** What keeps a file from being written, before anything is asked: its folder, or the file where it is there. */
function whyUnwritable(file: string): string | undefined {
  try {
    if (statSync(file, { throwIfNoEntry: false })?.isDirectory()) return unwritableReason('EISDIR');
    accessSync(existsSync(file) ? file : `${dirname(file)}/.`, constants.W_OK);
    return undefined;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    return unwritableReason(code);
  }
}

/** Refuses what is wrong already, and asks for the rest. */
async function atTerminal(given: Draft, { config, force }: InitOptions, command: Command): Promise<void> {
  const wrong = faultsIn(given).filter((fault) => !isMissing(fault, given));
  refuse(wrong, given, command);
  const asker = await clackAsker({ input: process.stdin, output: process.stdout });
  try {
    const asks = !force && existsSync(config);
    if (asks && !(await asker.confirm(`${config} is there already. Overwrite it?`))) {
      process.stderr.write('Nothing was written.\n');
      process.exitCode = 1;
      return;
    }
    const draft = await ask(given, asker);
    refuse(faultsIn(draft), draft, command);
    write(draft, { config, ...((force || asks) && { force: true }) }, command);
  } catch (error) {
    if (!(error instanceof BrokenOff)) throw error;
    process.stderr.write('Broken off. Nothing was written.\n');
    process.exitCode = brokenOff;
  }
}

/** Ends the command with a sentence for each fault. */
function refuse(faults: readonly Fault[], draft: Draft, command: Command): void {
  if (faults.length > 0) command.error(faults.map((fault) => faultOfFlag(fault, draft)).join('\n'));
}

/** What is written was read back before. */
function write(draft: Draft, { config, force }: Pick<InitOptions, 'config' | 'force'>, command: Command): void {
  const text = configText(draft);
  parseConfigText(text, { file: config, ruleIds: rules.map(({ id }) => id) });
  try {
    writeFileSync(config, text, { flag: force ? 'w' : 'wx' });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    const reason =
      code === 'EEXIST'
        ? 'is there already: add --force to overwrite it'
        : `cannot be written: ${unwritableReason(code)}`;
    command.error(`${config} ${reason}`);
  }
  process.stdout.write(nextSteps(config, draft));
}
