import { Option } from 'commander';

const formats = ['table', 'json'] as const;
export type Format = (typeof formats)[number];

/** Also for a terminal that says it has no columns. */
const widthWithoutTerminal = 120;

/** `--format`, as every command that shows something has it. */
export function formatOption(json: string): Option {
  return new Option(
    '--format <format>',
    `table for people, json for programs, ${json} (default: table on a terminal, else json)`,
  ).choices(formats);
}

/** The format that was asked for, or the one that fits where the output goes. */
export function chosenFormat(format: Format | undefined): Format {
  return format ?? (process.stdout.isTTY ? 'table' : 'json');
}

/** How a table on stdout is drawn. */
export function tableStyle(): { readonly width: number; readonly colour: boolean } {
  const { stdout } = process;
  return { width: stdout.columns || widthWithoutTerminal, colour: stdout.isTTY && stdout.hasColors() };
}
