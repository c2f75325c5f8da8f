import { Command, InvalidArgumentError, Option } from 'commander';
import { systemClock } from '../../lambda/adapters/clock.ts';
import { type QueueName, queueNames } from '../../lambda/config/queues.ts';
import { minus, minutes, plus } from '../../lambda/core/time.ts';
import { collect } from './collect.ts';
import { chosenFormat, type Format, formatOption } from './judging/format.ts';
import type { HeldQueue } from './redrive/dead-letter-queue.ts';
import { type Deployment, readDeployment } from './redrive/deployment.ts';
import { isDead } from './redrive/entry.ts';
import { helpAfterOptions } from './redrive/help.ts';
import { listEntries } from './redrive/list-entries.ts';
import { look } from './redrive/look.ts';
import { queueReason } from './redrive/queue-reason.ts';
import { sendEntries } from './redrive/send-entries.ts';
import type { Found, LookedAt } from './redrive/summary.ts';

interface RedriveOptions {
  readonly outputs: string;
  readonly stack?: string;
  readonly queue?: QueueName;
  readonly message?: readonly string[];
  readonly send?: true;
  readonly yes?: true;
  readonly limit: number;
  readonly format?: Format;
  readonly region?: string;
  readonly profile?: string;
}

/** For how long dead letters are hidden from others: longer than looking takes, and a person's answer. */
const [hiddenToList, hiddenToSend] = [minutes(1), minutes(10)];

/** What is left of that for the sending, after the answer. */
const timeToSend = minutes(3);

/** `gatewarden redrive`. */
export function redriveCommand(): Command {
  return new Command('redrive')
    .summary('list what could not be handled and why, and send it again')
    .description('Lists the messages of log files that could not be handled, and why; sends them again after a fix.')
    .requiredOption('--outputs <file>', 'the queues and the table, as `cdk deploy --outputs-file` wrote them')
    .option('--stack <name>', 'the stack, where the file has several')
    .addOption(new Option('--queue <name>', 'only of this queue (default: both)').choices(queueNames))
    .option('--message <id>', 'only this message; may be repeated', collect)
    .option('--send', 'send dead letters to their queue again')
    .option('--yes', 'send without asking')
    .option('--limit <number>', 'the most to look at of each queue', toLimit, 1_000)
    .addOption(formatOption('one message a line'))
    .option('--region <region>', 'the region (default: the one in the outputs)')
    .option('--profile <name>', 'the AWS profile (default: as the AWS tools have it)')
    .addHelpText('after', helpAfterOptions)
    .action(run);
}

/** The SDK is loaded only once there is something to look at. */
async function run(options: RedriveOptions, command: Command): Promise<void> {
  const deployment = deploymentOf(options, command);
  const { deployedQueues } = await import('./redrive/deployed-queues.ts');
  const { queues, failedMessages } = deployedQueues(deployment, options);
  try {
    const hidden = options.send ? hiddenToSend : hiddenToList;
    const now = systemClock.now();
    const looked: LookedAt[] = [];
    for (const [name, queue] of queues) {
      const request = { name, limit: options.limit, hidden, now };
      looked.push({ name, ...(await look(request, { queue, failedMessages })) });
    }
    const found = foundOf(looked, options);
    const answerBy = minus(plus(now, hidden), timeToSend);
    if (options.send) await sendEntries(found, { ask: !options.yes, answerBy, queues, failedMessages });
    else listEntries(found);
    if (looked.some(({ entries }) => entries.some(({ damaged }) => damaged !== undefined))) process.exitCode = 2;
  } catch (error) {
    const reason = queueReason(error);
    if (reason === undefined) throw error;
    command.error(`the queues or the table cannot be read: ${reason}`);
  } finally {
    await giveBack(queues);
  }
}

/** Ends the process with a sentence where the command line is wrong. */
function deploymentOf({ outputs, stack, queue, send, yes }: RedriveOptions, command: Command): Deployment {
  const { stdin, stderr } = process;
  if (yes && !send) command.error('--yes goes with --send');
  if (send && !yes && !(stdin.isTTY && stderr.isTTY))
    command.error('--send asks before it sends, and there is no terminal to ask at: add --yes to send without asking');
  const deployment = readDeployment(outputs, stack, queue === undefined ? queueNames : [queue]);
  return typeof deployment === 'string' ? command.error(deployment) : deployment;
}

function foundOf(looked: readonly LookedAt[], { message: ids, send, format }: RedriveOptions): Found {
  const all = looked.flatMap(({ entries }) => entries).filter((entry) => !send || isDead(entry));
  const entries = ids === undefined ? all : all.filter(({ messageId }) => ids.includes(messageId));
  const missing = (ids ?? []).filter((id) => !entries.some(({ messageId }) => messageId === id));
  return { entries, missing, looked, format: chosenFormat(format) };
}

/** What cannot be given back comes back by itself. */
async function giveBack(queues: ReadonlyMap<QueueName, HeldQueue>): Promise<void> {
  for (const queue of queues.values()) {
    await queue.giveBackAll().catch((error: unknown) => {
      if (queueReason(error) === undefined) throw error;
    });
  }
}

function toLimit(text: string): number {
  const limit = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (limit === 0) throw new InvalidArgumentError('It must be a whole number, from 1 to 999999.');
  return limit;
}
