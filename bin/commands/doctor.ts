import { Command } from 'commander';
import { collect } from './collect.ts';
import { helpAfterOptions } from './doctor/help.ts';
import type { DoctorOptions } from './doctor/run.ts';
import { formatOption } from './judging/format.ts';

/** `gatewarden doctor`. */
export function doctorCommand(): Command {
  return new Command('doctor')
    .summary('look whether a deployment works, and say how to mend it')
    .description('Looks, and only looks, whether a deployment is in order, and says what is wrong and how to mend it.')
    .option('--outputs <file>', "the stack's outputs, as `cdk deploy --outputs-file` wrote them")
    .option('--stack <name>', 'the stack (default: the only one in the outputs, or Gatewarden)')
    .option('--check <id>', 'only this check; may be repeated', collect)
    .option('--skip <id>', 'not this check; may be repeated', collect)
    .addOption(formatOption('one finding a line'))
    .option('--region <region>', 'the region (default: the one in the outputs)')
    .option('--profile <name>', 'the AWS profile (default: as the AWS tools have it)')
    .addHelpText('after', helpAfterOptions)
    .action(run);
}

/** The SDK is loaded only here: who asks for help does not wait for it. */
async function run(options: DoctorOptions, command: Command): Promise<void> {
  const { runDoctor } = await import('./doctor/run.ts');
  const outcome = await runDoctor(options);
  if (typeof outcome === 'string') command.error(outcome);
  process.exitCode = outcome;
}
