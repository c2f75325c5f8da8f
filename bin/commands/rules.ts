import { Command, Option } from 'commander';
import { catalogue } from '../../lambda/render/catalogue/catalogue.ts';
import { htmlSite } from '../../lambda/render/catalogue/html/site.ts';
import { renderRuleList } from '../../lambda/render/catalogue/list-table.ts';
import { markdownDocs, markdownIndex, markdownPage } from '../../lambda/render/catalogue/markdown.ts';
import { navigatorLayer } from '../../lambda/render/catalogue/navigator.ts';
import type { CataloguePage } from '../../lambda/render/catalogue/page.ts';
import { renderRulePage } from '../../lambda/render/catalogue/page-text.ts';
import { rules } from '../../lambda/rules/index.ts';
import { systemAlerts } from '../../lambda/system-alerts/index.ts';
import { helpAfterOptions } from './rules/help.ts';
import { siteAssets } from './rules/site-assets.ts';
import { writeFolder } from './rules/write-folder.ts';

const formats = ['table', 'json', 'markdown', 'navigator', 'html'] as const;
type Format = (typeof formats)[number];

interface RulesOptions {
  readonly format: Format;
  readonly out?: string;
}

/** Also for a terminal that says it has no columns. */
const widthWithoutTerminal = 120;

/** `gatewarden rules`. */
export function rulesCommand(): Command {
  return new Command('rules')
    .summary('show the catalogue of rules')
    .description('Lists the rules, or shows everything about one: all of it derived from what the rules declare.')
    .argument('[id]', 'the rule to show')
    .addOption(
      new Option(
        '--format <format>',
        'table for people, json for programs, one rule a line; markdown; navigator for the ATT&CK Navigator; html, a site to browse',
      )
        .choices(formats)
        .default('table'),
    )
    .option('--out <folder>', 'write the whole catalogue as files (html, markdown)')
    .addHelpText('after', helpAfterOptions)
    .action(run);
}

async function run(id: string | undefined, { format, out }: RulesOptions, command: Command): Promise<void> {
  const pages = catalogue(rules);
  if (out === undefined) {
    process.stdout.write(id === undefined ? list(pages, format, command) : one(id, pages, format, command));
    return;
  }
  if (id !== undefined) command.error("--out writes the whole catalogue: leave out the rule's id");
  const files = await folderFiles(pages, format, command);
  const failure = await writeFolder(out, files);
  if (failure !== undefined) command.error(failure);
  process.stderr.write(`Wrote ${files.size} files.\n`);
}

function list(pages: readonly CataloguePage[], format: Format, command: Command): string {
  switch (format) {
    case 'table':
      return renderRuleList(pages, terminal());
    case 'json':
      return pages.map((page) => `${JSON.stringify(page)}\n`).join('');
    case 'markdown':
      return markdownIndex(pages);
    case 'navigator':
      return layer(pages);
    case 'html':
      return command.error('--format html writes several files: name their folder with --out');
    default:
      return format satisfies never;
  }
}

function one(id: string, pages: readonly CataloguePage[], format: Format, command: Command): string {
  const page = pages.find((each) => each.id === id);
  if (systemAlerts.some((each) => each.id === id)) {
    return command.error(`'${id}' is no rule but a system alert, which judges no events: see docs/system-alerts.md`);
  }
  if (page === undefined) {
    return command.error(`there is no rule '${id}'; the rules are ${pages.map((each) => each.id).join(', ')}`);
  }
  switch (format) {
    case 'table':
      return renderRulePage(page, terminal());
    case 'json':
      return `${JSON.stringify(page)}\n`;
    case 'markdown':
      return markdownPage(page);
    case 'navigator':
      return layer([page]);
    case 'html':
      return command.error(
        "--format html writes the whole catalogue: leave out the rule's id, and name a folder with --out",
      );
    default:
      return format satisfies never;
  }
}

async function folderFiles(
  pages: readonly CataloguePage[],
  format: Format,
  command: Command,
): Promise<ReadonlyMap<string, string>> {
  switch (format) {
    case 'html':
      return new Map([...htmlSite(pages), ...(await siteAssets())]);
    case 'markdown':
      return markdownDocs(pages);
    default:
      return command.error(
        `--out goes with --format html or markdown, not with ${format}: that is one text, on stdout`,
      );
  }
}

function layer(pages: readonly CataloguePage[]): string {
  return `${JSON.stringify(navigatorLayer(pages), null, 2)}\n`;
}

function terminal(): { readonly width: number; readonly colour: boolean } {
  const { stdout } = process;
  return { width: stdout.columns || widthWithoutTerminal, colour: stdout.isTTY && stdout.hasColors() };
}
