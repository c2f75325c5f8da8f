import type { StackOutputs } from './stack-outputs.ts';

export interface Choice {
  /** Names a stack, or one Gatewarden of several in it as `Stack/Prefix`. */
  readonly stack: string | undefined;
  /** Where the outputs come from, as it stands at the beginning of a sentence. */
  readonly where: string;
  /** What was looked for, in the singular. */
  readonly wanted: string;
  readonly outputs: readonly string[];
}

/** The one Gatewarden that is meant, with its name. A string is the sentence that says why there is none, or not one. */
export function chosenGatewarden(
  all: ReadonlyMap<string, StackOutputs>,
  { stack, where, wanted, outputs }: Choice,
): readonly [name: string, outputs: StackOutputs] | string {
  const [only, ...others] = [...all].filter(([name]) => stack === undefined || isOf(stack, name, all));
  if (only === undefined && all.size > 0) return `${where} has no stack '${stack}' with ${wanted}s`;
  if (only === undefined) return `${where} names no ${wanted}: it needs the outputs ${outputs.join(', ')}`;
  if (others.length === 0) return only;
  const names = [only, ...others].map(([name]) => name);
  return `${where} has the ${wanted}s of several stacks (${names.join(', ')}); choose one with --stack`;
}

/** One that is named exactly is meant alone; else all in the stack are. */
function isOf(stack: string, name: string, all: ReadonlyMap<string, unknown>): boolean {
  return all.has(stack) ? name === stack : name.startsWith(`${stack}/`);
}
