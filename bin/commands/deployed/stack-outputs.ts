import { readFileSync } from 'node:fs';
import { fileSystemReason } from '../replay/log-file.ts';

/** The outputs of a Gatewarden, by name; what is no text was not written by CDK. */
export type StackOutputs = ReadonlyMap<string, unknown>;

/**
 * The outputs of each Gatewarden in a file that `cdk deploy --outputs-file` wrote, of those that have any of the wanted
 * ones. It is named as its stack is; one that does not stand there alone, by its usual id, has a prefix to its outputs
 * (lib/own-names.ts) and to its name: `Stack/Prefix`. A string is the sentence that says why the file cannot be used.
 */
export function readStackOutputs(path: string, wanted: readonly string[]): ReadonlyMap<string, StackOutputs> | string {
  const file = readJson(path);
  return typeof file === 'string' ? file : gatewardensIn(file, wanted);
}

/** The same of outputs that were read already, by the names of their stacks. */
export function gatewardensIn(outputsOfStacks: object, wanted: readonly string[]): ReadonlyMap<string, StackOutputs> {
  const stacks = Object.entries(outputsOfStacks).flatMap(([stack, outputs]: [string, unknown]) => {
    const entries = typeof outputs === 'object' && outputs !== null ? Object.entries(outputs) : [];
    const own = (prefix: string): StackOutputs => new Map(entries.flatMap((entry) => withoutPrefix(entry, prefix)));
    return prefixesOf(
      entries.map(([name]) => name),
      wanted,
    ).map((prefix) => [prefix === '' ? stack : `${stack}/${prefix}`, own(prefix)] as const);
  });
  return new Map(stacks);
}

/** What stands before the wanted names; none of them ends with another. */
function prefixesOf(names: readonly string[], wanted: readonly string[]): readonly string[] {
  const found = names.flatMap((name) =>
    wanted.filter((each) => name.endsWith(each)).map((each) => name.slice(0, -each.length)),
  );
  return [...new Set(found)];
}

function withoutPrefix([name, value]: [string, unknown], prefix: string): readonly [string, unknown][] {
  return name.startsWith(prefix) ? [[name.slice(prefix.length), value]] : [];
}

/** A mapping, or the sentence that says why there is none. */
function readJson(path: string): object | string {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return typeof value === 'object' && value !== null ? value : `${path} holds no stack outputs`;
  } catch (error) {
    if (error instanceof SyntaxError) return `${path} is no valid JSON`;
    const reason = fileSystemReason(error);
    if (reason === undefined) throw error;
    return `${path} cannot be read: ${reason}`;
  }
}
