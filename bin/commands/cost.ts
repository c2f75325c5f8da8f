import { Command, InvalidArgumentError, Option } from 'commander';
import { type Asked, type AttackName, askedAttack, askedOrganisation } from './cost/asked.ts';
import { assumptions } from './cost/assumptions.ts';
import { attackOrigins, attackTargets, attackUsage } from './cost/attack.ts';
import { type Estimate, estimate } from './cost/estimate.ts';
import { type Known, knownFrom, usual } from './cost/from-config.ts';
import { helpAfterOptions } from './cost/help.ts';
import { assumedInWords, attackInWords, organisationInWords } from './cost/in-words.ts';
import { measured } from './cost/measured.ts';
import { monthlyUsage } from './cost/month.ts';
import { priceText } from './cost/numbers.ts';
import { entraWays, trailEncryptions, trails } from './cost/organisation.ts';
import { priceList, prices } from './cost/prices.ts';
import { headers, rowsOf } from './cost/rows.ts';
import { markdownTable, textTable } from './cost/text-table.ts';
import { readConfiguredRules } from './judging/configured-rules.ts';

const formats = ['table', 'json', 'markdown'] as const;

interface CostOptions extends Asked {
  readonly format: (typeof formats)[number];
  readonly prices?: true;
  readonly config?: string;
}

/** What was estimated, and of what. */
interface Answer extends Estimate {
  readonly of: string;
  readonly input: object;
  readonly assumed: readonly string[];
}

/** `gatewarden cost`. */
export function costCommand(): Command {
  return new Command('cost')
    .summary('estimate what a deployment costs in a month')
    .description('Estimates what a deployment costs in a month, by service, from a price list and a formula.')
    .option('--accounts <n>', 'accounts whose log files are read (default: 1)', toNumber(1))
    .option('--regions <n>', 'active Regions in each (default: 4)', toNumber(1))
    .option('--events-per-file <n>', 'management events in a log file (default: 100)', toNumber(0))
    .addOption(new Option('--trail <which>', "one that exists, or the stack's own").choices(trails))
    .addOption(new Option('--trail-encryption <how>', 'of a trail that exists').choices(trailEncryptions))
    .option('--sign-ins <n>', 'console logins a day that succeed (default: 10 an account)', toNumber(0))
    .option('--failed-sign-ins <n>', 'console logins a day that fail (default: a tenth of them)', toNumber(0))
    .option('--alerts <n>', 'alerts a day that are told (default: a tenth of them)', toNumber(0))
    .addOption(new Option('--entra <way>', "how Entra ID's sign-ins come (default: none)").choices(entraWays))
    .option('--entra-sign-ins <n>', 'sign-ins to Entra ID a day, all of them (default: 10,000)', toNumber(0))
    .option('--entra-failures <n>', 'those of them that fail (default: a tenth)', toNumber(0))
    .addOption(new Option('--attack <kind>', 'what an attack adds').choices(attacks()))
    .option('--attack-failures <n>', 'failures in the attack (default: 1,000,000)', toNumber(1))
    .addOption(
      new Option('--format <format>', 'table for people, json for programs, markdown')
        .choices(formats)
        .default('table'),
    )
    .option('--prices', 'show the price list, with its date and sources')
    .option('--config <file>', 'take from this configuration what it says')
    .addHelpText('after', helpAfterOptions)
    .action(run);
}

function run(options: CostOptions, command: Command): void {
  if (options.prices) {
    process.stdout.write(pricesAs(options.format));
    return;
  }
  const known = knownOf(options, command);
  const organisation = askedOrganisation(options, known);
  if (typeof organisation === 'string') command.error(organisation);
  const { attack: name } = options;
  const attack = name && askedAttack(name, options, organisation);
  const answer =
    attack === undefined
      ? {
          of: organisationInWords(organisation),
          input: { organisation },
          ...estimate(monthlyUsage(organisation), prices),
        }
      : { of: attackInWords(attack), input: { attack }, ...estimate(attackUsage(attack), prices) };
  process.stdout.write(answerAs(options.format, { ...answer, assumed: assumedInWords(organisation) }));
}

function knownOf({ config }: CostOptions, command: Command): Known {
  return config === undefined ? usual : knownFrom(readConfiguredRules(config, command).config);
}

function answerAs(format: CostOptions['format'], { of, input, assumed, lines, dollars }: Answer): string {
  const rows = rowsOf({ lines, dollars });
  switch (format) {
    case 'table': {
      const table = textTable(headers, rows.lines, { colour: colour(), last: rows.total });
      return `${of}\n\n${table}\n${assumed.map((sentence) => `${sentence}\n`).join('')}`;
    }
    case 'json':
      return `${JSON.stringify({ ...input, prices: priceList, dollars, lines, assumptions, measured })}\n`;
    case 'markdown':
      return markdownTable(headers, rows.lines, rows.total);
    default:
      return format satisfies never;
  }
}

function pricesAs(format: CostOptions['format']): string {
  const list = Object.values(prices);
  const names = ['Service', 'Unit', 'Source', 'Read on a page of', 'Price'];
  const rows = list.map((each) => [each.service, each.unit, each.source, each.checked, priceText(each)]);
  switch (format) {
    case 'table':
      return `${priceList.region}, ${priceList.asOf}, ${priceList.currency}\n\n${textTable(names, rows, { colour: colour() })}`;
    case 'json':
      return `${JSON.stringify({ ...priceList, prices })}\n`;
    case 'markdown':
      return markdownTable(names, rows);
    default:
      return format satisfies never;
  }
}

function attacks(): readonly AttackName[] {
  return attackTargets.flatMap((target) => attackOrigins.map((origin) => `${target}-${origin}` as const));
}

function colour(): boolean {
  return process.stdout.isTTY && process.stdout.hasColors();
}

function toNumber(least: number) {
  return (text: string): number => {
    const number = /^\d{1,12}$/.test(text) ? Number(text) : Number.NaN;
    if (!(number >= least)) throw new InvalidArgumentError(`It must be a whole number, ${least} or more.`);
    return number;
  };
}
