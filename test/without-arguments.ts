/**
 * Runs a command that the environment alone tells what to do. `--help` prints `help`; any other argument is refused in a
 * sentence, as who gives it expects something of it. Resolves to the exit status.
 */
export async function withoutArguments(
  args: readonly string[],
  help: string,
  run: () => Promise<number>,
): Promise<number> {
  if (args.length === 0) return run();
  if (args.length === 1 && args[0] === '--help') {
    process.stdout.write(`${help}\n`);
    return 0;
  }
  process.stderr.write(`expected no arguments but --help, found ${JSON.stringify(args.join(' '))}\n`);
  return 2;
}
