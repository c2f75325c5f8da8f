import { parseArgs } from 'node:util';

/** What a run of the benchmark is to do. */
export interface Options<Part extends string> {
  readonly kind: 'run';
  /** Which parts, in their usual order. */
  readonly parts: readonly Part[];
  /** Fewer repetitions, smaller inputs. */
  readonly quick: boolean;
  readonly format: 'text' | 'json' | 'markdown';
}

export interface Help {
  readonly kind: 'help';
}

/** `sentence` says what is wrong with the arguments. */
export interface Wrong {
  readonly kind: 'wrong';
  readonly sentence: string;
}

const options = {
  only: { type: 'string', multiple: true },
  quick: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  markdown: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

export function readOptions<Part extends string>(
  args: readonly string[],
  known: readonly Part[],
): Options<Part> | Help | Wrong {
  const values = valuesOf(args);
  if (typeof values === 'string') return wrong(values);
  const { only = known, quick, json, markdown, help } = values;
  if (help) return { kind: 'help' };
  const names: readonly string[] = known;
  const unknown = only.find((name) => !names.includes(name));
  if (unknown !== undefined) return wrong(`--only takes ${known.join(', ')}, not ${unknown}.`);
  if (json && markdown) return wrong('--json and --markdown exclude each other.');
  const format = json ? 'json' : markdown ? 'markdown' : 'text';
  return { kind: 'run', parts: known.filter((name) => only.some((each) => each === name)), quick, format };
}

/** The values, or a sentence on what is wrong: Node's own, without its advice on how to write a positional argument. */
function valuesOf(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return `${error.message.split(/\.\s/)[0]}.`;
  }
}

function wrong(sentence: string): Wrong {
  return { kind: 'wrong', sentence };
}
